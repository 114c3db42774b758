package io.lifecycle4j.core.monitoring.statistics;

import static io.lifecycle4j.error.Preconditions.check;

import java.util.stream.LongStream;

/** The integral of the absolute difference of two cumulative distributions. */
final class Wasserstein {
  private final double[] p;
  private final double[] q;
  private final double spread;
  private final double all;

  /** How the distance changes with a row of a cell. */
  private final double[] moved;

  private double distance;
  private double chance;

  private Wasserstein(double[] values, long[] reference, long[] window, double scale) {
    double n = LongStream.of(reference).sum();
    double m = LongStream.of(window).sum();
    spread = 1 / n + 1 / m;
    all = n + m;
    p = LongStream.of(reference).mapToDouble(rows -> rows / n).toArray();
    q = LongStream.of(window).mapToDouble(rows -> rows / m).toArray();
    moved = new double[values.length];
    double before = 0;
    double after = 0;
    for (int i = 0; i + 1 < values.length; i++) {
      before += p[i];
      after += q[i];
      double width = (values[i + 1] - values[i]) / scale;
      double both = Math.min(1, (before * n + after * m) / all);
      distance += width * Math.abs(before - after);
      chance += width * Math.sqrt(2 / Math.PI * both * (1 - both) * spread);
      moved[i + 1] = moved[i] + width * Math.signum(before - after);
    }
  }

  static double distance(double[] values, long[] reference, long[] window) {
    return new Wasserstein(values, reference, window, 1).distance;
  }

  static EffectSize effect(double[] values, long[] reference, long[] window, double scale) {
    check(scale > 0, "Invalid scale: %s (must be above 0)", scale);
    long n = LongStream.of(reference).sum();
    long m = LongStream.of(window).sum();
    if (n == 0 || m == 0) {
      return EffectSize.NONE;
    }
    Wasserstein found = new Wasserstein(values, reference, window, scale);
    double variance =
        Effects.variance(found.p, found.moved) / n + Effects.variance(found.q, found.moved) / m;
    // The mean without drift is an upper bound of the bias: where all values moved one way, there
    // is
    // none. So the interval ends below as if there was all of it, and above as if there was none.
    double radius = EffectSize.QUANTILE * Math.sqrt(variance);
    double value = found.distance - found.chance;
    return new EffectSize(value, Math.max(0, value - radius), found.distance + radius);
  }
}
