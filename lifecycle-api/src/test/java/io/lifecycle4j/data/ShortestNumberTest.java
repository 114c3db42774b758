package io.lifecycle4j.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShortestNumberTest {
  @ParameterizedTest
  @CsvSource({
    "0.0, 0",
    "-0.0, -0.0",
    "-3.0, -3",
    "9007199254740992, 9007199254740992",
    "0.1, 0.1",
    "0.30000000000000004, 0.30000000000000004",
    "1e300, 1E+300",
    "2e-7, 2E-7",
    "4.9e-324, 5E-324",
    "2.2250738585072014E-308, 2.2250738585072014E-308",
    "1.7976931348623157E308, 1.7976931348623157E+308"
  })
  void writesADouble(double number, String text) {
    assertThat(ShortestNumber.of(number)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "0.0, 0",
    "-0.0, -0.0",
    "16777216, 16777216",
    "0.1, 0.1",
    "0.33333334, 0.33333334",
    "1.4e-45, 1E-45",
    "1.17549435E-38, 1.1754944E-38",
    "3.4028235E38, 3.4028235E+38"
  })
  void writesAFloat(float number, String text) {
    assertThat(ShortestNumber.of(number)).isEqualTo(text);
  }

  @Test
  void givesEveryNumberBackWithNoDigitTooMany() {
    long seed = Long.getLong("seed", Boolean.getBoolean("deep") ? System.nanoTime() : 20_260_102);
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    for (int i = 0; i < 2_000; i++) {
      double number = Double.longBitsToDouble(random.nextLong());
      if (Double.isFinite(number) && number != 0) {
        String text = ShortestNumber.of(number);
        assertThat(Double.parseDouble(text)).isEqualTo(number);
        assertThat(shorter(text).doubleValue()).describedAs(text).isNotEqualTo(number);
      }
      float single = Float.intBitsToFloat(random.nextInt());
      if (Float.isFinite(single) && single != 0) {
        String text = ShortestNumber.of(single);
        assertThat(Float.parseFloat(text)).isEqualTo(single);
      }
    }
  }

  /** Returns the number with one digit less, or 0 if it has only one. */
  private static BigDecimal shorter(String text) {
    BigDecimal decimal = new BigDecimal(text).stripTrailingZeros();
    return decimal.precision() == 1
        ? BigDecimal.ZERO
        : decimal.round(new MathContext(decimal.precision() - 1, RoundingMode.HALF_EVEN));
  }
}
