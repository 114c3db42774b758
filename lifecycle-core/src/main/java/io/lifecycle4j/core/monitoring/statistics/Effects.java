package io.lifecycle4j.core.monitoring.statistics;

/**
 * Measures of the difference of two samples, counted in the same cells.
 *
 * <p>All but that of Kolmogorov and Smirnov have their mean without drift subtracted. The variance
 * of an interval is that of the measure by the delta method, which counts where the samples differ,
 * and that without drift.
 */
public final class Effects {
  private Effects() {}

  /**
   * Returns the population stability index, the sum of (p - q) ln(p / q), with half a row added to
   * each count.
   *
   * @param counts the cells, in any order
   * @return the index less its mean
   */
  public static EffectSize stabilityIndex(CellCounts counts) {
    return counts.comparable() ? CellDivergence.STABILITY_INDEX.effect(counts) : EffectSize.NONE;
  }

  /**
   * Returns the population stability index of one cell against the rest, of the cell where it is
   * greatest.
   *
   * @param counts the cells, in any order
   * @return the index of two cells less its mean
   */
  public static EffectSize stabilityIndexOfOneCell(CellCounts counts) {
    if (!counts.comparable()) {
      return EffectSize.NONE;
    }
    CellCounts greatest = counts.against(0);
    double most = Double.NEGATIVE_INFINITY;
    for (int cell = 0; cell < counts.size(); cell++) {
      CellCounts one = counts.against(cell);
      double index = CellDivergence.STABILITY_INDEX.raw(one);
      if (index > most) {
        most = index;
        greatest = one;
      }
    }
    return stabilityIndex(greatest);
  }

  /**
   * Returns the divergence of Jensen and Shannon to base 2, 0 to 1: the mean divergence of each
   * sample from the mean of both. It is the divergence, not its square root, which is called the
   * distance.
   *
   * @param counts the cells, in any order
   * @return the divergence less its mean
   */
  public static EffectSize jensenShannon(CellCounts counts) {
    return counts.comparable() ? CellDivergence.JENSEN_SHANNON.effect(counts) : EffectSize.NONE;
  }

  /**
   * Returns the greatest difference of the cumulative shares, with the interval of Dvoretzky,
   * Kiefer and Wolfowitz. Nothing is subtracted.
   *
   * @param counts the cells in the order of their values
   * @return the difference, 0 to 1
   */
  public static EffectSize kolmogorovSmirnov(CellCounts counts) {
    if (!counts.comparable()) {
      return EffectSize.NONE;
    }
    double difference = CumulativeTest.difference(counts);
    double radius = Math.sqrt(Math.log(2 / 0.05) / 2 * counts.spread());
    return new EffectSize(
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
  public static EffectSize wasserstein(
      double[] values, long[] reference, long[] window, double scale) {
    return Wasserstein.effect(values, reference, window, scale);
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
