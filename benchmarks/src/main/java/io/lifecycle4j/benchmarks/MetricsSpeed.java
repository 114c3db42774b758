package io.lifecycle4j.benchmarks;

import static io.lifecycle4j.schema.Tasks.classification;
import static io.lifecycle4j.schema.Tasks.regression;

import io.lifecycle4j.core.evaluation.ScoredRows;
import io.lifecycle4j.core.schema.TaskCalls;
import io.lifecycle4j.evaluation.Evaluation;
import io.lifecycle4j.schema.Task;
import io.lifecycle4j.schema.Tensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Measures the time of an evaluation of 100,000 rows: all listed metrics with their intervals.
 *
 * <p>Each evaluation runs on rows that were not evaluated before, and includes the preparation of
 * the scores; the outputs of the model are in memory. The figure is the first evaluation of the
 * process, which is slower than the median of the following ones, because most processes evaluate
 * few times. Beside it stands the time of scikit-learn for the same metrics without intervals.
 */
final class MetricsSpeed {
  private static final int ROWS = 100_000;
  private static final int ROUNDS = 3;
  private static final double CEILING = 10;
  private static final double SIGNAL = 1.5;

  private MetricsSpeed() {}

  /** Measures a regression and classifications of 2 and of 10 classes, and prints their lines. */
  static void run() throws IOException, InterruptedException {
    for (int classes : new int[] {1, 2, 10}) {
      List<Double> seconds = new ArrayList<>();
      for (int round = 0; round < ROUNDS; round++) {
        seconds.add(seconds(classes, round));
      }
      String name = classes == 1 ? "metrics-regression" : "metrics-" + classes + "-classes";
      System.out.printf(
          Locale.ROOT,
          "  with intervals, warm: %.2f s; scikit-learn without intervals: %s%n",
          PeerComparison.median(seconds),
          peer(classes));
      TrackingComparisons.print(name + "-100k-rows-s", seconds.get(0), CEILING);
    }
  }

  private static String peer(int classes) throws IOException, InterruptedException {
    Optional<String> missing = Peers.missing("scikit-learn");
    return missing.isPresent()
        ? missing.get()
        : String.format(
            Locale.ROOT, "%.2f s", Peers.seconds("metrics_time.py", "" + classes, "" + ROWS));
  }

  private static double seconds(int classes, int seed) {
    Random random = new Random(seed);
    Task<?> task = task(classes);
    Tensor labels = Tensor.allocate(task.targets().get(0), ROWS);
    Tensor outputs = Tensor.allocate(task.outputs().get(0), ROWS);
    for (int row = 0; row < ROWS; row++) {
      int chosen = random.nextInt(classes);
      double label = classes == 1 ? random.nextGaussian() : chosen;
      labels.set(row, label);
      for (int i = 0; i < classes; i++) {
        double signal = classes == 1 ? label : chosen == i ? SIGNAL : 0;
        outputs.set(row * classes + i, signal + random.nextGaussian());
      }
    }
    long begin = System.nanoTime();
    Evaluation evaluation =
        new ScoredRows(TaskCalls.judging("bench:1", task), List.of(outputs), List.of(labels))
            .evaluation("bench:1", "bench:1/holdout");
    double seconds = (System.nanoTime() - begin) / 1e9;
    if (evaluation.intervals().isEmpty()) {
      throw new IllegalStateException("No intervals: " + evaluation);
    }
    return seconds;
  }

  private static Task<?> task(int classes) {
    return classes == 1
        ? regression("y")
        : classification(
            "y", IntStream.range(0, classes).mapToObj(i -> "c" + i).toArray(String[]::new));
  }
}
