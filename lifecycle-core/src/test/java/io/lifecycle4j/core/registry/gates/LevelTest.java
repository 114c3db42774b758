package io.lifecycle4j.core.registry.gates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lifecycle4j.evaluation.HoldoutLook.Spent;
import org.junit.jupiter.api.Test;

class LevelTest {
  private static final Level SPENT = Level.of(new Spent(0.0076, 0.012, 0.0924));

  @Test
  void saysWhatALookSpentAndLeft() {
    assertThat(SPENT.words())
        .isEqualTo(" (level 0.0076; left: 0.0120 on these rows, 0.0924 of the promise)");
    assertThat(SPENT.figures())
        .hasSize(3)
        .containsEntry("level", 0.0076)
        .containsEntry("holdout_left", 0.012)
        .containsEntry("promise_left", 0.0924);
  }

  @Test
  void saysNothingIfNoPromiseLimitsTheComparison() {
    assertThat(Level.USUAL.words()).isEmpty();
    assertThat(Level.USUAL.figures()).isEmpty();
  }

  @Test
  void isSharedAmongComparisonsOfWhichOneIsToPass() {
    assertThat(SPENT.among(2).chance()).isEqualTo(0.0038);
    assertThat(SPENT.among(2).spent()).isEqualTo(SPENT.spent());
    assertThat(SPENT.among(2).words()).startsWith(" (level 0.0038; left: 0.0120 on these rows, ");
    assertThat(SPENT.among(2).figures()).containsEntry("level", 0.0038);
    assertThat(Level.USUAL.interval()).isEqualTo("90 % interval");
  }

  /** The quantiles of the standard normal distribution at 95 % and 80 %. */
  @Test
  void isExceededByTheNormalDistributionWithItsChance() {
    assertThat(Level.USUAL.critical()).isCloseTo(1.644854, within(1e-6));
    assertThat(Level.USUAL.detectable()).isCloseTo(1.644854 + 0.841621, within(1e-4));
  }
}
