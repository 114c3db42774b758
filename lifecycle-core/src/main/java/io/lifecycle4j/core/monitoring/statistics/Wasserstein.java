package io.lifecycle4j.core.monitoring.statistics;

import static io.lifecycle4j.error.Preconditions.check;

import java.util.stream.LongStream;

/** The integral of the absolute difference of two cumulative distributions. */
final class Wasserstein {
  private Wasserstein() {}

  static Effect effect(double[] values, long[] reference, long[] window, double scale) {
    check(scale > 0, "Invalid scale: %s (must be above 0)", scale);
    double n = LongStream.of(reference).sum();
    double m = LongStream.of(window).sum();
    if (n == 0 || m == 0) {
      return Effect.NONE;
    }
    int cells = values.length;
    double[] p = new double[cells];
    double[] q = new double[cells];
    double[] moved = new double[cells]; // how the distance changes with a row of a cell
    double f = 0;
    double g = 0;
    double distance = 0;
    double chance = 0;
    for (int i = 0; i < cells; i++) {
      p[i] = reference[i] / n;
      q[i] = window[i] / m;
      f += p[i];
      g += q[i];
      if (i + 1 < cells) {
        double width = (values[i + 1] - values[i]) / scale;
        double both = Math.min(1, (f * n + g * m) / (n + m));
        distance += width * Math.abs(f - g);
        chance += width * Math.sqrt(2 / Math.PI * both * (1 - both) * (1 / n + 1 / m));
        moved[i + 1] = moved[i] + width * Math.signum(f - g);
      }
    }
    double variance = Effects.variance(p, moved) / n + Effects.variance(q, moved) / m;
    return Effect.normal(distance - chance, Math.sqrt(variance));
  }
}
