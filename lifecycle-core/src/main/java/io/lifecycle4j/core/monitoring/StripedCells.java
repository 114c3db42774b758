package io.lifecycle4j.core.monitoring;

import io.lifecycle4j.core.error.IdleObjects;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.DoubleBinaryOperator;
import java.util.function.Supplier;

/**
 * Counters and sums that many threads change without locks.
 *
 * <p>Each cell exists once in every stripe. A thread claims a stripe, changes cells and releases
 * it; readers combine all stripes. So a row costs two atomic operations instead of three for each
 * of its numbers. Stripes are not thread-locals, which would cost memory for every virtual thread:
 * there are about as many as threads ever changed cells at the same time. No change is ever lost.
 */
final class StripedCells {
  private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(long[].class);

  private final Supplier<long[]> begin;
  private final Queue<long[]> all = new ConcurrentLinkedQueue<>();

  private final IdleObjects<long[]> idle = new IdleObjects<>();

  /** Creates cells; {@code begin} returns a stripe with their initial values. */
  StripedCells(Supplier<long[]> begin) {
    this.begin = begin;
  }

  /** Returns a stripe that the caller owns until it releases it. */
  long[] claim() {
    long[] stripe = idle.poll();
    if (stripe == null) {
      stripe = begin.get();
      all.add(stripe);
    }
    return stripe;
  }

  void release(long[] stripe) {
    idle.add(stripe);
  }

  // Only the owner writes, while readers may read. These are plain writes, as others cost a fifth
  // more; every JVM of 64 bits writes a number at once.

  static void set(long[] stripe, int cell, double value) {
    stripe[cell] = Double.doubleToRawLongBits(value);
  }

  static void increment(long[] stripe, int cell) {
    stripe[cell]++;
  }

  static void add(long[] stripe, int cell, double value) {
    set(stripe, cell, Double.longBitsToDouble(stripe[cell]) + value);
  }

  static void lower(long[] stripe, int cell, double value) {
    if (value < Double.longBitsToDouble(stripe[cell])) {
      set(stripe, cell, value);
    }
  }

  static void raise(long[] stripe, int cell, double value) {
    if (value > Double.longBitsToDouble(stripe[cell])) {
      set(stripe, cell, value);
    }
  }

  long count(int cell) {
    long total = 0;
    for (long[] stripe : all) {
      total += (long) CELL.getOpaque(stripe, cell);
    }
    return total;
  }

  double sum(int cell) {
    return combined(cell, 0, Double::sum);
  }

  double least(int cell) {
    return combined(cell, Double.POSITIVE_INFINITY, Math::min);
  }

  double greatest(int cell) {
    return combined(cell, Double.NEGATIVE_INFINITY, Math::max);
  }

  private double combined(int cell, double none, DoubleBinaryOperator operator) {
    double result = none;
    for (long[] stripe : all) {
      long bits = (long) CELL.getOpaque(stripe, cell);
      result = operator.applyAsDouble(result, Double.longBitsToDouble(bits));
    }
    return result;
  }
}
