package io.lifecycle4j.core.monitoring.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class MultipleTestsTest {
  @Test
  void adjustsTheKnownVector() {
    assertThat(MultipleTests.holm(0.01, 0.04, 0.03, 0.005))
        .containsExactly(new double[] {0.03, 0.06, 0.06, 0.02}, within(1e-15));
  }

  /** By hand: 0.01 * 4 / 2, then 0.03 * 2 / 1, then 0.04 * 1 / 1. */
  @Test
  void givesEachTestItsPartByWeight() {
    double[] pValues = {0.04, 0.01, 0.03};
    assertThat(MultipleTests.weightedHolm(pValues, new double[] {1, 2, 1}))
        .containsExactly(new double[] {0.06, 0.02, 0.06}, within(1e-15));
    assertThat(MultipleTests.weightedHolm(pValues, new double[] {5, 5, 5}))
        .containsExactly(MultipleTests.holm(pValues), within(1e-15));
  }

  @Test
  void neverExceedsOne() {
    assertThat(MultipleTests.holm(0.9, 0.8)).containsExactly(1, 1);
    assertThat(MultipleTests.holm()).isEmpty();
  }

  @Test
  void takesWhatIsNotANumberForNoEvidence() {
    assertThat(MultipleTests.holm(Double.NaN, 0.01)).containsExactly(1, 0.02);
  }
}
