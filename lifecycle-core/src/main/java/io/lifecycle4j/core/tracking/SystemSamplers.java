package io.lifecycle4j.core.tracking;

import io.lifecycle4j.core.tracking.environment.SystemMetrics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Logs metrics of the system to runs while they go on. Thread-safe. */
final class SystemSamplers implements AutoCloseable {
  private final SystemMetrics metrics;
  private final Map<RunBuffer, SystemMetrics.Watched> watched = new ConcurrentHashMap<>();

  /**
   * Begins with no run.
   *
   * @param disk a directory on the disk whose free space is told
   */
  SystemSamplers(Path disk) {
    this.metrics = new SystemMetrics(disk);
  }

  /** Logs samples to a run from now on, each time the interval has passed; zero is never. */
  void start(RunBuffer run, Duration interval) {
    if (!interval.isZero()) {
      watched.put(run, metrics.watch(interval, run::sampled));
      if (!run.isGoing()) { // it may have ended just before
        end(run);
      }
    }
  }

  /** Stops to log samples to a run. */
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
