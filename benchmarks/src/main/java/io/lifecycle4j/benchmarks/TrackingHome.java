package io.lifecycle4j.benchmarks;

import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.core.tracking.HomeExperiments;
import io.lifecycle4j.core.tracking.Tracking;
import io.lifecycle4j.storage.spi.Medium;
import io.lifecycle4j.tracking.Run;
import java.nio.file.Path;
import java.time.InstantSource;

/** A home of runs on a file system. */
final class TrackingHome implements AutoCloseable {
  /** The metrics that a training loop logs in each step. */
  static final String[] METRICS = {
    "loss",
    "accuracy",
    "precision",
    "recall",
    "f1",
    "lr",
    "grad_norm",
    "val/loss",
    "val/acc",
    "time"
  };

  private final Medium medium;
  private final HomeExperiments experiments;

  private TrackingHome(Path directory) {
    this.medium = Media.file(directory);
    this.experiments =
        Tracking.experiments(Tracking.over(medium), id -> false, InstantSource.system());
  }

  static TrackingHome open(Path directory) {
    return new TrackingHome(directory);
  }

  HomeExperiments experiments() {
    return experiments;
  }

  /** Logs a point of each metric. */
  static void step(Run run, long step) {
    for (String metric : METRICS) {
      run.log(metric, value(step), step);
    }
  }

  /** Returns a value whose bits do not repeat. */
  static double value(long step) {
    return 1 / (step + Math.PI);
  }

  @Override
  public void close() {
    experiments.close();
    medium.close();
  }
}
