package io.lifecycle4j.core.tracking.environment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway") // what is missing fails the test
class SystemProbeTest {
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

  @Test
  void samplesTheProcessAndTheMachine() {
    SystemMetrics.SystemProbe probe = new SystemMetrics.SystemProbe(Path.of("/"), temp);
    probe.sample(values::put);

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
    SystemMetrics.SystemProbe probe = new SystemMetrics.SystemProbe(temp, temp);
    io(1_500, 100);
    System.gc();
    probe.sample(values::put);
    assertThat(values).containsEntry("system/disk.read", 500.0);
    assertThat(values).containsEntry("system/disk.written", 0.0);
    assertThat(values.get("system/gc.count")).isPositive();

    io(1_500, 107);
    probe.sample(values::put);
    assertThat(values).containsEntry("system/disk.read", 0.0);
    assertThat(values).containsEntry("system/disk.written", 7.0);
  }

  @Test
  void leavesOutWhatASystemDoesNotTell() throws IOException {
    SystemMetrics.SystemProbe probe = new SystemMetrics.SystemProbe(temp, temp.resolve("gone"));
    probe.sample(values::put);

    assertThat(values)
        .containsKey("system/heap.used")
        .doesNotContainKeys("system/disk.read", "system/disk.written", "system/disk.free");
  }
}
