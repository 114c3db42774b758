package io.lifecycle4j.benchmarks;

import io.lifecycle4j.tracking.Run;
import io.lifecycle4j.tracking.RunRecord;
import io.lifecycle4j.tracking.RunStatus;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** Measures scaling: large runs, and many runs. */
final class TrackingGrowth {
  private static final int ROUNDS = 5;
  private static final int MANY = 10_000_000;
  private static final int FEW_RUNS = 100;
  private static final int MANY_RUNS = 10_000;
  private static final int PAIRS = 200;

  private final Supplier<Path> directories;

  /** Measures in new directories. */
  TrackingGrowth(Supplier<Path> directories) {
    this.directories = directories;
  }

  private Path next() {
    return directories.get();
  }

  /** Opens a home after the process that recorded a large run was killed. */
  void open() throws IOException {
    List<Double> seconds = new ArrayList<>();
    Path living = next();
    try (TrackingHome home = TrackingHome.open(living);
        Run run = home.experiments().start("bench")) {
      for (int step = 0; step < MANY / TrackingHome.METRICS.length; step++) {
        TrackingHome.step(run, step);
      }
      run.flush();
      for (int round = 0; round < ROUNDS; round++) {
        Path dead = next();
        TemporaryDirectory.copy(living, dead);
        seconds.add(open(dead, run.id()));
        TemporaryDirectory.delete(dead);
      }
    }
    TrackingComparisons.print("open-killed-run-10m-points-s", PeerComparison.median(seconds), 1);
    System.out.println("  each time " + seconds);
  }

  private static double open(Path dead, String id) {
    long begin = System.nanoTime();
    try (TrackingHome home = TrackingHome.open(dead)) {
      RunRecord run = home.experiments().find(id).orElseThrow();
      int points = home.experiments().history(id, TrackingHome.METRICS[0]).size();
      double seconds = (System.nanoTime() - begin) / 1e9;
      long all = run.metrics().values().stream().mapToLong(metric -> metric.count()).sum();
      if (run.status() != RunStatus.CRASHED || all != MANY || points != all / 10) {
        throw new IllegalStateException("opened " + run + " with " + points + " of " + all);
      }
      return seconds;
    }
  }

  /** Measures the ratio of the cost of a run in a home of many runs to that in a home of few. */
  void cost() {
    try (TrackingHome few = TrackingHome.open(next());
        TrackingHome many = TrackingHome.open(next())) {
      fill(few, FEW_RUNS);
      fill(many, MANY_RUNS);
      List<Double> small = new ArrayList<>();
      List<Double> large = new ArrayList<>();
      for (int pair = 0; pair < PAIRS; pair++) {
        small.add(time(few));
        large.add(time(many));
      }
      double before = PeerComparison.median(small);
      double after = PeerComparison.median(large);
      System.out.printf(
          "  a run %.2f ms among %s, %.2f ms among %s%n", before, FEW_RUNS, after, MANY_RUNS);
      TrackingComparisons.print("run-cost-10000-by-100-runs", after / before, 1.2);
    }
  }

  private static void fill(TrackingHome home, int runs) {
    IntStream.range(0, runs).parallel().forEach(i -> run(home));
  }

  private static double time(TrackingHome home) {
    long begin = System.nanoTime();
    run(home);
    return (System.nanoTime() - begin) / 1e6;
  }

  private static void run(TrackingHome home) {
    Run run = home.experiments().start("bench");
    for (int i = 0; i < 10; i++) {
      run.param("param" + i, i);
    }
    for (int step = 0; step < 10; step++) {
      TrackingHome.step(run, step);
    }
    run.finish();
  }
}
