package io.lifecycle4j.core.monitoring.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.lifecycle4j.contract.Volume;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.schema.Scores.Interval;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag(Volume.TAG)
class LossTestTest {
  private static final int STREAMS = Volume.of(200, 2_000, 100_000);
  private final SplittableRandom random = new SplittableRandom(Volume.seed());

  @Test
  void isValidHoweverOftenItIsLookedAt() {
    pValuesAreNotTooSmall(0.1, () -> random.nextDouble() < 0.1 ? 1 : 0);
    pValuesAreNotTooSmall(0.5, random::nextDouble);
    pValuesAreNotTooSmall(0.8, () -> random.nextDouble() < 0.8 ? 1 : 0);
  }

  private void pValuesAreNotTooSmall(double bound, DoubleSupplier losses) {
    double[] pValues = new double[STREAMS];
    int left = 0;
    for (int stream = 0; stream < STREAMS; stream++) {
      LossTest test = LossTest.meanAtMost(bound);
      boolean out = false;
      for (int i = 0; i < 1_000; i++) {
        test.add(losses.getAsDouble());
        Interval interval = test.interval(0.05);
        out |= bound < interval.lower() || bound > interval.upper();
      }
      pValues[stream] = test.pValue();
      left += out ? 1 : 0;
    }
    NullDistributionTest.superUniform("loss", pValues);
    assertThat((double) left / STREAMS).isLessThan(0.05);
  }

  @Test
  void findsAnIncrease() {
    // an error rate of 15 % where 10 % is the bound, at 1 in 1,000
    assertThat(rowsUntil(0.001, 0, 0.1, 0.15)).isBetween(200, 1_500);
    assertThat(rowsUntil(0.001, 0, 0.1, 0.5)).isBetween(10, 60);
  }

  @Test
  void findsAnIncreaseAfterLongQuiet() {
    assertThat(rowsUntil(0.001, 10_000, 0.1, 0.15)).isLessThan(4_000);
    assertThat(rowsUntil(0.001, 10_000, 0.1, 0.5)).isLessThan(400);
  }

  private int rowsUntil(double level, int quiet, double bound, double share) {
    int sum = 0;
    for (int stream = 0; stream < 20; stream++) {
      LossTest test = LossTest.meanAtMost(bound);
      for (int i = 0; i < quiet; i++) {
        test.add(random.nextDouble() < 0.9 * bound ? 1 : 0);
      }
      int rows = 0;
      while (test.pValue() > level && rows < 100_000) {
        test.add(random.nextDouble() < share ? 1 : 0);
        rows++;
      }
      sum += rows;
    }
    return sum / 20;
  }

  @Test
  void hasAnIntervalOfTheMean() {
    LossTest test = LossTest.meanAtMost(0.5);
    assertThat(test.interval(0.05)).isEqualTo(new Interval(0, 1));
    assertThat(test.pValue()).isEqualTo(1);
    for (int i = 0; i < 10_000; i++) {
      test.add(i % 5 == 0 ? 1 : 0);
    }
    assertThat(test.count()).isEqualTo(10_000);
    assertThat(test.mean()).isEqualTo(0.2, within(1e-12));
    assertThat(test.interval(0.05).lower()).isBetween(0.17, 0.2);
    assertThat(test.interval(0.05).upper()).isBetween(0.2, 0.23);
    assertThat(test.evidence()).isLessThanOrEqualTo(1);
  }

  @Test
  void rejectsWhatIsNoLoss() {
    assertThatThrownBy(() -> LossTest.meanAtMost(0))
        .isInstanceOf(LifecycleException.class)
        .hasMessage("Invalid bound: 0 (must be above 0 and below 1)");
    assertThatThrownBy(() -> LossTest.meanAtMost(0.5).add(Double.NaN))
        .isInstanceOf(LifecycleException.class)
        .hasMessage("Invalid loss: NaN (must be 0 to 1)");
  }
}
