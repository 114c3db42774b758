package io.lifecycle4j.core.monitoring.quality;

import io.lifecycle4j.core.evaluation.ScoredRows;
import io.lifecycle4j.monitoring.QualityMetric;
import io.lifecycle4j.monitoring.QualityMetric.Basis;
import io.lifecycle4j.schema.Metric;
import io.lifecycle4j.schema.Metric.Better;
import io.lifecycle4j.schema.Scores.Interval;
import io.lifecycle4j.schema.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * Estimates metrics of answers without labels: each answer counts for each class as much as that is
 * probable, once the probabilities are calibrated. This is confidence-based performance estimation
 * (CBPE), for every metric of the task.
 *
 * <p>An interval has what the calibration, drawn anew, and the labels, drawn by the calibrated
 * probabilities, would change.
 */
record QualityEstimate(LiveClasses task, Calibration calibration) {
  /** The rows that are used at most; of more, every second, third and so on. */
  static final int MOST_ROWS = 5_000;

  /** The least number of rows with labels. */
  static final int LEAST = 200;

  private static final int DRAWS = 200;

  private static final double TAIL = 0.025;

  /** A weight of 1: probabilities become whole numbers of these. */
  private static final int WHOLE = 1_000;

  private static final long SEED = 20_261_130;

  /** Estimates metrics; of rows whose probabilities are not known, nothing. */
  Map<String, QualityMetric> estimate(List<LiveRow> answers, Collection<Metric> metrics) {
    List<Metric> comparable =
        metrics.stream().filter(metric -> metric.better() != Better.NONE).toList();
    List<LiveRow> rows = some(answers.stream().filter(task::isWhole).toList());
    if (rows.isEmpty() || comparable.isEmpty()) {
      return Map.of();
    }
    double[][] positions =
        calibration.positions(rows.stream().map(task::probabilities).toArray(double[][]::new));
    ScoredRows scored = everyLabel(rows, comparable);
    double[] values = measured(scored, comparable, weights(calibration.calibrated(positions)));
    double[][] drawn = draws(scored, comparable, positions);
    Map<String, QualityMetric> estimates = new TreeMap<>();
    for (int i = 0; i < values.length; i++) {
      Metric metric = comparable.get(i);
      estimates.put(
          metric.name(),
          new QualityMetric(
              metric.name(),
              metric.better(),
              values[i],
              interval(drawn[i]),
              rows.size(),
              OptionalLong.empty(),
              Basis.ESTIMATE));
    }
    return estimates;
  }

  private static List<LiveRow> some(List<LiveRow> rows) {
    int step = (rows.size() + MOST_ROWS - 1) / MOST_ROWS;
    if (step <= 1) {
      return rows;
    }
    List<LiveRow> some = new ArrayList<>();
    for (int row = 0; row < rows.size(); row += step) {
      some.add(rows.get(row));
    }
    return some;
  }

  /** Returns each row with each label. */
  private ScoredRows everyLabel(List<LiveRow> rows, List<Metric> metrics) {
    int classes = task.classes().size();
    List<LiveRow> repeated = new ArrayList<>();
    rows.forEach(row -> repeated.addAll(Collections.nCopies(classes, row)));
    List<Tensor> labels = Tensor.allocate(task.calls().task().targets(), repeated.size());
    for (int place = 0; place < repeated.size(); place++) {
      labels.get(0).set(place, place % classes);
    }
    return task.scored(repeated, labels, metrics);
  }

  private static int[] weights(double[][] probabilities) {
    return Arrays.stream(probabilities)
        .flatMapToDouble(Arrays::stream)
        .mapToInt(share -> (int) Math.round(WHOLE * share))
        .toArray();
  }

  private static double[] measured(ScoredRows scored, List<Metric> metrics, int[] weights) {
    ToDoubleFunction<String> measure = scored.measure(weights);
    return metrics.stream().mapToDouble(metric -> measure.applyAsDouble(metric.name())).toArray();
  }

  /** Returns {@code [metric][draw]}. */
  private double[][] draws(ScoredRows scored, List<Metric> metrics, double[][] positions) {
    SplittableRandom random = new SplittableRandom(SEED);
    double[][] drawn = new double[metrics.size()][DRAWS];
    for (int draw = 0; draw < DRAWS; draw++) {
      double[] values =
          measured(scored, metrics, labels(calibration.calibrated(positions, random), random));
      for (int i = 0; i < values.length; i++) {
        drawn[i][draw] = values[i];
      }
    }
    return drawn;
  }

  /** Draws a label for each row. */
  private static int[] labels(double[][] probabilities, SplittableRandom random) {
    int classes = probabilities[0].length;
    int[] weights = new int[probabilities.length * classes];
    for (int row = 0; row < probabilities.length; row++) {
      double left = random.nextDouble();
      int label = 0;
      while (label < classes - 1 && left >= probabilities[row][label]) {
        left -= probabilities[row][label++];
      }
      weights[row * classes + label] = 1;
    }
    return weights;
  }

  private static Optional<Interval> interval(double[] drawn) {
    double[] defined = Arrays.stream(drawn).filter(each -> !Double.isNaN(each)).sorted().toArray();
    int tail = (int) (defined.length * TAIL);
    return defined.length < DRAWS / 2
        ? Optional.empty()
        : Optional.of(new Interval(defined[tail], defined[defined.length - 1 - tail]));
  }
}
