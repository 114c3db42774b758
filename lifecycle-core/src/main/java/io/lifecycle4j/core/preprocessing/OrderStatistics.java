package io.lifecycle4j.core.preprocessing;

import java.util.Arrays;

/**
 * Exact quantiles of any number of numbers, in bounded memory.
 *
 * <p>Up to {@value #KEPT} numbers are kept and sorted. More are counted in several passes, each of
 * which determines some more bits of the requested numbers, as in a radix sort. Counts do not
 * depend on the order of the numbers.
 *
 * <p>A quantile is interpolated between its two neighbours as in definition 7 of Hyndman and Fan,
 * "Sample quantiles in statistical packages", The American Statistician 50, 1996.
 */
final class OrderStatistics {
  static final int KEPT = 1 << 20;

  /** The shift of a number in each pass; the bits above it are counted. */
  private static final int[] SHIFTS = {51, 38, 25, 12, 0};

  private final double[] shares;
  private final int most;
  private double[] kept = new double[1024];
  private long count;

  /** The pass after the first; -1 in the first, which keeps the numbers if there is room. */
  private int pass = -1;

  /** The requested ranks, and the known leading bits of the number at each. */
  private long[] ranks = new long[0];

  private long[] known = new long[0];
  private long[] prefixes = new long[0];
  private long[][] counts = new long[0][];

  OrderStatistics(int most, double... shares) {
    this.most = most;
    this.shares = shares;
  }

  /** Adds the finite numbers. Each pass adds all numbers again. */
  void add(double[] values) {
    for (double value : values) {
      if (Double.isFinite(value)) {
        add(value + 0.0); // -0 is 0
      }
    }
  }

  private void add(double value) {
    if (pass < 0) {
      if (count < most) {
        kept = count == kept.length ? Arrays.copyOf(kept, kept.length * 2) : kept;
        kept[(int) count] = value;
      }
      count++;
      return;
    }
    long key = key(value);
    int place = Arrays.binarySearch(prefixes, prefix(key));
    if (place >= 0) {
      counts[place][digit(key)]++;
    }
  }

  long count() {
    return count;
  }

  /** Ends a pass; returns whether the quantiles are known. Otherwise another pass is needed. */
  boolean end() {
    if (pass < 0) {
      if (count <= most) {
        Arrays.sort(kept, 0, (int) count);
        return true;
      }
      kept = new double[0]; // later passes read them again
      ranks =
          Arrays.stream(shares)
              .mapToLong(share -> (long) ((count - 1) * share))
              .flatMap(rank -> Arrays.stream(new long[] {rank, Math.min(rank + 1, count - 1)}))
              .toArray();
      known = new long[ranks.length];
    } else {
      for (int i = 0; i < ranks.length; i++) {
        narrow(i);
      }
    }
    pass++;
    if (pass == SHIFTS.length) {
      return true;
    }
    prefixes = Arrays.stream(known).sorted().distinct().toArray();
    counts = new long[prefixes.length][1 << bits()];
    return false;
  }

  /**
   * Finds the next digit of a requested number; its rank then counts only numbers that share it.
   */
  private void narrow(int i) {
    long[] digits = counts[Arrays.binarySearch(prefixes, known[i])];
    int digit = 0;
    while (ranks[i] >= digits[digit]) {
      ranks[i] -= digits[digit];
      digit++;
    }
    known[i] = (known[i] << bits()) | digit;
  }

  /** Returns a quantile of at least one number, after the last pass. */
  double quantile(int share) {
    double place = (count - 1) * shares[share];
    double low = count <= most ? kept[(int) place] : value(known[2 * share]);
    double above = place - Math.floor(place);
    if (above == 0) {
      return low;
    }
    double high = count <= most ? kept[(int) place + 1] : value(known[2 * share + 1]);
    return low + (high - low) * above;
  }

  private int bits() {
    return (pass == 0 ? Long.SIZE : SHIFTS[pass - 1]) - SHIFTS[pass];
  }

  private long prefix(long key) {
    return pass == 0 ? 0 : key >>> SHIFTS[pass - 1];
  }

  private int digit(long key) {
    return (int) (key >>> SHIFTS[pass]) & ((1 << bits()) - 1);
  }

  /** Maps a number to bits whose unsigned order is that of the numbers. */
  private static long key(double value) {
    long bits = Double.doubleToRawLongBits(value);
    return bits < 0 ? ~bits : bits | Long.MIN_VALUE;
  }

  private static double value(long key) {
    return Double.longBitsToDouble(key < 0 ? key & Long.MAX_VALUE : ~key);
  }
}
