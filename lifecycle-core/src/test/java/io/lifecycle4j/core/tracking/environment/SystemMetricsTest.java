package io.lifecycle4j.core.tracking.environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.error.InvalidValueException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway") // what is missing fails the test
class SystemMetricsTest {
  private static final Duration NEVER = Duration.ofDays(1);

  @TempDir Path temp;

  private final Map<String, Double> values = new TreeMap<>();

  private void io(long read, long written) throws IOException {
    Path file = temp.resolve("proc/self/io");
    Files.createDirectories(file.getParent());
    Files.writeString(
        file,
        "rchar: 1\nwchar: 2\nread_bytes: "
            + read
            + "\nwrite_bytes: "
            + written
            + "\n"
            + "cancelled_write_bytes: 7\n");
  }

  private static List<Thread> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("lifecycle4j-system-metrics"))
        .toList();
  }

  @Test
  void samplesTheProcessAndTheMachine() {
    SystemMetrics metrics = new SystemMetrics(NEVER, temp);
    try (SystemMetrics.Watched run = metrics.watch(values::put)) {
      assertThat(run).isNotNull();
      metrics.sample();
    }

    assertThat(values.keySet())
        .contains(
            "system/cpu.process",
            "system/direct.used",
            "system/disk.free",
            "system/files.open",
            "system/gc.count",
            "system/gc.millis",
            "system/heap.committed",
            "system/heap.max",
            "system/heap.used",
            "system/memory.used",
            "system/nonheap.used",
            "system/threads.count");
    assertThat(values).allSatisfy((name, value) -> assertThat(value).as(name).isNotNegative());
    assertThat(values.get("system/cpu.process")).isLessThanOrEqualTo(1);
    assertThat(values.get("system/heap.used"))
        .isPositive()
        .isLessThanOrEqualTo(values.get("system/heap.committed"));
    assertThat(values.get("system/threads.count")).isGreaterThan(1);
  }

  @Test
  void countsSinceTheSampleBefore() throws IOException {
    io(1_000, 100);
    SystemMetrics metrics = new SystemMetrics(NEVER, temp, temp);
    try (SystemMetrics.Watched run = metrics.watch(values::put)) {
      assertThat(run).isNotNull();
      io(1_500, 100);
      System.gc();
      metrics.sample();
      assertThat(values).containsEntry("system/disk.read", 500.0);
      assertThat(values).containsEntry("system/disk.written", 0.0);
      assertThat(values.get("system/gc.count")).isPositive();

      io(1_500, 107);
      metrics.sample();
      assertThat(values).containsEntry("system/disk.read", 0.0);
      assertThat(values).containsEntry("system/disk.written", 7.0);
    }
  }

  @Test
  void tellsWhichShareOfTheProcessorsWasBusySinceTheSampleBefore() throws IOException {
    io(0, 0);
    Path stat = temp.resolve("proc/stat");
    Files.writeString(stat, "cpu  100 10 90 700 100 0 0 0 5 0\ncpu0 1 2 3 4\n");
    SystemMetrics metrics = new SystemMetrics(NEVER, temp, temp);
    try (SystemMetrics.Watched run = metrics.watch(values::put)) {
      assertThat(run).isNotNull();
      Files.writeString(stat, "cpu  130 20 100 800 140 5 3 2 9 0\n"); // 60 of 200 were busy
      metrics.sample();
      assertThat(values).containsEntry("system/cpu.machine", 0.3);
      values.clear();
      metrics.sample();
      assertThat(values).doesNotContainKey("system/cpu.machine").containsKey("system/cpu.process");
      Files.writeString(stat, "cpu 1");
      metrics.sample();
      assertThat(values.get("system/cpu.machine")).isBetween(0.0, 1.0);
    }
  }

  @Test
  void leavesOutWhatASystemDoesNotTell() throws IOException {
    SystemMetrics metrics = new SystemMetrics(NEVER, temp, temp.resolve("gone"));
    try (SystemMetrics.Watched run = metrics.watch(values::put)) {
      assertThat(run).isNotNull();
      metrics.sample();
    }

    assertThat(values)
        .containsKey("system/heap.used")
        .doesNotContainKeys("system/disk.read", "system/disk.written", "system/disk.free");
  }

  @Test
  void tellsEveryRunUntilItIsClosed() {
    Map<String, Double> other = new TreeMap<>();
    SystemMetrics metrics = new SystemMetrics(NEVER, temp);
    SystemMetrics.Watched first = metrics.watch(values::put);
    SystemMetrics.Watched second = metrics.watch(other::put);
    metrics.sample();
    assertThat(values.keySet()).isNotEmpty().isEqualTo(other.keySet());

    first.close();
    first.close();
    values.clear();
    other.clear();
    metrics.sample();
    assertThat(values).isEmpty();
    assertThat(other).isNotEmpty();
    second.close();
    other.clear();
    metrics.sample();
    assertThat(other).isEmpty();
  }

  @Test
  void goesOnWhenARunCannotTakeASample() {
    SystemMetrics metrics = new SystemMetrics(NEVER, temp);
    try (SystemMetrics.Watched broken =
            metrics.watch(
                (metric, value) -> {
                  throw new IllegalStateException("has ended");
                });
        SystemMetrics.Watched well = metrics.watch(values::put)) {
      assertThat(List.of(broken, well)).hasSize(2);
      metrics.sample();
      metrics.sample();
    }

    assertThat(values).containsKey("system/heap.used");
  }

  @Test
  void oneDaemonThreadLivesFromTheFirstRunToTheLast() throws InterruptedException {
    List<Thread> before = threads();
    SystemMetrics metrics = new SystemMetrics(NEVER, temp);
    assertThat(threads()).isEqualTo(before);
    SystemMetrics.Watched first = metrics.watch(values::put);
    SystemMetrics.Watched second = metrics.watch(values::put);
    List<Thread> started = threads().stream().filter(t -> !before.contains(t)).toList();
    assertThat(started).singleElement().matches(Thread::isDaemon);

    first.close();
    assertThat(started.get(0).isAlive()).isTrue();
    second.close();
    started.get(0).join(10_000);
    assertThat(started.get(0).isAlive()).isFalse();

    SystemMetrics.Watched third = metrics.watch(values::put); // and starts again
    assertThat(threads()).isNotEmpty();
    third.close();
  }

  @Test
  void samplesAtItsInterval() throws InterruptedException {
    CountDownLatch samples = new CountDownLatch(3);
    Map<String, Thread> by = new ConcurrentHashMap<>();
    SystemMetrics metrics = new SystemMetrics(Duration.ofMillis(1), temp);
    try (SystemMetrics.Watched run =
        metrics.watch(
            (metric, value) -> {
              by.put(metric, Thread.currentThread());
              if (metric.equals("system/threads.count")) {
                Thread.currentThread().interrupt(); // does not end it
                samples.countDown();
              }
            })) {
      assertThat(run).isNotNull();
      assertThat(samples.await(30, TimeUnit.SECONDS)).isTrue();
    }

    assertThat(by.get("system/heap.used").getName()).isEqualTo("lifecycle4j-system-metrics");
  }

  @Test
  void refusesAnIntervalThatIsNone() {
    assertThatThrownBy(() -> new SystemMetrics(Duration.ZERO, temp))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid interval: PT0S (must be at least one millisecond)");
  }
}
