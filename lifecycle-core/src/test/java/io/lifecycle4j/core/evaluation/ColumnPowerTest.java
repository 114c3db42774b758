package io.lifecycle4j.core.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ColumnPowerTest {
  private static final int ROWS = 4_000;

  private final Random random = new Random(1);

  private static double[] rows(IntToDoubleFunction cell) {
    return IntStream.range(0, ROWS).mapToDouble(cell).toArray();
  }

  private static double power(double[] column, LabelColumn label) {
    return new ColumnPower(column).of(label);
  }

  @Test
  void isOneForAColumnThatIsTheLabel() {
    double[] numbers = rows(i -> random.nextGaussian());
    double[] classes = rows(i -> i % 7);

    assertThat(power(classes, LabelColumn.nominal(classes, 50))).isEqualTo(1);
    assertThat(power(numbers, LabelColumn.numeric(numbers))).isGreaterThan(0.98);
    assertThat(power(rows(i -> -3 * numbers[i]), LabelColumn.numeric(numbers))).isGreaterThan(0.98);
  }

  @Test
  void isThatOfARelationWhichDoesNotGrow() {
    double[] column = rows(i -> random.nextDouble() * 4 - 2);
    double[] far = rows(i -> Math.abs(column[i]) > 1 ? 1 : 0);

    assertThat(power(column, LabelColumn.nominal(far, 50))).isGreaterThan(0.99);
    assertThat(power(column, LabelColumn.numeric(rows(i -> column[i] * column[i]))))
        .isGreaterThan(0.98);
  }

  @Test
  void isThatOfChanceForNoiseAndForIds() {
    double[] label = rows(i -> random.nextInt(3));

    assertThat(power(rows(i -> random.nextGaussian()), LabelColumn.nominal(label, 50)))
        .isCloseTo(0.5, within(0.05));
    assertThat(power(rows(i -> i), LabelColumn.nominal(label, 50))).isCloseTo(0.5, within(0.05));
    assertThat(power(rows(i -> i), LabelColumn.numeric(rows(i -> random.nextGaussian()))))
        .isLessThan(0.05);
  }

  @Test
  void isThatOfWhichCellsAreMissing() {
    double[] label = rows(i -> random.nextInt(2));
    double[] column = rows(i -> label[i] == 1 ? Double.NaN : random.nextGaussian());

    assertThat(power(column, LabelColumn.nominal(label, 50))).isGreaterThan(0.99);
  }

  @Test
  void isNoNumberIfNothingCanBeMeasured() {
    double[] same = rows(i -> 1);

    assertThat(power(same, LabelColumn.nominal(same, 50))).isNaN();
    assertThat(power(same, LabelColumn.numeric(rows(i -> Double.NaN)))).isNaN();
  }
}
