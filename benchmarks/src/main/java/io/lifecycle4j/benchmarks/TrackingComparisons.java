package io.lifecycle4j.benchmarks;

import io.lifecycle4j.tracking.Run;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Measures runs: the cost of logging for a caller, the time to open a run, and the rate of
 * recording points compared with MLflow.
 *
 * <p>Our side and a peer run in turn; a figure is the median of the rounds, so that other load on
 * the machine affects both. Points survive the death of the process unless stated otherwise.
 *
 * <p>Run: {@code benchmarks/run.sh tracking [NAME...]}
 */
public final class TrackingComparisons {
  private static final int ROUNDS = 5;
  private static final int SAMPLES = 1_000_000;

  /** The pause between two calls, so that a caller logs at most at half its maximum rate. */
  private static final long PAUSE_NANOS = 1_000;

  private final Path directory;
  private int files;

  private TrackingComparisons(Path directory) {
    this.directory = directory;
  }

  /** A measurement. */
  private interface Part {
    void run() throws IOException, InterruptedException;
  }

  /**
   * Runs the comparisons and prints lines; a missed floor is not an error.
   *
   * @param args the parts to run; none for all
   * @throws IOException if a file cannot be written
   * @throws InterruptedException if the thread is interrupted
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    Path directory = TemporaryDirectory.create();
    try {
      Map<String, Part> parts = new TrackingComparisons(directory).parts();
      for (String name : args.length == 0 ? parts.keySet() : List.of(args)) {
        Part part = parts.get(name);
        if (part == null) {
          throw new IllegalArgumentException(
              "Invalid name: " + name + " (there are " + parts.keySet() + ")");
        }
        part.run();
      }
    } finally {
      TemporaryDirectory.delete(directory);
    }
  }

  private Map<String, Part> parts() {
    Map<String, Part> parts = new LinkedHashMap<>();
    parts.put("open", () -> new TrackingGrowth(this::next).open());
    parts.put("caller", this::callersTime);
    parts.put("training", this::training);
    parts.put("mlflow", this::mlflow);
    parts.put("growth", () -> new TrackingGrowth(this::next).cost());
    return parts;
  }

  private Path next() {
    return directory.resolve("home-" + files++);
  }

  /** Prints a figure for which smaller is better. */
  static void print(String name, double figure, double ceiling) {
    System.out.printf(
        Locale.ROOT,
        "%s %.3f ceiling %s %s%n",
        name,
        figure,
        ceiling,
        figure <= ceiling ? "met" : "missed");
  }

  private void callersTime() {
    List<Double> p50 = new ArrayList<>();
    List<Double> p99 = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      try (TrackingHome home = TrackingHome.open(next());
          Run run = home.experiments().start("bench")) {
        long[] nanos = sample(run);
        Arrays.sort(nanos);
        p50.add(nanos[nanos.length / 2] / 1e3);
        p99.add(nanos[(int) (nanos.length * 0.99)] / 1e3);
      }
    }
    print("log-metric-p50-us", PeerComparison.median(p50), 0.3);
    print("log-metric-p99-us", PeerComparison.median(p99), 2);
  }

  private static long[] sample(Run run) {
    long[] nanos = new long[SAMPLES];
    for (int i = -SAMPLES; i < SAMPLES; i++) {
      double value = TrackingHome.value(i);
      long before = System.nanoTime();
      run.log("loss", value, i);
      long after = System.nanoTime();
      if (i >= 0) {
        nanos[i] = after - before;
      }
      while (System.nanoTime() - after < PAUSE_NANOS) {
        Thread.onSpinWait();
      }
    }
    return nanos;
  }

  /**
   * Logs as fast as possible, and waits until everything is recorded; returns points per second.
   */
  private double pour(int points) {
    try (TrackingHome home = TrackingHome.open(next());
        Run run = home.experiments().start("bench")) {
      long begin = System.nanoTime();
      for (int step = 0; step < points / TrackingHome.METRICS.length; step++) {
        TrackingHome.step(run, step);
      }
      run.flush();
      return points / ((System.nanoTime() - begin) / 1e9);
    }
  }

  private void training() {
    List<Double> slowdowns = new ArrayList<>();
    TrainingStep training = new TrainingStep();
    try (TrackingHome home = TrackingHome.open(next());
        Run run = home.experiments().start("bench")) {
      for (int block = 0; block < TrainingStep.BLOCKS; block++) {
        boolean first = block % 2 == 0; // The order alternates, so that no trend favours a side.
        double one = first ? training.logged(run) : training.plain();
        double other = first ? training.plain() : training.logged(run);
        slowdowns.add(100 * ((first ? one / other : other / one) - 1));
      }
    }
    print("log-10-metrics-slows-1-ms-step-percent", PeerComparison.median(slowdowns), 1);
  }

  private void mlflow() throws IOException, InterruptedException {
    Optional<String> missing = Peers.missing("mlflow");
    if (missing.isPresent()) {
      System.out.println("mlflow " + missing.get());
      return;
    }
    compare("file", 2_000);
    compare("sqlite", 500);
  }

  private void compare(String store, int points) throws IOException, InterruptedException {
    List<Double> ours = new ArrayList<>();
    List<Double> theirs = new ArrayList<>();
    List<Double> ratios = new ArrayList<>();
    pour(SAMPLES);
    for (int round = 0; round < ROUNDS; round++) {
      double mine = pour(SAMPLES);
      String folder = next().toString();
      double peer = points / Peers.seconds("mlflow_log.py", store, folder, "" + points);
      ours.add(mine);
      theirs.add(peer);
      ratios.add(mine / peer);
    }
    System.out.printf(
        Locale.ROOT,
        "  ours %,.0f points/s, mlflow %s %,.0f points/s%n",
        PeerComparison.median(ours),
        store,
        PeerComparison.median(theirs));
    String name = "log-metric-vs-mlflow-" + store;
    System.out.println(new PeerComparison(name, "mlflow", 1, 1_000).line(ratios));
  }
}
