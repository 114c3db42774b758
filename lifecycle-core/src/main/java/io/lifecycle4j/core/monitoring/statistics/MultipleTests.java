package io.lifecycle4j.core.monitoring.statistics;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Adjusts p-values for multiple testing; NaN is no evidence and counts as 1. */
public final class MultipleTests {
  private MultipleTests() {}

  /**
   * Adjusts by Holm, Scandinavian Journal of Statistics 6 (1979), 65-70. The probability that any
   * true hypothesis falls below a level is at most that level, whatever the dependence between the
   * tests.
   *
   * @param pValues the p-values
   * @return the adjusted ones, in the same order
   */
  public static double[] holm(double... pValues) {
    double[] equal = new double[pValues.length];
    Arrays.fill(equal, 1);
    return weightedHolm(pValues, equal);
  }

  /**
   * Adjusts by Holm with weights, section 4 of the same article: a test has a part of the level in
   * proportion to its weight. The promise is the same if no weight depends on the p-values.
   *
   * @param pValues the p-values
   * @param weights the weight of each, positive
   * @return the adjusted ones, in the same order
   */
  public static double[] weightedHolm(double[] pValues, double[] weights) {
    double[] weighted = new double[pValues.length];
    Arrays.setAll(weighted, i -> usable(pValues[i]) / weights[i]);
    double[] adjusted = new double[pValues.length];
    double left = Arrays.stream(weights).sum();
    double running = 0;
    for (int i : ascending(weighted)) {
      running = Math.max(running, Math.min(1, weighted[i] * Math.max(left, weights[i])));
      adjusted[i] = running;
      left -= weights[i];
    }
    return adjusted;
  }

  /**
   * Adjusts by Benjamini and Hochberg, Journal of the Royal Statistical Society B 57 (1995),
   * 289-300. Of those below a level, the expected share of true hypotheses is at most that level,
   * if the tests are independent or depend positively.
   *
   * @param pValues the p-values
   * @return the adjusted ones, in the same order
   */
  public static double[] benjaminiHochberg(double... pValues) {
    List<Integer> order = ascending(pValues);
    double[] adjusted = new double[pValues.length];
    double running = 1;
    for (int rank = order.size(); rank >= 1; rank--) {
      int i = order.get(rank - 1);
      running = Math.min(running, usable(pValues[i]) * order.size() / rank);
      adjusted[i] = running;
    }
    return adjusted;
  }

  private static List<Integer> ascending(double... pValues) {
    return IntStream.range(0, pValues.length)
        .boxed()
        .sorted(Comparator.comparingDouble(i -> usable(pValues[i])))
        .toList();
  }

  private static double usable(double pValue) {
    return Double.isNaN(pValue) ? 1 : pValue;
  }
}
