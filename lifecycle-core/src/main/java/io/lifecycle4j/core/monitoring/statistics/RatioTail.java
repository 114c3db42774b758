package io.lifecycle4j.core.monitoring.statistics;

import java.util.Arrays;
import org.apache.commons.math3.distribution.NormalDistribution;

/**
 * The upper tail of the likelihood ratio among all tables with the same margins, by the double
 * saddlepoint approximation (Skovgaard 1987; Butler, "Saddlepoint Approximations", 2007, 4.2).
 *
 * <p>The counts of a window are independent and binomial, given that they add up to its rows. So
 * the generating function of the ratio and the sum is a product over the cells, known without any
 * approximation; that of the tail has an error of a few percent, also far out.
 */
final class RatioTail {
  private static final NormalDistribution NORMAL = new NormalDistribution(null, 0, 1);
  private static final int MOST_ITERATIONS = 60;

  /** Of the logarithm of the p-value. */
  private static final double PRECISION = 1e-9;

  private final CellRange[] ranges;
  private final double[][] logs;
  private final double rows;
  private final double half;
  private final Cumulants cumulants = new Cumulants();

  private RatioTail(CellRange[] ranges, double rows, double ratio) {
    this.ranges = ranges;
    this.rows = rows;
    half = ratio / 2;
    logs = new double[ranges.length][];
    for (int cell = 0; cell < logs.length; cell++) {
      logs[cell] = Arrays.stream(ranges[cell].probabilities()).map(Math::log).toArray();
    }
  }

  /**
   * Returns the probability of a ratio at least as great.
   *
   * @return the probability; 1 if the ratio is not above its mean, near which it is not accurate
   */
  static double of(CellRange[] ranges, long rows, double ratio) {
    return new RatioTail(ranges, rows, ratio).tail();
  }

  private double tail() {
    cumulants.at(0, 0);
    if (cumulants.ratio >= half) {
      return 1;
    }
    double variance = cumulants.bySum;
    boolean solved = solve();
    double exponent = -cumulants.excess();
    if (!solved) { // near the greatest ratio of all tables: the bound of Chernoff
      return Math.min(1, Math.exp(-exponent) * Math.sqrt(2 * Math.PI * variance));
    }
    double w = Math.sqrt(2 * exponent);
    double u = cumulants.lambda * Math.sqrt(cumulants.determinant() / variance);
    double tail = NORMAL.cumulativeProbability(-w) + NORMAL.density(w) * (1 / u - 1 / w);
    return Math.min(1, Math.max(CellRange.NEGLIGIBLE, tail));
  }

  /**
   * Finds where the means of the ratio and of the sum are those observed, by Newton's method with
   * halved steps. Returns false if that is beyond the range of the tables.
   */
  private boolean solve() {
    for (int i = 0; i < MOST_ITERATIONS; i++) {
      double r = half - cumulants.ratio;
      double s = rows - cumulants.sum;
      double determinant = cumulants.determinant();
      if (!(determinant > 0)) {
        return false;
      }
      double lambda = (r * cumulants.bySum - s * cumulants.byBoth) / determinant;
      double mu = (s * cumulants.byRatio - r * cumulants.byBoth) / determinant;
      double decrement = lambda * r + mu * s;
      if (decrement < PRECISION) {
        return true;
      }
      step(lambda, mu, decrement);
    }
    return false;
  }

  private void step(double lambda, double mu, double decrement) {
    double before = cumulants.excess();
    double fromLambda = cumulants.lambda;
    double fromMu = cumulants.mu;
    double step = 2;
    do {
      step /= 2;
      cumulants.at(fromLambda + step * lambda, fromMu + step * mu);
    } while (!(cumulants.excess() <= before - 1e-4 * step * decrement) && step > 1e-6);
  }

  /** The cumulant generating function of the ratio and the sum, with its derivatives. */
  private final class Cumulants {
    private double lambda;
    private double mu;
    private double log;
    private double ratio;
    private double sum;
    private double byRatio;
    private double bySum;
    private double byBoth;

    double determinant() {
      return byRatio * bySum - byBoth * byBoth;
    }

    /** The logarithm of a bound of the probability. */
    double excess() {
      return log - lambda * half - mu * rows;
    }

    void at(double newLambda, double newMu) {
      lambda = newLambda;
      mu = newMu;
      log = 0;
      ratio = 0;
      sum = 0;
      byRatio = 0;
      bySum = 0;
      byBoth = 0;
      for (int cell = 0; cell < logs.length; cell++) {
        add(logs[cell], ranges[cell].terms(), ranges[cell].from());
      }
    }

    private void add(double[] probabilities, double[] terms, int from) {
      double top = Double.NEGATIVE_INFINITY;
      for (int i = 0; i < terms.length; i++) {
        top = Math.max(top, probabilities[i] + lambda * terms[i] + mu * i);
      }
      double all = 0;
      double x = 0;
      double y = 0;
      double xx = 0;
      double yy = 0;
      double xy = 0;
      for (int i = 0; i < terms.length; i++) {
        double weight = probabilities[i] + lambda * terms[i] + mu * i - top;
        if (weight > -60) {
          weight = Math.exp(weight);
          all += weight;
          x += weight * terms[i];
          y += weight * i;
          xx += weight * terms[i] * terms[i];
          yy += weight * i * i;
          xy += weight * terms[i] * i;
        }
      }
      x /= all;
      y /= all;
      log += top + Math.log(all) + mu * from;
      ratio += x;
      sum += from + y;
      byRatio += xx / all - x * x;
      bySum += yy / all - y * y;
      byBoth += xy / all - x * y;
    }
  }
}
