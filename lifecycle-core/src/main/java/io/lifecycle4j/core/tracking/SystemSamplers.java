package io.lifecycle4j.core.tracking;

import io.lifecycle4j.core.tracking.environment.SystemMetrics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs metrics of the system to runs while they go on. Thread-safe. */
final class SystemSamplers implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SystemSamplers.class);

  private final SystemMetrics metrics;
  private final Map<String, SystemMetrics.Watched> watched = new ConcurrentHashMap<>();

  /**
   * Begins with no run.
   *
   * @param disk a directory on the disk whose free space is told
   */
  SystemSamplers(Path disk) {
    this.metrics = new SystemMetrics(disk);
  }

  /** Logs samples to a run from now on, each time the interval has passed; zero is never. */
  void start(TrackedRun run, Duration interval) {
    if (!interval.isZero()) {
      watched.put(run.id(), metrics.watch(interval, (metric, value) -> log(run, metric, value)));
    }
  }

  private static void log(TrackedRun run, String metric, double value) {
    try {
      run.log(metric, value);
    } catch (IllegalStateException e) {
      LOG.debug("Run {} ended while the system was sampled", run.id(), e);
    }
  }

  /** Stops to log samples to a run. */
  void end(String run) {
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
