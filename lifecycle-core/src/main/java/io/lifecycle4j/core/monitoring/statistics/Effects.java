package io.lifecycle4j.core.monitoring.statistics;

/**
 * Measures of the difference of two samples, counted in the same cells.
 *
 * <p>Each has its mean without drift subtracted. The variance of an interval is that of the measure
 * by the delta method, which counts where the samples differ, and that without drift.
 */
public final class Effects {
  /** Added to each count, so that an empty cell stays finite. */
  private static final double ADDED = 0.5;

  private Effects() {}

  /**
   * Returns the population stability index, the sum of (p - q) ln(p / q), with half a row added to
   * each count. Without drift its mean is (1/n + 1/m)(cells - 1) (Yurdakul 2018).
   *
   * @param counts the cells, in any order
   * @return the index less its mean
   */
  public static Effect stabilityIndex(CellCounts counts) {
    if (!counts.comparable()) {
      return Effect.NONE;
    }
    int cells = counts.size();
    double[] p = shares(counts, true);
    double[] q = shares(counts, false);
    double[] byP = new double[cells];
    double[] byQ = new double[cells];
    for (int i = 0; i < cells; i++) {
      double log = Math.log(p[i] / q[i]);
      byP[i] = log + 1 - q[i] / p[i];
      byQ[i] = -log + 1 - p[i] / q[i];
    }
    double mean = counts.spread() * (cells - 1);
    double chance = 2 * (cells - 1) * counts.spread() * counts.spread();
    return Effect.normal(index(p, q) - mean, Math.sqrt(chance + delta(counts, p, byP, q, byQ)));
  }

  /**
   * Returns the population stability index without any subtraction.
   *
   * @param counts the cells, in any order
   * @param added to each count; 0.5 is usual
   * @return the sum of (p - q) ln(p / q)
   */
  public static double rawStabilityIndex(CellCounts counts, double added) {
    return index(shares(counts, true, added), shares(counts, false, added));
  }

  private static double index(double[] p, double[] q) {
    double sum = 0;
    for (int i = 0; i < p.length; i++) {
      sum += (p[i] - q[i]) * Math.log(p[i] / q[i]);
    }
    return sum;
  }

  /**
   * Returns the divergence of Jensen and Shannon to base 2, 0 to 1: the mean divergence of each
   * sample from the mean of both. It is the divergence, not its square root, which is called the
   * distance.
   *
   * @param counts the cells, in any order
   * @return the divergence less its mean
   */
  public static Effect jensenShannon(CellCounts counts) {
    if (!counts.comparable()) {
      return Effect.NONE;
    }
    int cells = counts.size();
    double[] p = shares(counts, true, 0);
    double[] q = shares(counts, false, 0);
    double[] byP = new double[cells];
    double[] byQ = new double[cells];
    double sum = 0;
    for (int i = 0; i < cells; i++) {
      double middle = (p[i] + q[i]) / 2;
      byP[i] = p[i] == 0 ? 0 : Math.log(p[i] / middle) / 2;
      byQ[i] = q[i] == 0 ? 0 : Math.log(q[i] / middle) / 2;
      sum += p[i] * byP[i] + q[i] * byQ[i];
    }
    double mean = counts.spread() * (cells - 1) / 8;
    double chance = (cells - 1) * counts.spread() * counts.spread() / 32;
    double bit = Math.log(2);
    return Effect.normal(
        (sum - mean) / bit, Math.sqrt(chance + delta(counts, p, byP, q, byQ)) / bit);
  }

  /**
   * Returns the greatest difference of the cumulative shares, with the interval of Dvoretzky,
   * Kiefer and Wolfowitz. Nothing is subtracted.
   *
   * @param counts the cells in the order of their values
   * @return the difference, 0 to 1
   */
  public static Effect kolmogorovSmirnov(CellCounts counts) {
    if (!counts.comparable()) {
      return Effect.NONE;
    }
    double difference = CumulativeTest.difference(counts);
    double radius = Math.sqrt(Math.log(2 / 0.05) / 2 * counts.spread());
    return new Effect(
        difference, Math.max(0, difference - radius), Math.min(1, difference + radius));
  }

  /**
   * Returns the Wasserstein distance of order 1: how far values moved on average.
   *
   * @param values where the rows of each cell are, in ascending order
   * @param reference the rows of the reference in each cell
   * @param window the rows of the window in each cell
   * @param scale the unit of the result, above 0, such as the interquartile range / 1.349
   * @return the distance less its mean, in units of the scale
   */
  public static Effect wasserstein(double[] values, long[] reference, long[] window, double scale) {
    return Wasserstein.effect(values, reference, window, scale);
  }

  private static double[] shares(CellCounts counts, boolean ofReference) {
    return shares(counts, ofReference, ADDED);
  }

  private static double[] shares(CellCounts counts, boolean ofReference, double added) {
    double[] shares = new double[counts.size()];
    double rows =
        (ofReference ? counts.referenceRows() : counts.windowRows()) + added * counts.size();
    for (int i = 0; i < shares.length; i++) {
      shares[i] = ((ofReference ? counts.reference(i) : counts.window(i)) + added) / rows;
    }
    return shares;
  }

  /** The variance of a function of two multinomial samples with these derivatives. */
  private static double delta(
      CellCounts counts, double[] p, double[] byP, double[] q, double[] byQ) {
    return variance(p, byP) / counts.referenceRows() + variance(q, byQ) / counts.windowRows();
  }

  static double variance(double[] shares, double[] values) {
    double mean = 0;
    for (int i = 0; i < shares.length; i++) {
      mean += shares[i] * values[i];
    }
    double variance = 0;
    for (int i = 0; i < shares.length; i++) {
      variance += shares[i] * (values[i] - mean) * (values[i] - mean);
    }
    return variance;
  }
}
