package io.lifecycle4j.core.data.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonLinesWritingTest {
  @ParameterizedTest
  @CsvSource({
    "0.0, 0",
    "-0.0, -0.0",
    "-3.0, -3",
    "9007199254740992, 9007199254740992",
    "0.1, 0.1",
    "0.30000000000000004, 0.30000000000000004",
    "1e300, 1.0E300",
    "2e-3, 0.002",
    "4.9e-324, 4.9E-324",
    "2.2250738585072014E-308, 2.2250738585072014E-308",
    "1.7976931348623157E308, 1.7976931348623157E308",
    "-Infinity, -Infinity"
  })
  void writesANumberWithTheFewestDigits(double number, String text) {
    assertThat(JsonLinesWriting.number(number)).isEqualTo(text);
  }

  @Test
  void givesEveryNumberBackWithNoDigitTooMany() {
    long seed = Long.getLong("seed", Boolean.getBoolean("deep") ? System.nanoTime() : 20_260_102);
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    for (int i = 0; i < 2_000; i++) {
      double number = Double.longBitsToDouble(random.nextLong());
      if (Double.isFinite(number) && number != 0) {
        String text = JsonLinesWriting.number(number);
        assertThat(Double.parseDouble(text)).isEqualTo(number);
        assertThat(shorter(text).doubleValue()).describedAs(text).isNotEqualTo(number);
      }
    }
  }

  /** Returns the number with one digit less, or 0 if it has only two. */
  private static BigDecimal shorter(String text) {
    BigDecimal decimal = new BigDecimal(text).stripTrailingZeros();
    return decimal.precision() <= 2 // the format has a digit on either side of the point
        ? BigDecimal.ZERO
        : decimal.round(new MathContext(decimal.precision() - 1, RoundingMode.HALF_EVEN));
  }
}
