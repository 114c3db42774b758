package io.lifecycle4j.schema;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Scores of a classifier. */
final class ClassScores implements Task.Scores {
  private static final String ACCURACY = "accuracy";
  private static final String LOG_LOSS = "log_loss";
  private static final String BASELINE = "baseline_accuracy";

  /** Keeps the loss finite if the true class was predicted with probability 0. */
  private static final double LEAST_PROBABILITY = 1e-15;

  private final int classes;
  private final int[] labels;
  private final boolean[] correct;
  private final double[] losses;

  ClassScores(Classification task, Tensor scores, Tensor targets) {
    int rows = targets.size();
    this.classes = task.classes().size();
    this.labels = new int[rows];
    this.correct = new boolean[rows];
    this.losses = new double[rows];
    for (int row = 0; row < rows; row++) {
      labels[row] = task.label(targets, row);
      score(task, scores, row);
    }
  }

  private void score(Classification task, Tensor scores, int row) {
    double probability = task.probability(scores, row, labels[row]);
    // NaN outputs predict no class, even if the first class happens to be right.
    correct[row] = !Double.isNaN(probability) && task.best(scores, row) == labels[row];
    losses[row] = -Math.log(Math.max(probability, LEAST_PROBABILITY));
  }

  @Override
  public List<Task.Metric> metrics() {
    return List.of(
        new Task.Metric(ACCURACY, Task.Better.HIGHER),
        new Task.Metric(BASELINE, Task.Better.NONE),
        new Task.Metric(LOG_LOSS, Task.Better.LOWER));
  }

  @Override
  public double metric(String name, int[] rows) {
    return switch (name) {
      case ACCURACY -> accuracy(rows);
      case LOG_LOSS -> Arrays.stream(rows).mapToDouble(row -> losses[row]).sum() / rows.length;
      case BASELINE -> baseline(rows);
      default -> Double.NaN;
    };
  }

  @Override
  public Optional<boolean[]> counted(String name) {
    return name.equals(ACCURACY) ? Optional.of(correct) : Optional.empty();
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
      counts[labels[row]]++;
    }
    return (double) Arrays.stream(counts).max().orElse(0) / rows.length;
  }
}
