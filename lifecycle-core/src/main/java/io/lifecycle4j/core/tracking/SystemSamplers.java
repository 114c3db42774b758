package io.lifecycle4j.core.tracking;

import io.lifecycle4j.core.tracking.environment.SystemMetrics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Logs system metrics to runs that go on. Thread-safe. */
final class SystemSamplers implements AutoCloseable {
  private final SystemMetrics metrics;
  private final Map<RunBuffer, SystemMetrics.Watched> watched = new ConcurrentHashMap<>();

  /**
   * Begins with no run.
   *
   * @param disk a directory on the disk whose free space is logged
   */
  SystemSamplers(Path disk) {
    this.metrics = new SystemMetrics(disk);
  }

  /** Logs a sample to the run at each interval; zero for never. */
  void start(RunBuffer run, Duration interval) {
    if (!interval.isZero()) {
      watched.put(run, metrics.watch(interval, run::sampled));
      if (!run.isGoing()) { // it may have ended just before
        end(run);
      }
    }
  }

  void end(RunBuffer run) {
    SystemMetrics.@Nullable Watched sampled = watched.remove(run);
    if (sampled != null) {
      sampled.close();
    }
  }

  @Override
  public void close() {
    metrics.close();
  }
}
