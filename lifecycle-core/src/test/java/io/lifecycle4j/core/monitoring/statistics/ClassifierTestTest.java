package io.lifecycle4j.core.monitoring.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lifecycle4j.contract.Volume;
import io.lifecycle4j.core.monitoring.statistics.ClassifierTest.Result;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag(Volume.TAG)
class ClassifierTestTest {
  private static final int DRAWS = Volume.of(200, 2_000, 10_000);
  private final Random random = new Random(Volume.seed() + 1);

  @Test
  void pValuesAreNotTooSmall() {
    NullDistributionTest.superUniform(
        "few features", pValues(() -> rows(100, 3), () -> rows(60, 3)));
    NullDistributionTest.superUniform("ties", pValues(() -> coins(50), () -> coins(200)));
  }

  private double[] pValues(Supplier<double[][]> reference, Supplier<double[][]> window) {
    double[] pValues = new double[DRAWS];
    Arrays.setAll(
        pValues,
        i -> ClassifierTest.test(reference.get(), window.get(), i).significance().pValue());
    return pValues;
  }

  /** Each column alone is the same, but they rise together. */
  @Test
  void findsColumnsThatDriftTogether() {
    double[][] reference = rows(1_000, 2);
    double[][] window = rows(500, 2);
    for (double[] row : window) {
      row[1] = 0.8 * row[0] + 0.6 * row[1];
    }
    Result result = ClassifierTest.test(reference, window, 1);

    assertThat(result.significance().pValue()).isLessThan(1e-6);
    assertThat(result.effect().low()).isGreaterThan(0.05);
  }

  @Test
  void findsThatTheVarianceChanged() {
    double[][] window = rows(500, 20);
    Arrays.stream(window).forEach(row -> row[7] *= 2);

    assertThat(ClassifierTest.test(rows(500, 20), window, 1).significance().pValue())
        .isLessThan(1e-6);
  }

  @Test
  void projectsManyFeatures() {
    double[][] window = rows(500, 384);
    Arrays.stream(window).forEach(row -> Arrays.setAll(row, i -> row[i] + 0.15));
    Result drift = ClassifierTest.test(rows(500, 384), window, 1);
    Result none = ClassifierTest.test(rows(500, 384), rows(500, 384), 1);

    assertThat(drift.significance().pValue()).isLessThan(1e-6);
    assertThat(none.significance().pValue()).isGreaterThan(0.001);
    assertThat(none.effect().value()).isEqualTo(0, within(0.06));
    assertThat(ClassifierTest.test(rows(40, 2), rows(39, 2), 1).significance())
        .isEqualTo(Significance.NONE);
  }

  @Test
  void isRightForConstantAndMissingFeatures() {
    double[][] reference = new double[50][2];
    double[][] window = new double[50][2];
    Arrays.stream(window).forEach(row -> row[1] = Double.NaN);

    assertThat(ClassifierTest.test(reference, window, 1).significance().pValue()).isEqualTo(0.5);
  }

  private double[][] coins(int rows) {
    double[][] coins = new double[rows][1];
    Arrays.stream(coins).forEach(row -> row[0] = random.nextInt(2));
    return coins;
  }

  private double[][] rows(int rows, int features) {
    double[][] drawn = new double[rows][features];
    Arrays.stream(drawn).forEach(row -> Arrays.setAll(row, i -> random.nextGaussian()));
    return drawn;
  }
}
