package io.lifecycle4j.core.tracking.environment;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.core.tracking.environment.SystemMetrics.Watched;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway") // what is missing fails the test
class SystemMetricsTest {
  private static final Duration OFTEN = Duration.ofMillis(1);
  private static final Duration NEVER = Duration.ofDays(1);

  @TempDir static Path temp;

  private final SystemMetrics metrics = new SystemMetrics(temp);
  private final Map<String, Double> values = new ConcurrentHashMap<>();

  @AfterEach
  void close() {
    metrics.close();
  }

  private static List<Thread> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("lifecycle4j-system-metrics"))
        .toList();
  }

  private static void await(CountDownLatch latch) throws InterruptedException {
    assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
  }

  /** Returns when each sample that a run asked for before has been told. */
  private void settle() throws InterruptedException {
    CountDownLatch sampled = new CountDownLatch(1);
    try (Watched last = metrics.watch(OFTEN, sample -> sampled.countDown())) {
      assertThat(last).isNotNull();
      await(sampled);
    }
  }

  @Test
  void tellsEveryRunAtItsOwnInterval() throws InterruptedException {
    Map<String, Double> other = new ConcurrentHashMap<>();
    CountDownLatch samples = new CountDownLatch(3);
    try (Watched seldom = metrics.watch(NEVER, other::putAll);
        Watched often =
            metrics.watch(
                OFTEN,
                sample -> {
                  values.putAll(sample);
                  samples.countDown();
                })) {
      assertThat(List.of(seldom, often)).hasSize(2);
      await(samples);
    }

    assertThat(values).containsKeys("system/heap.used", "system/cpu.process");
    assertThat(other).isEmpty(); // the first comes after one interval
  }

  @Test
  void tellsARunNothingMoreOnceItIsClosed() throws InterruptedException {
    CountDownLatch sampled = new CountDownLatch(1);
    Watched run =
        metrics.watch(
            OFTEN,
            sample -> {
              values.putAll(sample);
              sampled.countDown();
            });
    await(sampled);
    run.close();
    run.close();
    settle(); // one may still have been under way
    values.clear();
    settle();

    assertThat(values).isEmpty();
  }

  @Test
  void goesOnWhenARunCannotTakeASample() throws InterruptedException {
    CountDownLatch asked = new CountDownLatch(3);
    CountDownLatch sampled = new CountDownLatch(3);
    try (Watched broken =
            metrics.watch(
                OFTEN,
                sample -> {
                  asked.countDown();
                  throw new IllegalStateException("has ended");
                });
        Watched well = metrics.watch(OFTEN, sample -> sampled.countDown())) {
      assertThat(List.of(broken, well)).hasSize(2);
      await(sampled);
      await(asked);
    }
  }

  @Test
  void anInterruptEndsNothing() throws InterruptedException {
    BlockingQueue<Thread> by = new LinkedBlockingQueue<>();
    try (Watched run =
        metrics.watch(
            OFTEN,
            sample -> {
              Thread.currentThread().interrupt();
              by.add(Thread.currentThread());
            })) {
      assertThat(run).isNotNull();
      for (int i = 0; i < 3; i++) {
        Thread sampler = by.poll(60, TimeUnit.SECONDS);
        assertThat(sampler.getName()).isEqualTo("lifecycle4j-system-metrics");
        assertThat(sampler.isDaemon()).isTrue();
      }
    }
  }

  @Test
  void oneThreadServesAllRunsUntilItIsClosed() throws InterruptedException {
    List<Thread> before = threads();
    try (Watched first = metrics.watch(NEVER, values::putAll);
        Watched second = metrics.watch(OFTEN, values::putAll)) {
      assertThat(List.of(first, second)).hasSize(2);
      settle();
    }
    List<Thread> started = threads().stream().filter(t -> !before.contains(t)).toList();
    assertThat(started).hasSize(1);

    metrics.close();
    started.get(0).join(60_000);
    assertThat(started.get(0).isAlive()).isFalse();
  }
}
