package io.lifecycle4j.core.registry.gates;

import io.lifecycle4j.core.evaluation.ScoredRows;
import io.lifecycle4j.schema.Scores.Interval;
import java.util.Arrays;
import java.util.Optional;
import org.apache.commons.math3.special.Erf;

/**
 * A share of the same rows for two models: the rows that only the candidate gets right, those that
 * only the other does, and all rows that the share is of.
 */
record PairedAccuracy(int gained, int lost, int rows) {
  private static final int BISECTIONS = 40;

  /** Compares two models by a metric; empty unless it is a share of the same rows for both. */
  static Optional<PairedAccuracy> of(String metric, ScoredRows candidate, ScoredRows other) {
    Optional<boolean[]> counted = candidate.counted(metric);
    Optional<boolean[]> others = other.counted(metric);
    boolean[] basis = candidate.basisOrAll(metric);
    if (counted.isEmpty() || others.isEmpty() || !Arrays.equals(basis, other.basisOrAll(metric))) {
      return Optional.empty();
    }
    boolean higher = candidate.worsening(metric, 1, 0) < 0;
    return Optional.of(
        higher
            ? of(counted.get(), others.get(), basis)
            : of(others.get(), counted.get(), basis)); // a share of errors
  }

  /**
   * Compares two models.
   *
   * @param basis the rows that the share is of
   */
  static PairedAccuracy of(boolean[] candidate, boolean[] other, boolean[] basis) {
    int gained = 0;
    int lost = 0;
    int rows = 0;
    for (int row = 0; row < basis.length; row++) {
      gained += basis[row] && candidate[row] && !other[row] ? 1 : 0;
      lost += basis[row] && other[row] && !candidate[row] ? 1 : 0;
      rows += basis[row] ? 1 : 0;
    }
    return new PairedAccuracy(gained, lost, rows);
  }

  double difference() {
    return (double) (gained - lost) / rows;
  }

  /**
   * The score statistic of non-inferiority: Tango, Statistics in Medicine 17 (1998), 891-908. The
   * variance is estimated under the null hypothesis, so that the test keeps its level even if the
   * two models agree on every row, where the Wald statistic is undefined.
   *
   * @param margin by how much the candidate may be worse, below 1; if 0, the test is McNemar's
   * @return standard normal if the candidate is worse by exactly the margin
   */
  double score(double margin) {
    double theta = -margin;
    double a = 2.0 * rows;
    double b = -gained - lost + (2.0 * rows - gained + lost) * theta;
    double c = -lost * theta * (1 - theta);
    double q = (Math.sqrt(b * b - 4 * a * c) - b) / (2 * a);
    double variance = rows * (2 * q + theta * (1 - theta));
    double more = gained - lost - rows * theta;
    return more == 0 ? 0 : more / Math.sqrt(variance); // 0 also if no row differs
  }

  /**
   * Returns by how much the candidate may be worse: the differences that the test does not reject
   * on either side. Its upper end is the least margin with which the candidate passes.
   */
  Interval worsening(Level level) {
    return new Interval(
        -new PairedAccuracy(/* gained= */ lost, /* lost= */ gained, rows).greatest(level),
        greatest(level));
  }

  private double greatest(Level level) {
    double least = -1;
    double greatest = 1;
    for (int i = 0; i < BISECTIONS; i++) {
      double middle = (least + greatest) / 2;
      if (score(middle) >= level.critical()) {
        greatest = middle;
      } else {
        least = middle;
      }
    }
    return greatest;
  }

  /**
   * Returns the p-value of the test that the candidate is worse by more than a margin.
   *
   * @param margin a share; from 1 on, no candidate is
   */
  double chanceNotWorse(double margin) {
    return margin >= 1 ? 1 : Erf.erfc(-score(margin) / Math.sqrt(2)) / 2;
  }

  /**
   * Returns the difference that the rows can show: with this margin, two equally good models that
   * differ on the same share of rows pass with a power of 80 %; and with a power of 80 % a model
   * passes as better that is so by as much. It is the inverse of {@link #rowsNeeded}.
   */
  double detectable(Level level) {
    return level.detectable(rows, differing());
  }

  /** Returns about how many rows let a model pass as better that is so by as much as this one. */
  long rowsToBeBetter(Level level) {
    return (long) Math.ceil(power(level) * differing() / (difference() * difference()));
  }

  private static double power(Level level) {
    return level.detectable() * level.detectable();
  }

  /** Returns the share of rows on which only one of the models is right. */
  private double differing() {
    return (double) (gained + lost) / rows;
  }

  /**
   * Returns about how many rows let two equally good models pass that differ on the same share of
   * rows.
   */
  long rowsNeeded(double margin, Level level) {
    double equal = level.critical() * level.critical() * (1 - margin) / margin;
    return (long) Math.ceil(Math.max(equal, power(level) * differing() / (margin * margin)));
  }
}
