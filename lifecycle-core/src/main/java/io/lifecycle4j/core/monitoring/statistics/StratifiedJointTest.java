package io.lifecycle4j.core.monitoring.statistics;

import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * The generalized test of Cochran, Mantel and Haenszel (Landis, Heyman and Koch 1978): whether the
 * counts of all cells, added over the seasons, are far from those expected.
 *
 * <p>The sum of squares of differences is chi-square if many rows are expected in each cell. With
 * few, its tail is heavier. So each difference is its normal score instead, times the standard
 * deviation: scores of any count have tails that are no heavier than normal.
 */
final class StratifiedJointTest {
  /**
   * Part of a row that is taken off each difference. Among sums of many cells, half a row would
   * make p-values far greater than they are, and none would make them too small where few are
   * expected.
   */
  private static final double TAKEN = 0.25;

  /** What is left of the variance of a cell that follows from the others. */
  private static final double SINGULAR = 1e-9;

  private StratifiedJointTest() {}

  static Significance test(StratifiedCounts counts) {
    int[] order =
        IntStream.range(0, counts.size())
            .boxed()
            .sorted(Comparator.comparingLong(counts::both))
            .mapToInt(Integer::intValue)
            .toArray();
    double[] differences = new double[order.length];
    double[] scores = new double[order.length];
    for (int i = 0; i < order.length; i++) {
      HypergeometricSum rows = counts.rowsOf(order[i], order[i] + 1);
      long window = counts.window(order[i]);
      differences[i] = window - rows.mean();
      scores[i] = rows.score(window, TAKEN) * Math.sqrt(rows.variance());
    }
    double[][] covariance = counts.covariance();
    Squares statistic = squares(covariance, order, differences);
    Squares scored = squares(covariance, order, scores);
    return StratifiedTests.asymptotic(
        statistic.sum,
        scored.degrees == 0
            ? 1
            : JointTest.tail(scored.sum / counts.designEffect(), scored.degrees));
  }

  private record Squares(double sum, int degrees) {}

  private static Squares squares(double[][] covariance, int[] order, double[] differences) {
    // as the differences add up to 0, one cell follows from the others: the last and most frequent
    double[][] factor = new double[order.length][order.length];
    double[] solved = new double[order.length];
    double sum = 0;
    int degrees = 0;
    for (int i = 0; i < order.length; i++) {
      double[] row = covariance[order[i]];
      double left = differences[i];
      double variance = row[order[i]];
      for (int j = 0; j < i; j++) {
        double value = row[order[j]];
        for (int k = 0; k < j; k++) {
          value -= factor[i][k] * factor[j][k];
        }
        factor[i][j] = factor[j][j] == 0 ? 0 : value / factor[j][j];
        variance -= factor[i][j] * factor[i][j];
        left -= factor[i][j] * solved[j];
      }
      if (variance > SINGULAR * row[order[i]]) {
        factor[i][i] = Math.sqrt(variance);
        solved[i] = left / factor[i][i];
        sum += solved[i] * solved[i];
        degrees++;
      }
    }
    return new Squares(sum, degrees);
  }
}
