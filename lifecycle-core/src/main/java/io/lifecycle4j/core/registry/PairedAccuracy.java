package io.lifecycle4j.core.registry;

import io.lifecycle4j.core.evaluation.ScoredRows;

/**
 * Two classifiers on the same rows: on how many only one of them is right.
 *
 * @param gained rows on which only the candidate is right
 * @param lost rows on which only the other is right
 * @param rows all rows
 */
record PairedAccuracy(int gained, int lost, int rows) {
  /** The 95 % quantile of the standard normal distribution. */
  static final double CRITICAL = 1.6449;

  /** The squared sum of the 95 % and the 80 % quantile: power 80 % at a one-sided 5 %. */
  private static final double POWER = 6.18;

  static PairedAccuracy of(ScoredRows candidate, ScoredRows other) {
    int gained = 0;
    int lost = 0;
    for (int row = 0; row < candidate.rows(); row++) {
      if (candidate.correct(row) != other.correct(row)) {
        gained += candidate.correct(row) ? 1 : 0;
        lost += other.correct(row) ? 1 : 0;
      }
    }
    return new PairedAccuracy(gained, lost, candidate.rows());
  }

  double difference() {
    return (double) (gained - lost) / rows;
  }

  /**
   * The score statistic of non-inferiority: Tango, Statistics in Medicine 17 (1998), 891-908. Its
   * variance is estimated on the border of the hypothesis, so that it holds its level even when the
   * two models agree on every row, where the Wald statistic does not exist.
   *
   * @param margin by how much the candidate may be worse, above 0 and below 1
   * @return standard normal when the candidate is worse by exactly the margin
   */
  double score(double margin) {
    double theta = -margin;
    double a = 2.0 * rows;
    double b = -gained - lost + (2.0 * rows - gained + lost) * theta;
    double c = -lost * theta * (1 - theta);
    double q = (Math.sqrt(b * b - 4 * a * c) - b) / (2 * a);
    double variance = rows * (2 * q + theta * (1 - theta));
    return (gained - lost - rows * theta) / Math.sqrt(variance);
  }

  /** About how many rows let two equally good models, that differ as often, pass. */
  long rowsNeeded(double margin) {
    double differing = (double) (gained + lost) / rows;
    double equal = CRITICAL * CRITICAL * (1 - margin) / margin;
    return (long) Math.ceil(Math.max(equal, POWER * differing / (margin * margin)));
  }
}
