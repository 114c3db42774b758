package io.lifecycle4j.core.evaluation;

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
}
