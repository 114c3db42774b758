package io.lifecycle4j.core.tracking;

import io.lifecycle4j.core.tracking.environment.SystemMetrics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Samples the system for the runs that ask for it: one sampler for each interval. Thread-safe. */
final class SystemSamplers {
  private static final Logger LOG = LoggerFactory.getLogger(SystemSamplers.class);

  private final Path disk;
  private final Map<Duration, SystemMetrics> samplers = new ConcurrentHashMap<>();
  private final Map<String, SystemMetrics.Watched> watched = new ConcurrentHashMap<>();

  /**
   * Begins with no sampler.
   *
   * @param disk a directory on the disk whose free space is told
   */
  SystemSamplers(Path disk) {
    this.disk = disk;
  }

  /** Logs samples to a run from now on; what goes wrong with that is a warning in the log. */
  void start(TrackedRun run, Duration interval) {
    try {
      SystemMetrics sampler =
          samplers.computeIfAbsent(interval, each -> new SystemMetrics(each, disk));
      watched.put(run.id(), sampler.watch((metric, value) -> log(run, metric, value)));
    } catch (RuntimeException | LinkageError e) { // a small runtime may lack a module
      LOG.warn("Run {} has no metrics of the system", run.id(), e);
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
}
