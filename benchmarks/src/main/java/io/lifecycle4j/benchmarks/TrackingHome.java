package io.lifecycle4j.benchmarks;

import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.core.tracking.HomeExperiments;
import io.lifecycle4j.core.tracking.Tracking;
import io.lifecycle4j.storage.Medium;
import io.lifecycle4j.tracking.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.stream.Stream;

/** A home of runs, in files. */
final class TrackingHome implements AutoCloseable {
  /** What a training loop logs each step. */
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

  private final Path directory;
  private final Medium medium;
  private final HomeExperiments experiments;

  private TrackingHome(Path directory) {
    this.directory = directory;
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

  /** A value whose bits do not repeat. */
  static double value(long step) {
    return 1 / (step + Math.PI);
  }

  /** Tells how many bytes journals and blobs have. */
  long bytes() throws IOException {
    long bytes = 0;
    for (String room : new String[] {"journals", "blobs", "packs"}) {
      try (Stream<Path> walk = Files.walk(directory.resolve(room))) {
        for (Path file : (Iterable<Path>) walk.filter(Files::isRegularFile)::iterator) {
          bytes += Files.size(file);
        }
      }
    }
    return bytes;
  }

  @Override
  public void close() {
    experiments.close();
    medium.close();
  }
}
