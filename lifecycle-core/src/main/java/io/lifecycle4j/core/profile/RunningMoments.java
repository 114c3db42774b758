package io.lifecycle4j.core.profile;

import static io.lifecycle4j.error.InvalidValueException.check;

import io.lifecycle4j.profile.Moments;

/**
 * Count, range, mean and spread of numbers that come one by one.
 *
 * <p>Not thread-safe. Mean and spread do not suffer from large means with small spread: Welford,
 * "Note on a method for calculating corrected sums of squares and products", Technometrics 4, 1962;
 * whole blocks are joined as in Chan, Golub and LeVeque, "Updating formulae and a pairwise
 * algorithm for computing sample variances", 1979.
 */
public final class RunningMoments {
  private long count;
  private double mean;
  private double squares;
  private double min = Double.POSITIVE_INFINITY;
  private double max = Double.NEGATIVE_INFINITY;

  /** Creates moments of no numbers. */
  public RunningMoments() {}

  /**
   * Adds a number.
   *
   * @param value a finite number
   */
  public void add(double value) {
    count++;
    double delta = value - mean;
    mean += delta / count;
    squares += delta * (value - mean);
    min = Math.min(min, value);
    max = Math.max(max, value);
  }

  /**
   * Adds the first numbers of a block. Numbers that are not finite are left out.
   *
   * @param values the numbers
   * @param length how many of them
   */
  public void add(float[] values, int length) {
    RunningMoments block = new RunningMoments();
    double sum = 0;
    for (int i = 0; i < length; i++) {
      if (Float.isFinite(values[i])) {
        block.count++;
        sum += values[i];
        block.min = Math.min(block.min, values[i]);
        block.max = Math.max(block.max, values[i]);
      }
    }
    if (block.count > 0) {
      block.mean = sum / block.count;
      for (int i = 0; i < length; i++) {
        double delta = Float.isFinite(values[i]) ? values[i] - block.mean : 0;
        block.squares += delta * delta;
      }
      add(block.count, block.mean, block.squares);
      min = Math.min(min, block.min);
      max = Math.max(max, block.max);
    }
  }

  private void add(long blockCount, double blockMean, double blockSquares) {
    long total = count + blockCount;
    double delta = blockMean - mean;
    mean += delta * blockCount / total;
    squares += blockSquares + delta * delta * ((double) count * blockCount / total);
    count = total;
  }

  /**
   * Counts the numbers.
   *
   * @return how many were added
   */
  public long count() {
    return count;
  }

  /**
   * Returns the arithmetic mean.
   *
   * @return the mean, 0 when there are no numbers
   */
  public double mean() {
    return mean;
  }

  /**
   * Returns the sum of the squared distances from the mean.
   *
   * @return the sum, 0 when there are no numbers
   */
  public double squares() {
    return squares;
  }

  /**
   * Returns the moments.
   *
   * @return range, mean and standard deviation of the population
   * @throws io.lifecycle4j.error.InvalidValueException if there are no numbers
   */
  public Moments toMoments() {
    check(count > 0, "Invalid moments: no numbers (needs at least 1)");
    return new Moments(min, max, mean, Math.sqrt(squares / count));
  }
}
