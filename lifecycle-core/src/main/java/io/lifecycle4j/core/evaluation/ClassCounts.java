package io.lifecycle4j.core.evaluation;

import io.lifecycle4j.schema.Scores.Interval;
import java.util.Optional;

/**
 * The confusion matrix of one class against all others.
 *
 * <p>A share of no rows is NaN, as with scikit-learn's {@code zero_division=nan}.
 */
record ClassCounts(
    long truePositives, long falsePositives, long falseNegatives, long trueNegatives) {

  ClassCounts plus(ClassCounts other) {
    return new ClassCounts(
        truePositives + other.truePositives,
        falsePositives + other.falsePositives,
        falseNegatives + other.falseNegatives,
        trueNegatives + other.trueNegatives);
  }

  /** Returns the number of rows of the class. */
  long support() {
    return truePositives + falseNegatives;
  }

  Proportion precision() {
    return new Proportion(truePositives, truePositives + falsePositives);
  }

  /**
   * Returns the precision as a term of a mean over classes: 0 if the class has rows but is never
   * predicted, as with scikit-learn's default, so that a model does not profit from ignoring it.
   */
  double precisionInMean() {
    return truePositives + falsePositives == 0 && support() > 0 ? 0 : precision().value();
  }

  Proportion recall() {
    return new Proportion(truePositives, support());
  }

  Proportion specificity() {
    return new Proportion(trueNegatives, trueNegatives + falsePositives);
  }

  /** Returns the weighted harmonic mean of precision and recall: van Rijsbergen 1979. */
  double f(double beta) {
    double square = beta * beta;
    double hits = (1 + square) * truePositives;
    return hits / (hits + square * falseNegatives + falsePositives);
  }

  /**
   * Returns the interval of {@link #f}. Given the number of rows that are either of the class or
   * predicted to be, the hits among them are binomial, and f1 grows with their share: the interval
   * is Wilson's of this share, transformed (Takahashi et al., Applied Intelligence 52 (2022),
   * 4961-4972 derive the same distribution). For another beta, whose two kinds of errors differ in
   * weight, the worst kind bounds it below and the best above.
   *
   * @return the interval; empty, so that a bootstrap computes it, if beta is not 1 and there are
   *     both hits and errors
   */
  Optional<Interval> fInterval(double beta) {
    long errors = falsePositives + falseNegatives;
    if (beta != 1 && truePositives > 0 && errors > 0) {
      return Optional.empty();
    }
    double square = beta * beta;
    Interval hits = new Proportion(truePositives, truePositives + errors).interval();
    return Optional.of(
        new Interval(
            f(square, hits.lower(), Math.max(1, square)),
            f(square, hits.upper(), Math.min(1, square))));
  }

  private static double f(double square, double share, double weight) {
    return (1 + square) * share / ((1 + square) * share + weight * (1 - share));
  }
}
