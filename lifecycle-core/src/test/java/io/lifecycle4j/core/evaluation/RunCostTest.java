package io.lifecycle4j.core.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RunCostTest {
  @Test
  void tellsTheNearestRankOfRunsThatItTimesOnce() {
    AtomicInteger timed = new AtomicInteger();
    RunCost cost =
        new RunCost(
            7,
            () -> {
              timed.incrementAndGet();
              return LongStream.rangeClosed(1, 1_000).map(run -> 1_001 - run).toArray();
            });

    assertThat(cost.fileBytes()).isEqualTo(7);
    assertThat(timed).hasValue(0);
    assertThat(cost.latency(0.99)).isEqualTo(Duration.ofNanos(990));
    assertThat(cost.latency(0.5)).isEqualTo(Duration.ofNanos(500));
    assertThat(cost.latency(1)).isEqualTo(Duration.ofNanos(1_000));
    assertThat(cost.latency(1e-9)).isEqualTo(Duration.ofNanos(1));
    assertThat(cost.runs()).isEqualTo(1_000);
    assertThat(timed).hasValue(1);
  }
}
