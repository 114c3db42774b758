package io.lifecycle4j.core.profile;

import io.lifecycle4j.core.hash.SplitMix64;
import java.util.Arrays;

/**
 * A sketch of the order of numbers, with a known error.
 *
 * <p>Not thread-safe. The sketch of Karnin, Lang and Liberty, "Optimal quantile approximation in
 * streams", FOCS 2016: levels of sorted numbers, each of which stands for 2<sup>level</sup> values.
 * A full level is sorted, and every other number, the odd or the even ones at random, moves one
 * level up. Each level below the top is smaller by a third than the one above. Up to {@value
 * #EXACT} values are kept as they are.
 *
 * <p>Compacting a level of weight w changes the rank of a number by w, -w or 0, with mean 0 and
 * independently of all other compactions. By Hoeffding's inequality, the rank is therefore off by
 * more than t with a probability of at most 2 exp(-t² / 2V), where V is the sum of all w². The
 * sketch keeps V. As level l below the top of h levels is compacted at most once in w K
 * (2/3)<sup>h-1-l</sup> values, and the top exists only after K 2<sup>h-2</sup> values, V is at
 * most 6 (n / K)²: an error of at most 0.32 % of all values, with a confidence of 99 %, however
 * many there are. At most 96 KiB.
 *
 * <p>Randomness comes from SplitMix64 with a fixed seed: the same values in the same order have the
 * same sketch.
 */
final class QuantileSketch {
  /** The most values kept before the first compaction. */
  static final int EXACT = 10_000;

  /** The capacity of the top level. */
  private static final int TOP = 2_500;

  private static final int LEAST = 32;

  /** The lowest level is larger than necessary: sorting long runs is faster than moving them. */
  private static final int LEAST_LOWEST = 256;

  private static final double SHRINK = 2.0 / 3;

  /** 2 ln(2 / 0.01): the confidence of the error. */
  private static final double CONFIDENCE = 2 * Math.log(200);

  private double[][] levels = {new double[64]};
  private int[] sizes = new int[1];
  private long count;

  /** The sum of the squared weights of all compactions. */
  private double variance;

  private long coins = Profiler.SEED;

  /** Adds finite numbers that are not -0. */
  void add(double[] values, int from, int to) {
    int next = from;
    while (next < to) {
      int room = capacity(0) - sizes[0];
      if (room <= 0) {
        thin(0);
        settle();
        continue;
      }
      int length = Math.min(room, to - next);
      reserve(0, sizes[0] + length);
      System.arraycopy(values, next, levels[0], sizes[0], length);
      sizes[0] += length;
      next += length;
    }
    count += to - from;
  }

  /** Returns the error of ranks as a share of the values, with a confidence of 99 %. */
  double error() {
    return count == 0 ? 0 : Math.min(1, Math.sqrt(CONFIDENCE * variance) / count);
  }

  /** Returns the numbers, sorted, with the number of values that each stands for. */
  SortedValues sorted() {
    double[] lowest = Arrays.copyOf(levels[0], sizes[0]);
    Arrays.sort(lowest);
    SortedValues all = SortedValues.of(lowest, lowest.length, 1);
    for (int level = 1; level < levels.length; level++) {
      all = all.merge(SortedValues.of(levels[level], sizes[level], 1L << level));
    }
    return all;
  }

  long bytes() {
    return Arrays.stream(levels).mapToLong(level -> 8L * level.length).sum();
  }

  private int capacity(int level) {
    if (levels.length == 1) {
      return EXACT;
    }
    int least = level == 0 ? LEAST_LOWEST : LEAST;
    return Math.max(least, (int) (TOP * Math.pow(SHRINK, levels.length - 1 - level)));
  }

  /** Compacts levels over their capacity; adding a level reduces the capacity of the others. */
  private void settle() {
    int before;
    do {
      before = levels.length;
      for (int level = 0; level < levels.length; level++) {
        if (sizes[level] > capacity(level)) {
          thin(level);
        }
      }
    } while (before != levels.length);
  }

  /** Moves every other number of a level up; if their number is odd, the least stays. */
  private void thin(int level) {
    raise(level + 2);
    double[] numbers = levels[level];
    int size = sizes[level];
    if (level == 0) {
      Arrays.sort(numbers, 0, size);
    }
    int odd = size & 1;
    insert(level + 1, numbers, odd + coin(), size / 2);
    sizes[level] = odd;
    double weight = 1L << level;
    variance += weight * weight;
  }

  private int coin() {
    coins += SplitMix64.GAMMA;
    return (int) (SplitMix64.mix(coins) >>> 63);
  }

  /** Merges every other one of the sorted numbers into a level, from the back. */
  private void insert(int level, double[] from, int first, int length) {
    int size = sizes[level];
    reserve(level, size + length);
    double[] numbers = levels[level];
    int old = size - 1;
    int place = size + length - 1;
    for (int i = first + 2 * (length - 1); i >= first; i -= 2) {
      while (old >= 0 && numbers[old] > from[i]) {
        numbers[place--] = numbers[old--];
      }
      numbers[place--] = from[i];
    }
    sizes[level] = size + length;
  }

  private void reserve(int level, int size) {
    int length = levels[level].length;
    if (size > length) {
      int wanted = Math.min(2 * length, room(level));
      levels[level] = Arrays.copyOf(levels[level], Math.max(size, wanted));
    }
  }

  /** The most numbers a level has before it is compacted. */
  private int room(int level) {
    return capacity(level) + (level == 0 ? 0 : capacity(level - 1) / 2 + 1);
  }

  private void raise(int height) {
    int before = levels.length;
    if (height <= before) {
      return;
    }
    levels = Arrays.copyOf(levels, height);
    sizes = Arrays.copyOf(sizes, height);
    for (int level = before; level < height; level++) {
      levels[level] = new double[0];
    }
    trim();
  }

  /** Shrinks the arrays of levels that are longer than their capacity needs. */
  private void trim() {
    for (int level = 0; level < levels.length; level++) {
      int needed = Math.max(sizes[level], room(level));
      if (needed < levels[level].length) {
        levels[level] = Arrays.copyOf(levels[level], needed);
      }
    }
  }
}
