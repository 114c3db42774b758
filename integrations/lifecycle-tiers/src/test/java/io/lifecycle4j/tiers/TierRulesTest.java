package io.lifecycle4j.tiers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.core.data.DatasetStores;
import io.lifecycle4j.data.Datasets;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.maintenance.Amount;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which versions a rule names, and that nothing else is moved. */
class TierRulesTest extends TieredHome {
  private long named(TierRule rule) {
    return tiering().warm(rule).keepNewest(0).run().moved().blobs();
  }

  @Test
  void refusesToMoveWithoutARule() {
    version("rides", "one");
    cold(1);
    assertThatThrownBy(() -> tiering().keepNewest(0).move().run())
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(
            "Cannot move blobs between tiers: no rule says which versions"
                + " (give one: hot, warm or cold)");
    assertThat(tiering().run().after(Tier.COLD).blobs()).isEqualTo(1);
    assertThat(placed("one").tier()).isEqualTo(Tier.COLD);
  }

  @Test
  void leavesWhereItIsWhatNoRuleNames() {
    version("rides", "one");
    version("fares", "two");
    cold(1);
    version("tolls", "three");
    tiering().warm(TierRule.ofDataset("tolls")).keepNewest(0).move().run();
    assertThat(placed("one").tier()).isEqualTo(Tier.COLD);
    assertThat(placed("two").tier()).isEqualTo(Tier.COLD);
    assertThat(placed("three").tier()).isEqualTo(Tier.WARM);
    assertThat(readAll(home)).isEqualTo(3);
  }

  @Test
  void bringsNothingBackUnlessItIsToBeHot() {
    version("rides", "one");
    version("rides", "two");
    cold(2);
    maintenance.pin("mine", List.of(blob("one")));
    // neither for a warmer rule, nor as the newest, nor for the pin
    assertThat(tiering().warm(v -> true).move().run().moved()).isEqualTo(Amount.NONE);
    assertThat(tiering().warm(v -> true).keepNewest(0).run().moved().blobs()).isZero();
    tiering().hot(v -> v.number() == 2).cold(v -> true).keepNewest(0).move().run();
    assertThat(isHot("two")).isTrue();
    assertThat(placed("one").tier()).isEqualTo(Tier.COLD);
  }

  @Test
  void leavesBytesHotThatAVersionSharesWhichNoRuleNames() {
    version("rides", "shared");
    version("fares", "shared");
    tiering().cold(TierRule.ofDataset("rides")).keepNewest(0).move().run();
    assertThat(isHot("shared")).isTrue();
    tiering().cold(v -> true).keepNewest(0).move().run();
    assertThat(placed("shared").tier()).isEqualTo(Tier.COLD);
    tiering().hot(TierRule.ofDataset("fares")).move().run();
    assertThat(isHot("shared")).isTrue();
  }

  @Test
  void namesVersionsByDataSetTagAndAge() {
    version("rides", "one");
    medium.pass(Duration.ofDays(10));
    version("rides", "two");
    version("fares", "three");
    kept.datasets.tag("rides", "audited", 2, "alice");
    kept.datasets.tag("fares", "audited", 1, "alice");
    assertThat(named(TierRule.ofDataset("rides"))).isEqualTo(2);
    assertThat(named(TierRule.tagged("audited"))).isEqualTo(2);
    assertThat(named(TierRule.after(Duration.ofDays(10)))).isEqualTo(1);
    assertThat(named(TierRule.after(Duration.ofDays(11)))).isZero();
    assertThat(named(TierRule.tagged("audited").and(TierRule.ofDataset("rides")))).isEqualTo(1);
    assertThat(named(TierRule.after(Duration.ofDays(1)).and(TierRule.tagged("audited")))).isZero();
    assertThat(named(TierRule.ofDataset("tolls"))).isZero();
  }

  @Test
  void asksTheDataSetsThatTheHomeHasOpened() {
    version("rides", "one");
    Datasets none = DatasetStores.datasets(DatasetStores.over(archive, medium), medium);
    Tiering other = new HomeTiering(home, maintenance, () -> none, noOthers(), medium);
    assertThat(other.warm(v -> true).keepNewest(0).run().moved()).isEqualTo(Amount.NONE);
  }

  @Test
  void takesWhatAnyOfSeveralRulesNames() {
    version("rides", "one");
    version("fares", "two");
    version("tolls", "three");
    assertThat(
            tiering()
                .cold(TierRule.ofDataset("rides"))
                .cold(version -> version.dataset().equals("fares"))
                .warm(v -> true)
                .keepNewest(0)
                .run()
                .after(Tier.COLD)
                .blobs())
        .isEqualTo(2);
  }
}
