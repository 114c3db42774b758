package io.lifecycle4j.core.registry.gates;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.contract.Volume;
import io.lifecycle4j.core.registry.gates.SimulatedPromotions.BetterOnes;
import io.lifecycle4j.core.registry.gates.SimulatedPromotions.Daily;
import io.lifecycle4j.core.registry.gates.SimulatedPromotions.Histories;
import org.junit.jupiter.api.Test;

/** The promise of a rate of false promotions is kept, and better versions are promoted. */
@OnlyLarger
class SimulatedPromotionsTest {
  private static final int SIMULATIONS = Volume.of(2, 4, 500);
  private static final int HISTORIES = Volume.of(25, 100, 1_000);
  private static final int BETTER = Volume.of(100, 100, 1_000);

  private static void assertSuffices(BetterOnes better) {
    assertThat(better.promoted() + better.named())
        .as("%s", better)
        .isGreaterThanOrEqualTo(better.times() * 98 / 100);
    assertThat(better.sufficed()).as("%s", better).isGreaterThanOrEqualTo(better.named() * 8 / 10);
  }

  @Test
  void keepThePromiseForYears() {
    Daily daily = Daily.of(1, SIMULATIONS);
    assertThat(daily.yearly()).as("%s", daily).isLessThanOrEqualTo(1);
  }

  @Test
  void promoteAnyOfTwentyOnOneHoldoutInFivePercentOfHistories() {
    Histories histories = Histories.of(1, HISTORIES);
    assertThat(histories.shared()).as("%s", histories).isLessThanOrEqualTo(HISTORIES / 20);
    assertThat(histories.plain()).as("%s", histories).isGreaterThan(HISTORIES / 5);
  }

  @Test
  void promoteMostVersionsThatAreBetterByThreePoints() {
    BetterOnes first = BetterOnes.of(1, BETTER, 0);
    assertSuffices(first);
    assertThat(first.promoted()).as("%s", first).isGreaterThanOrEqualTo(BETTER * 8 / 10);
    assertSuffices(BetterOnes.of(1, BETTER, 100));
  }
}
