package io.lifecycle4j.data;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.function.Predicate;

/**
 * Writes a number with the fewest digits that give it back, the same on every Java platform: before
 * version 19 {@link Double#toString} gives some numbers a digit too many.
 */
final class ShortestNumber {
  private static final double MAX_WHOLE = 0x1p53;
  private static final float MAX_WHOLE_FLOAT = 0x1p24f;

  private ShortestNumber() {}

  /** Writes a finite double. */
  static String of(double number) {
    if (number == Math.rint(number) && Math.abs(number) <= MAX_WHOLE) {
      return number == 0 && 1 / number < 0 ? "-0.0" : Long.toString((long) number);
    }
    BigDecimal decimal = new BigDecimal(Double.toString(number));
    // Decimals of 15 digits are all different as doubles, so that no shorter one is the same.
    boolean unique = decimal.precision() <= 15 && Math.abs(number) >= Double.MIN_NORMAL;
    return text(
        unique ? decimal : shortest(number, 17, shorter -> shorter.doubleValue() == number));
  }

  /** Writes a finite float. */
  static String of(float number) {
    if (number == Math.rint(number) && Math.abs(number) <= MAX_WHOLE_FLOAT) {
      return of((double) number);
    }
    BigDecimal decimal = new BigDecimal(Float.toString(number));
    boolean unique = decimal.precision() <= 6 && Math.abs(number) >= Float.MIN_NORMAL;
    return text(unique ? decimal : shortest(number, 9, shorter -> shorter.floatValue() == number));
  }

  private static BigDecimal shortest(double number, int most, Predicate<BigDecimal> same) {
    BigDecimal exact = new BigDecimal(number);
    for (int digits = 1; digits < most; digits++) {
      BigDecimal shorter = exact.round(new MathContext(digits, RoundingMode.HALF_EVEN));
      if (same.test(shorter)) {
        return shorter;
      }
    }
    return exact.round(new MathContext(most, RoundingMode.HALF_EVEN));
  }

  private static String text(BigDecimal decimal) {
    return decimal.stripTrailingZeros().toString();
  }
}
