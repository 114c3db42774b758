package io.lifecycle4j.core.monitoring;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Counters and sums that many threads change without locks.
 *
 * <p>Each cell exists once in every stripe; a thread changes the stripe that its id hashes to, and
 * readers combine all stripes. A stripe is chosen by id and not held in a thread-local, which would
 * cost memory for every virtual thread. No change is ever lost.
 */
final class StripedCells {
  private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(long[].class);

  /** Two cache lines: processors fetch lines in pairs. */
  private static final int PADDING = 16;

  private static final int MAX_STRIPES = 16;
  private static final int STRIPES =
      Integer.highestOneBit(Math.min(MAX_STRIPES, 2 * Runtime.getRuntime().availableProcessors()));

  /** Spreads successive thread ids: 2<sup>64</sup> divided by the golden ratio. */
  private static final long SPREAD = 0x9E3779B97F4A7C15L;

  private final long[][] stripes;

  StripedCells(int size) {
    stripes = new long[STRIPES][size + 2 * PADDING];
  }

  /** Gives a cell that is used as a number its first value, before any thread uses it. */
  void begin(int cell, double value) {
    for (long[] stripe : stripes) {
      stripe[PADDING + cell] = Double.doubleToRawLongBits(value);
    }
  }

  /** Returns the stripe of this thread, for the methods that change a cell. */
  long[] mine() {
    long spread = Thread.currentThread().getId() * SPREAD;
    return stripes[(int) (spread >>> 32) & (STRIPES - 1)];
  }

  static void increment(long[] stripe, int cell) {
    CELL.getAndAdd(stripe, PADDING + cell, 1L);
  }

  static void add(long[] stripe, int cell, double value) {
    long seen;
    long next;
    do {
      seen = (long) CELL.getOpaque(stripe, PADDING + cell);
      next = Double.doubleToRawLongBits(Double.longBitsToDouble(seen) + value);
    } while (!CELL.weakCompareAndSet(stripe, PADDING + cell, seen, next));
  }

  static void lower(long[] stripe, int cell, double value) {
    long seen = (long) CELL.getOpaque(stripe, PADDING + cell);
    long next = Double.doubleToRawLongBits(value);
    while (value < Double.longBitsToDouble(seen)
        && !CELL.weakCompareAndSet(stripe, PADDING + cell, seen, next)) {
      seen = (long) CELL.getOpaque(stripe, PADDING + cell);
    }
  }

  static void raise(long[] stripe, int cell, double value) {
    long seen = (long) CELL.getOpaque(stripe, PADDING + cell);
    long next = Double.doubleToRawLongBits(value);
    while (value > Double.longBitsToDouble(seen)
        && !CELL.weakCompareAndSet(stripe, PADDING + cell, seen, next)) {
      seen = (long) CELL.getOpaque(stripe, PADDING + cell);
    }
  }

  long count(int cell) {
    long total = 0;
    for (long[] stripe : stripes) {
      total += (long) CELL.getVolatile(stripe, PADDING + cell);
    }
    return total;
  }

  double sum(int cell) {
    double total = 0;
    for (long[] stripe : stripes) {
      total += number(stripe, cell);
    }
    return total;
  }

  double least(int cell) {
    double least = Double.POSITIVE_INFINITY;
    for (long[] stripe : stripes) {
      least = Math.min(least, number(stripe, cell));
    }
    return least;
  }

  double greatest(int cell) {
    double greatest = Double.NEGATIVE_INFINITY;
    for (long[] stripe : stripes) {
      greatest = Math.max(greatest, number(stripe, cell));
    }
    return greatest;
  }

  private static double number(long[] stripe, int cell) {
    return Double.longBitsToDouble((long) CELL.getVolatile(stripe, PADDING + cell));
  }
}
