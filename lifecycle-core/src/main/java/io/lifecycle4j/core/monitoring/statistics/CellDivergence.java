package io.lifecycle4j.core.monitoring.statistics;

/**
 * A divergence of two samples that is a sum over the cells, with what it is without drift.
 *
 * <p>Without drift, the rows of the window in a cell are hypergeometric, given the rows of both
 * samples. So the mean of the divergence is known exactly, also for cells of few rows, where the
 * asymptotic mean (of the index (1/n + 1/m)(cells - 1), Yurdakul 2018) is far too great.
 */
enum CellDivergence {
  /** The population stability index, with half a row added to each count. */
  STABILITY_INDEX(0.5, 1) {
    @Override
    double of(double p, double q) {
      return (p - q) * Math.log(p / q);
    }

    @Override
    double slope(double p, double q) {
      return Math.log(p / q) + 1 - q / p;
    }
  },

  /** The divergence of Jensen and Shannon to base 2; its square root is called the distance. */
  JENSEN_SHANNON(0, 0.125 / Math.log(2)) {
    @Override
    double of(double p, double q) {
      return (part(p, q) + part(q, p)) / (2 * Math.log(2));
    }

    private double part(double p, double q) {
      return p == 0 ? 0 : p * Math.log(2 * p / (p + q));
    }

    @Override
    double slope(double p, double q) {
      return p == 0 ? 0 : Math.log(2 * p / (p + q)) / (2 * Math.log(2));
    }
  };

  /** If more rows of each sample are expected in a cell, its mean is taken from the curvature. */
  private static final double MANY = 30;

  private final double added;

  /** Of (p - q)^2 / p, for small differences. */
  private final double curvature;

  CellDivergence(double added, double curvature) {
    this.added = added;
    this.curvature = curvature;
  }

  abstract double of(double p, double q);

  /** The derivative by p; by q it is the same with both exchanged. */
  abstract double slope(double p, double q);

  /** The divergence as it is, without any subtraction. */
  double raw(CellCounts counts) {
    double sum = 0;
    for (int cell = 0; cell < counts.size(); cell++) {
      sum += term(counts, counts.both(cell), counts.window(cell));
    }
    return sum;
  }

  /** The divergence less its mean without drift. */
  EffectSize effect(CellCounts counts) {
    Moments chance = new Moments();
    for (int cell = 0; cell < counts.size(); cell++) {
      addChance(counts, counts.both(cell), chance);
    }
    return EffectSize.normal(
        raw(counts) - chance.mean, Math.sqrt(chance.variance + differing(counts)));
  }

  /** Adds what a cell contributes without drift. */
  private void addChance(CellCounts counts, long both, Moments chance) {
    long fewer = Math.min(counts.referenceRows(), counts.windowRows());
    double share = (double) both / counts.rows();
    if (share * fewer > MANY) {
      double mean = curvature * counts.spread() * (1 - share);
      chance.add(mean, 2 * mean * mean);
      return;
    }
    Hypergeometric window = new Hypergeometric(counts.rows(), both, counts.windowRows());
    double[] moments = window.moments(count -> term(counts, both, count));
    chance.add(moments[0], Math.max(0, moments[1] - moments[0] * moments[0]));
  }

  private double term(CellCounts counts, long both, long window) {
    return of(
        (both - window + added) / (counts.referenceRows() + added * counts.size()),
        (window + added) / (counts.windowRows() + added * counts.size()));
  }

  /** The variance by the delta method, which is 0 where the shares are the same. */
  private double differing(CellCounts counts) {
    int cells = counts.size();
    double[] p = new double[cells];
    double[] q = new double[cells];
    double[] byP = new double[cells];
    double[] byQ = new double[cells];
    for (int i = 0; i < cells; i++) {
      p[i] = (counts.reference(i) + added) / (counts.referenceRows() + added * cells);
      q[i] = (counts.window(i) + added) / (counts.windowRows() + added * cells);
      byP[i] = slope(p[i], q[i]);
      byQ[i] = slope(q[i], p[i]);
    }
    return Effects.variance(p, byP) / counts.referenceRows()
        + Effects.variance(q, byQ) / counts.windowRows();
  }

  /** Sums of means and variances. */
  private static final class Moments {
    private double mean;
    private double variance;

    void add(double more, double varies) {
      mean += more;
      variance += varies;
    }
  }
}
