package io.lifecycle4j.core.tracking;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/**
 * An axis with a few round numbers on it.
 *
 * @param ticks round numbers between {@code from} and {@code to}, ascending
 */
record AxisTicks(double from, double to, List<BigDecimal> ticks) {
  private static final int ABOUT = 5;
  private static final int MOST = 20;
  private static final int MAX_PLAIN = 6;

  /** Returns an axis; if both numbers are equal, it is made wider. */
  static AxisTicks of(double least, double greatest) {
    double from = least;
    double to = greatest;
    if (!(half(from, to) / ABOUT > Double.MIN_NORMAL)) {
      double more = Math.max(Math.abs(least) / 10, 1e-300);
      from = Math.max(-Double.MAX_VALUE, least - (least == 0 ? 1 : more));
      to = Math.min(Double.MAX_VALUE, greatest + (least == 0 ? 1 : more));
    }
    BigDecimal step = step(half(from, to) / ABOUT * 2);
    return new AxisTicks(from, to, ticks(from, to, step));
  }

  /** Half the length of an axis, since the whole length may exceed {@link Double#MAX_VALUE}. */
  private static double half(double from, double to) {
    return to / 2 - from / 2;
  }

  /** Returns 1, 2 or 5 times a power of ten, at least {@code length}. */
  private static BigDecimal step(double length) {
    int exponent = (int) Math.floor(Math.log10(length));
    BigDecimal wanted = new BigDecimal(length);
    for (int mantissa : new int[] {1, 2, 5}) {
      BigDecimal step = BigDecimal.valueOf(mantissa, -exponent);
      if (step.compareTo(wanted) >= 0) {
        return step;
      }
    }
    return BigDecimal.valueOf(1, -exponent - 1);
  }

  private static List<BigDecimal> ticks(double from, double to, BigDecimal step) {
    List<BigDecimal> ticks = new ArrayList<>();
    BigDecimal last = new BigDecimal(to);
    BigDecimal begin =
        new BigDecimal(from).divide(step, 0, java.math.RoundingMode.CEILING).multiply(step);
    for (BigDecimal tick = begin;
        tick.compareTo(last) <= 0 && ticks.size() < MOST;
        tick = tick.add(step)) {
      ticks.add(tick);
    }
    return ticks;
  }

  /** Returns the relative position of a number: 0 at {@code from}, 1 at {@code to}. */
  double place(double value) {
    return (value / 2 - from / 2) / half(from, to);
  }

  /** Formats a tick without trailing zeros. */
  static String text(BigDecimal tick) {
    BigDecimal brief = tick.stripTrailingZeros();
    int digitsBefore = brief.precision() - brief.scale();
    boolean plain = Math.abs(digitsBefore) <= MAX_PLAIN && brief.scale() <= MAX_PLAIN;
    return brief.signum() == 0
        ? "0"
        : plain ? brief.toPlainString() : brief.toString().replace("E+", "e").replace("E", "e");
  }
}
