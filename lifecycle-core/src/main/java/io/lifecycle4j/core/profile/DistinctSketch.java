package io.lifecycle4j.core.profile;

import io.lifecycle4j.core.hash.SplitMix64;
import io.lifecycle4j.profile.Profile.Distinct;
import org.jspecify.annotations.Nullable;

/**
 * Counts distinct values by their hashes.
 *
 * <p>Not thread-safe. The count is exact up to {@value #EXACT} hashes, which are kept. Beyond, it
 * is estimated from 4,096 registers of HyperLogLog (Flajolet, Fusy, Gandouet and Meunier, 2007,
 * with 64 bits as in Heule, Nunkesser and Hall, 2013) by the estimator of Ertl, "New cardinality
 * estimation algorithms for HyperLogLog sketches", 2017, which needs no tables and is unbiased at
 * any size. The standard error is 1.6 %. The order of the values does not matter. At most 20 KiB.
 */
public final class DistinctSketch {
  /** The most values counted exactly. */
  static final int EXACT = 1_024;

  private static final int BITS = 12;
  private static final int REGISTERS = 1 << BITS;

  /** The greatest value of a register. */
  private static final int GREATEST = Long.SIZE - BITS + 1;

  /** An open-addressing table of hashes; 0 is free. At most half full. */
  private long[] hashes = new long[32];

  private int size;
  private byte @Nullable [] registers;

  void add(double[] values, int from, int to) {
    int next = from;
    while (next < to && registers == null) {
      add(SplitMix64.hash(values[next++]));
    }
    byte[] cells = registers;
    for (; cells != null && next < to; next++) {
      raise(cells, SplitMix64.hash(values[next]));
    }
  }

  /** Adds a value by its 64-bit hash. */
  public void add(long hash) {
    if (registers != null) {
      raise(registers, hash);
      return;
    }
    long key = hash == 0 ? 1 : hash;
    int place = find(key);
    if (hashes[place] == 0) {
      hashes[place] = key;
      size++;
      if (size > EXACT) {
        spill();
      } else if (2 * size > hashes.length) {
        grow();
      }
    }
  }

  /** Returns the number of distinct values, exact or estimated. */
  public Distinct distinct() {
    return registers == null
        ? new Distinct(size, true)
        : new Distinct(Math.round(estimate(registers)), false);
  }

  long bytes() {
    return 8L * hashes.length + (registers == null ? 0 : registers.length);
  }

  private int find(long hash) {
    int mask = hashes.length - 1;
    int place = (int) hash & mask;
    while (hashes[place] != 0 && hashes[place] != hash) {
      place = place + 1 & mask;
    }
    return place;
  }

  private void grow() {
    long[] before = hashes;
    hashes = new long[2 * before.length];
    for (long hash : before) {
      if (hash != 0) {
        hashes[find(hash)] = hash;
      }
    }
  }

  /** Replaces the hashes by registers. */
  private void spill() {
    byte[] cells = new byte[REGISTERS];
    for (long hash : hashes) {
      if (hash != 0) {
        raise(cells, hash);
      }
    }
    registers = cells;
    hashes = new long[0];
    size = 0;
  }

  /** The first bits select a register, which keeps the longest run of zeros in the rest. */
  private static void raise(byte[] cells, long hash) {
    int place = (int) (hash >>> (Long.SIZE - BITS));
    int run = Long.numberOfLeadingZeros(hash << BITS | 1L << (BITS - 1)) + 1;
    if (run > cells[place]) {
      cells[place] = (byte) run;
    }
  }

  /** Ertl's algorithm 6. */
  private static double estimate(byte[] cells) {
    int[] counts = new int[GREATEST + 1];
    for (byte cell : cells) {
      counts[cell]++;
    }
    double m = REGISTERS;
    double z = m * tau(1 - counts[GREATEST] / m);
    for (int k = GREATEST - 1; k >= 1; k--) {
      z = (z + counts[k]) / 2;
    }
    z += m * sigma(counts[0] / m);
    return m / (2 * Math.log(2)) * m / z;
  }

  private static double sigma(double share) {
    if (share == 1) {
      return Double.POSITIVE_INFINITY;
    }
    double x = share;
    double y = 1;
    double z = x;
    double before;
    do {
      x *= x;
      before = z;
      z += x * y;
      y += y;
    } while (z != before);
    return z;
  }

  private static double tau(double share) {
    if (share == 0 || share == 1) {
      return 0;
    }
    double x = share;
    double y = 1;
    double z = 1 - x;
    double before;
    do {
      x = Math.sqrt(x);
      before = z;
      y /= 2;
      z -= (1 - x) * (1 - x) * y;
    } while (z != before);
    return z / 3;
  }
}
