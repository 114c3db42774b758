package io.lifecycle4j.core.evaluation;

import static io.lifecycle4j.error.Preconditions.check;

import io.lifecycle4j.schema.Classification;
import java.util.Arrays;
import java.util.List;

/** Scores of a classifier. */
final class ClassScores implements Scores {
  /** Keeps the loss of a class that was ruled out, and was true, finite. */
  private static final double LEAST_PROBABILITY = 1e-15;

  private final int classes;
  private final int[] truths;
  private final boolean[] correct;
  private final double[] losses;

  ClassScores(Classification task, float[] outputs, float[] truths) {
    this.classes = task.outputs();
    this.truths = new int[truths.length];
    this.correct = new boolean[truths.length];
    this.losses = new double[truths.length];
    for (int row = 0; row < truths.length; row++) {
      int truth = (int) truths[row];
      check(
          truth == truths[row] && truth >= 0 && truth < classes,
          "Invalid truth of row %s: %s (must be the index of one of %s classes)",
          row,
          truths[row],
          classes);
      this.truths[row] = truth;
      score(task, outputs, row);
    }
  }

  private void score(Classification task, float[] outputs, int row) {
    double probability = task.probability(outputs, row * classes, truths[row]);
    // Outputs that are not numbers choose no class, even where the first would happen to be right.
    correct[row] = !Double.isNaN(probability) && task.best(outputs, row * classes) == truths[row];
    losses[row] = -Math.log(Math.max(probability, LEAST_PROBABILITY));
  }

  @Override
  public List<Metric> metrics() {
    return Metric.CLASSIFICATION;
  }

  @Override
  public double metric(Metric metric, int[] rows) {
    return switch (metric) {
      case ACCURACY -> accuracy(rows);
      case LOG_LOSS -> Arrays.stream(rows).mapToDouble(row -> losses[row]).sum() / rows.length;
      case BASELINE_ACCURACY -> baseline(rows);
      default -> Double.NaN;
    };
  }

  @Override
  public boolean correct(int row) {
    return correct[row];
  }

  private double accuracy(int[] rows) {
    int right = 0;
    for (int row : rows) {
      right += correct[row] ? 1 : 0;
    }
    return (double) right / rows.length;
  }

  private double baseline(int[] rows) {
    int[] counts = new int[classes];
    for (int row : rows) {
      counts[truths[row]]++;
    }
    return (double) Arrays.stream(counts).max().orElse(0) / rows.length;
  }
}
