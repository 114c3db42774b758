package io.lifecycle4j.core.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class OnceTest {
  private final AtomicInteger computed = new AtomicInteger();

  @Test
  void computesNothingBeforeItIsNeeded() {
    Once<Integer> once = new Once<>(computed::incrementAndGet);

    assertThat(computed).hasValue(0);
    assertThat(once.get()).isEqualTo(1);
    assertThat(once.get()).isEqualTo(1);
  }

  @Test
  void computesOnceForManyThreads() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      for (int round = 1; round <= 50; round++) {
        Once<Integer> once = new Once<>(computed::incrementAndGet);
        List<Callable<Integer>> calls = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
          calls.add(once::get);
        }
        for (Future<Integer> call : threads.invokeAll(calls)) {
          assertThat(call.get()).isEqualTo(round);
        }
      }
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void computesAgainAfterAFailure() {
    Once<Integer> once = new Once<>(() -> 1 / computed.getAndIncrement());

    assertThatThrownBy(once::get).isInstanceOf(ArithmeticException.class);
    assertThat(once.get()).isEqualTo(1);
  }
}
