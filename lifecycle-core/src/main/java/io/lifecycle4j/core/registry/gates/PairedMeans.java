package io.lifecycle4j.core.registry.gates;

import io.lifecycle4j.core.evaluation.ScoredRows;
import io.lifecycle4j.schema.Scores.Interval;
import java.util.Arrays;
import java.util.Optional;

/**
 * A metric of two models that is the mean of an error of each row, or the root of a mean of
 * squares.
 *
 * <p>The difference is bounded by the bootstrap-t: Efron and Tibshirani, An Introduction to the
 * Bootstrap, chapter 12. The standard error of each sample is that of the delta method.
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record PairedMeans(double[] candidate, double[] other, boolean root, double sign) {
  /** With more rows, the percentile method is good enough, and to find each error takes long. */
  private static final int MOST_ROWS = 4_000;

  private static final double SAME = 1e-9;

  /** Finds the errors of the rows; empty if the metric is not made of them, or rows are many. */
  static Optional<PairedMeans> of(String metric, ScoredRows candidate, ScoredRows other) {
    if (candidate.rows() > MOST_ROWS) {
      return Optional.empty();
    }
    double[] own = each(metric, candidate);
    double[] others = each(metric, other);
    double sign = candidate.worsening(metric, 1, 0);
    if (isMean(metric, candidate, own) && isMean(metric, other, others)) {
      return Optional.of(new PairedMeans(own, others, false, sign));
    }
    double[] squares = Arrays.stream(own).map(it -> it * it).toArray();
    double[] otherSquares = Arrays.stream(others).map(it -> it * it).toArray();
    return isRoot(metric, candidate, squares) && isRoot(metric, other, otherSquares)
        ? Optional.of(new PairedMeans(squares, otherSquares, true, sign))
        : Optional.empty();
  }

  private static double[] each(String metric, ScoredRows rows) {
    int[] one = new int[rows.rows()];
    double[] values = new double[one.length];
    for (int row = 0; row < one.length; row++) {
      one[row] = 1;
      values[row] = rows.measure(one.clone()).applyAsDouble(metric);
      one[row] = 0;
    }
    return values;
  }

  private static boolean isMean(String metric, ScoredRows rows, double[] values) {
    return same(rows.metric(metric), mean(values)) && same(half(metric, rows), halfMean(values));
  }

  private static boolean isRoot(String metric, ScoredRows rows, double[] squares) {
    return same(rows.metric(metric), Math.sqrt(mean(squares)))
        && same(half(metric, rows), Math.sqrt(halfMean(squares)));
  }

  /** Measures the first half of the rows, so that no metric is taken for a mean by chance. */
  private static double half(String metric, ScoredRows rows) {
    int[] weights = new int[rows.rows()];
    Arrays.fill(weights, 0, weights.length / 2, 1);
    return rows.measure(weights).applyAsDouble(metric);
  }

  private static double halfMean(double[] values) {
    return mean(Arrays.copyOf(values, values.length / 2));
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).sum() / values.length;
  }

  private static boolean same(double one, double other) {
    return Math.abs(one - other) <= SAME * Math.max(Math.abs(one), SAME);
  }

  /** Bounds the difference; empty if the differences of the rows do not vary. */
  Optional<PairedBootstrap> bounds(Level level) {
    int[] once = new int[candidate.length];
    Arrays.fill(once, 1);
    double[] whole = difference(once);
    if (!(whole[1] > 0 && Double.isFinite(whole[1]))) {
      return Optional.empty();
    }
    double[] shifts =
        PairedBootstrap.samples(
            candidate.length,
            sample -> {
              double[] drawn = difference(sample);
              return new double[] {(drawn[0] - whole[0]) / drawn[1]};
            });
    Interval between = PairedBootstrap.bounds(shifts, level);
    double lower = whole[0] - defined(between.upper(), whole[0]) * whole[1];
    double upper = whole[0] - defined(between.lower(), whole[0]) * whole[1];
    return Optional.of(
        new PairedBootstrap(
            lower,
            upper,
            carriers(),
            margin ->
                PairedBootstrap.chance(
                    Arrays.stream(shifts)
                        .filter(shift -> !(shift < (whole[0] - margin) / whole[1]))
                        .count())));
  }

  private static double defined(double shift, double instead) {
    return Double.isNaN(shift) ? instead : shift;
  }

  /** Returns the difference of the metrics, positive if the candidate is worse, and its error. */
  private double[] difference(int[] weights) {
    double[] means = means(weights);
    double value = root ? Math.sqrt(means[0]) - Math.sqrt(means[1]) : means[0] - means[1];
    double squares = 0;
    for (int row = 0; row < weights.length; row++) {
      double influence = influence(row, means);
      squares += weights[row] * influence * influence;
    }
    return new double[] {sign * value, Math.sqrt(squares) / weights.length};
  }

  private double[] means(int[] weights) {
    double own = 0;
    double others = 0;
    for (int row = 0; row < weights.length; row++) {
      own += weights[row] * candidate[row];
      others += weights[row] * other[row];
    }
    return new double[] {own / weights.length, others / weights.length};
  }

  private double influence(int row, double[] means) {
    double own = candidate[row] - means[0];
    double others = other[row] - means[1];
    return root ? part(own, means[0]) - part(others, means[1]) : own - others;
  }

  private static double part(double square, double mean) {
    return mean == 0 ? 0 : square / (2 * Math.sqrt(mean));
  }

  /**
   * Returns how many rows carry the variance of the difference: Kish, Survey Sampling, 1965, for
   * the squares of what each row adds to it. It is the number of rows divided by the kurtosis; if
   * some rows add equally and the others nothing, it is their number.
   */
  private double carriers() {
    int[] once = new int[candidate.length];
    Arrays.fill(once, 1);
    double[] means = means(once);
    double squares = 0;
    double fourths = 0;
    for (int row = 0; row < once.length; row++) {
      double square = influence(row, means) * influence(row, means);
      squares += square;
      fourths += square * square;
    }
    return squares * squares / fourths;
  }
}
