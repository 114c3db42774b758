package io.lifecycle4j.core.monitoring.statistics;

import java.util.Arrays;

/**
 * Sums of the statistic of Mann and Whitney over independent blocks, with ties; and the area under
 * the ROC curve with the variance of DeLong et al. (1988).
 */
final class RankSums {
  private double pairs;
  private double wins;
  private double nullVariance;
  private double areaVariance;

  /** Adds a block of scores. */
  void add(double[] negative, double[] positive) {
    double[] below = negative.clone();
    double[] above = positive.clone();
    Arrays.sort(below);
    Arrays.sort(above);
    double n = below.length;
    double m = above.length;
    double[] won = Arrays.stream(above).map(score -> beaten(below, score) / n).toArray();
    double[] lost = Arrays.stream(below).map(score -> 1 - beaten(above, score) / m).toArray();
    pairs += n * m;
    wins += n * m * Arrays.stream(won).average().orElseThrow();
    nullVariance += n * m / 12 * (n + m + 1 - ties(below, above) / ((n + m) * (n + m - 1)));
    areaVariance += n * n * m * m * (variance(won) / m + variance(lost) / n);
  }

  /** How many of the sorted scores are below one; those that are equal count as halves. */
  private static double beaten(double[] sorted, double score) {
    return (first(sorted, score) + first(sorted, Math.nextUp(score))) / 2.0;
  }

  /** The index of the first of the sorted scores that is at least this. */
  private static int first(double[] sorted, double score) {
    int low = 0;
    int high = sorted.length;
    while (low < high) {
      int middle = (low + high) / 2;
      if (sorted[middle] < score) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private static double ties(double[] below, double[] above) {
    double[] all = Arrays.copyOf(below, below.length + above.length);
    System.arraycopy(above, 0, all, below.length, above.length);
    Arrays.sort(all);
    double sum = 0;
    double same = 1;
    for (int i = 1; i <= all.length; i++) {
      if (i < all.length && all[i] == all[i - 1]) {
        same++;
      } else {
        sum += same * same * same - same;
        same = 1;
      }
    }
    return sum;
  }

  private static double variance(double... values) {
    double mean = Arrays.stream(values).average().orElseThrow();
    return Arrays.stream(values).map(x -> (x - mean) * (x - mean)).sum()
        / Math.max(1, values.length - 1);
  }

  /** By how many standard deviations the sum is above its mean without drift. */
  double deviations() {
    return nullVariance > 0 ? (wins - pairs / 2) / Math.sqrt(nullVariance) : 0;
  }

  double area() {
    return wins / pairs;
  }

  double areaDeviation() {
    return Math.sqrt(areaVariance) / pairs;
  }
}
