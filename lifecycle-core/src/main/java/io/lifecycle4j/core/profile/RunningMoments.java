package io.lifecycle4j.core.profile;

import static io.lifecycle4j.error.InvalidValueException.check;

import io.lifecycle4j.profile.Moments;
import io.lifecycle4j.profile.Shape;
import org.jspecify.annotations.Nullable;

/**
 * Count, range, mean, spread and shape of numbers that come one by one.
 *
 * <p>Not thread-safe. No moment suffers from large means with small spread: Welford, "Note on a
 * method for calculating corrected sums of squares and products", Technometrics 4, 1962; whole
 * blocks are joined as in Chan, Golub and LeVeque, "Updating formulae and a pairwise algorithm for
 * computing sample variances", 1979, and Pébay, "Formulas for robust, one-pass parallel computation
 * of covariances and arbitrary-order statistical moments", 2008. The same blocks joined in the same
 * order give the same bits, whichever threads summed them up.
 */
public final class RunningMoments {
  private long count;
  private double mean;
  private double squares;
  private double cubes;
  private double fourths;
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
    long before = count++;
    double delta = value - mean;
    double share = delta / count;
    double term = delta * share * before;
    double n = count;
    fourths +=
        term * share * share * (n * n - 3 * n + 3)
            + 6 * share * share * squares
            - 4 * share * cubes;
    cubes += term * share * (n - 2) - 3 * share * squares;
    mean += share;
    squares += delta * (value - mean);
    min = Math.min(min, value);
    max = Math.max(max, value);
  }

  /**
   * Adds a block of numbers.
   *
   * @param values finite numbers
   * @param from the place of the first
   * @param to the place after the last
   */
  public void add(double[] values, int from, int to) {
    RunningMoments block = new RunningMoments();
    block.count = (long) to - from;
    block.mean = sum(values, from, to) / (to - from);
    if (!Double.isFinite(block.mean)) { // the sum is too great for a number, or the block empty
      for (int i = from; i < to; i++) {
        add(values[i]);
      }
      return;
    }
    block.spread(values, from, to);
    merge(block);
  }

  /** Sums up in four lanes, so that no addition waits for the one before. */
  private static double sum(double[] values, int from, int to) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int i = from;
    for (; i + 3 < to; i += 4) {
      a += values[i];
      b += values[i + 1];
      c += values[i + 2];
      d += values[i + 3];
    }
    for (; i < to; i++) {
      a += values[i];
    }
    return (a + b) + (c + d);
  }

  /** Sets range and spread around the mean, in two lanes. */
  private void spread(double[] values, int from, int to) {
    double least = min;
    double greatest = max;
    double second = 0;
    double third = 0;
    double fourth = 0;
    double odd2 = 0;
    double odd3 = 0;
    double odd4 = 0;
    int i = from;
    for (; i + 1 < to; i += 2) {
      double delta = values[i] - mean;
      double odd = values[i + 1] - mean;
      second += delta * delta;
      odd2 += odd * odd;
      third += delta * delta * delta;
      odd3 += odd * odd * odd;
      fourth += delta * delta * (delta * delta);
      odd4 += odd * odd * (odd * odd);
      least = Math.min(least, Math.min(values[i], values[i + 1]));
      greatest = Math.max(greatest, Math.max(values[i], values[i + 1]));
    }
    if (i < to) {
      double delta = values[i] - mean;
      second += delta * delta;
      third += delta * delta * delta;
      fourth += delta * delta * (delta * delta);
      least = Math.min(least, values[i]);
      greatest = Math.max(greatest, values[i]);
    }
    squares = second + odd2;
    cubes = third + odd3;
    fourths = fourth + odd4;
    min = least;
    max = greatest;
  }

  /**
   * Adds the numbers of others.
   *
   * @param other what was summed up elsewhere
   */
  public void merge(RunningMoments other) {
    min = Math.min(min, other.min);
    max = Math.max(max, other.max);
    if (other.count == 0) {
      return;
    }
    if (count == 0) {
      count = other.count;
      mean = other.mean;
      squares = other.squares;
      cubes = other.cubes;
      fourths = other.fourths;
      return;
    }
    double mine = count;
    double its = other.count;
    double n = mine + its;
    double delta = other.mean - mean;
    double share = delta / n;
    double product = delta * share * mine * its;
    fourths +=
        other.fourths
            + product * share * share * (mine * mine - mine * its + its * its)
            + 6 * share * share * (mine * mine * other.squares + its * its * squares)
            + 4 * share * (mine * other.cubes - its * cubes);
    cubes +=
        other.cubes
            + product * share * (mine - its)
            + 3 * share * (mine * other.squares - its * squares);
    squares += other.squares + product;
    mean += delta * its / n;
    count += other.count;
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
        block.cubes += delta * delta * delta;
        block.fourths += delta * delta * (delta * delta);
      }
      merge(block);
    }
  }

  /** Restores what {@link #toMoments} and {@link #toShape} said. */
  static RunningMoments of(long count, Moments moments, @Nullable Shape shape) {
    RunningMoments running = new RunningMoments();
    running.count = count;
    running.min = moments.min();
    running.max = moments.max();
    running.mean = moments.mean();
    double deviation = moments.deviation();
    running.squares = deviation * deviation * count;
    if (shape != null) {
      running.cubes = shape.skewness() * deviation * running.squares;
      running.fourths = shape.kurtosis() * deviation * deviation * running.squares;
    }
    return running;
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

  /** Returns skewness and kurtosis; null when they cannot be told. */
  @Nullable Shape toShape() {
    double variance = squares / count;
    double skewness = cubes / count / (variance * Math.sqrt(variance));
    double kurtosis = fourths / count / (variance * variance);
    return Double.isFinite(skewness) && Double.isFinite(kurtosis)
        ? new Shape(skewness, kurtosis)
        : null;
  }
}
