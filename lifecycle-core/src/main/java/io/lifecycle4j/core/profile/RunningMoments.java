package io.lifecycle4j.core.profile;

import static io.lifecycle4j.error.Preconditions.check;

import io.lifecycle4j.profile.Profile.Moments;
import io.lifecycle4j.profile.Profile.Shape;
import org.jspecify.annotations.Nullable;

/**
 * Count, range, mean, spread and shape of numbers that are added in blocks.
 *
 * <p>Not thread-safe. A large mean with a small spread costs no precision: a block is summed around
 * its own mean, and blocks are joined as in Chan, Golub and LeVeque, "Updating formulae and a
 * pairwise algorithm for computing sample variances", 1979, and Pébay, "Formulas for robust,
 * one-pass parallel computation of covariances and arbitrary-order statistical moments", 2008. The
 * same blocks joined in the same order have the same result, bit for bit, whichever threads summed
 * them.
 *
 * <p>Fourth powers overflow long before the numbers do. Numbers whose largest magnitude has a
 * binary exponent beyond {@value #USUAL} are therefore summed in units of a nearby power of two.
 * The unit depends on the range alone, so that the order of joining does not change it; all other
 * numbers are summed as they are.
 */
public final class RunningMoments {
  /** Between this binary exponent and its negative, the unit is 1. */
  private static final int USUAL = 200;

  private long count;

  /** The binary exponent of the unit of mean, squares, cubes and fourth powers. */
  private int unit;

  private double mean;
  private double squares;
  private double cubes;
  private double fourths;
  private double min = Double.POSITIVE_INFINITY;
  private double max = Double.NEGATIVE_INFINITY;

  /**
   * Adds a block of finite numbers.
   *
   * @param to exclusive
   */
  public void add(double[] values, int from, int to) {
    if (from == to) {
      return;
    }
    RunningMoments block = new RunningMoments();
    for (int i = from; i < to; i++) {
      block.min = Math.min(block.min, values[i]);
      block.max = Math.max(block.max, values[i]);
    }
    block.unit = unit(block.min, block.max);
    if (block.unit == 0) {
      block.sum(values, from, to);
    } else {
      block.sum(inUnit(values, from, to, block.unit), 0, to - from);
    }
    merge(block);
  }

  /** Returns the binary exponent of the unit for numbers of a range. */
  private static int unit(double min, double max) {
    double size = Math.max(-min, max);
    int exponent = Math.getExponent(size);
    if (size == 0 || (exponent >= -USUAL && exponent <= USUAL)) {
      return 0;
    }
    return exponent;
  }

  private static double[] inUnit(double[] values, int from, int to, int unit) {
    double[] scaled = new double[to - from];
    for (int i = from; i < to; i++) {
      scaled[i - from] = Math.scalb(values[i], -unit);
    }
    return scaled;
  }

  /** Sums numbers in their own unit; only for empty moments. */
  private void sum(double[] values, int from, int to) {
    count = (long) to - from;
    double total = 0;
    for (int i = from; i < to; i++) {
      total += values[i];
    }
    mean = total / count;
    if (min == max) { // the sum of equal numbers is rounded
      mean = values[from];
      return;
    }
    for (int i = from; i < to; i++) {
      double delta = values[i] - mean;
      double square = delta * delta;
      squares += square;
      cubes += square * delta;
      fourths += square * square;
    }
  }

  /** Adds the numbers of other moments. */
  public void merge(RunningMoments other) {
    min = Math.min(min, other.min);
    max = Math.max(max, other.max);
    if (other.count == 0) {
      return;
    }
    int fitting = unit(min, max);
    convert(fitting);
    other.convert(fitting);
    join(other);
  }

  /** Converts the moments to another unit. */
  private void convert(int to) {
    if (unit != to) {
      int by = unit - to;
      mean = Math.scalb(mean, by);
      squares = Math.scalb(squares, 2 * by);
      cubes = Math.scalb(cubes, 3 * by);
      fourths = Math.scalb(fourths, 4 * by);
      unit = to;
    }
  }

  /** Joins moments of the same unit. */
  private void join(RunningMoments other) {
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

  /** Returns how many numbers were added. */
  public long count() {
    return count;
  }

  /**
   * Returns the moments; the deviation is that of the population.
   *
   * @throws io.lifecycle4j.error.InvalidValueException if there are no numbers
   */
  public Moments toMoments() {
    check(count > 0, "Invalid moments: no numbers (needs at least 1)");
    double deviation = Math.scalb(Math.sqrt(squares / count), unit);
    return new Moments(
        min,
        max,
        Math.max(min, Math.min(max, Math.scalb(mean, unit))), // rounding may lead beyond the range
        Math.min(deviation, Double.MAX_VALUE));
  }

  /** Returns skewness and kurtosis; null if they are undefined. */
  @Nullable Shape toShape() {
    double variance = squares / count;
    double skewness = cubes / count / (variance * Math.sqrt(variance));
    double kurtosis = fourths / count / (variance * variance);
    return Double.isFinite(skewness) && Double.isFinite(kurtosis)
        ? new Shape(skewness, kurtosis)
        : null;
  }
}
