package io.lifecycle4j.core.monitoring;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Adjusts p-values for multiple testing: Holm, Scandinavian Journal of Statistics 6 (1979), 65-70.
 * The probability that any true hypothesis falls below a level is at most that level, whatever the
 * dependence between columns.
 */
final class HolmAdjustment {
  private HolmAdjustment() {}

  static double[] adjust(double... pValues) {
    List<Integer> order =
        IntStream.range(0, pValues.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> usable(pValues[i])))
            .toList();
    double[] adjusted = new double[pValues.length];
    double running = 0;
    for (int rank = 0; rank < order.size(); rank++) {
      int i = order.get(rank);
      running = Math.max(running, Math.min(1, usable(pValues[i]) * (order.size() - rank)));
      adjusted[i] = running;
    }
    return adjusted;
  }

  /** NaN is no evidence. */
  private static double usable(double pValue) {
    return Double.isNaN(pValue) ? 1 : pValue;
  }
}
