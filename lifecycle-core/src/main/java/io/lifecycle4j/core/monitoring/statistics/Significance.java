package io.lifecycle4j.core.monitoring.statistics;

/**
 * The result of a test.
 *
 * @param statistic the value of the test's statistic
 * @param pValue the probability, without drift, of a statistic at least as great; 1 if {@code
 *     basis} is {@link Basis#NOT_ENOUGH_DATA}
 * @param basis where the p-value comes from
 */
public record Significance(double statistic, double pValue, Basis basis) {
  /** Where a p-value comes from. */
  public enum Basis {
    /** The distribution of the statistic among all ways to draw the window from all rows. */
    EXACT,
    /** Tables drawn at random: (b + 1) / (N + 1). */
    PERMUTATION,
    /** A saddlepoint approximation to the exact distribution, for tails beyond permutations. */
    SADDLEPOINT,
    /** The limit for large samples. */
    ASYMPTOTIC,
    /** A sample is empty, or all rows of both are in one cell. */
    NOT_ENOUGH_DATA
  }

  static final Significance NONE = new Significance(0, 1, Basis.NOT_ENOUGH_DATA);
}
