package io.lifecycle4j.core.registry;

import static io.lifecycle4j.registry.Gates.betterThanProduction;
import static io.lifecycle4j.registry.Gates.noSliceWorse;
import static io.lifecycle4j.registry.Gates.notWorseThanProduction;
import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.core.evaluation.Holdouts.Foreseen;
import io.lifecycle4j.schema.Tasks;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** Which difference held-out rows can show is said before anybody looks at them. */
class ForeseenPowerTest {
  private int reads;

  private ForeseenPower power(Optional<Foreseen> comparison) {
    return new ForeseenPower(
        Tasks.classification("kind", "a", "b"),
        OptionalDouble.of(0.1),
        () -> {
          reads++;
          return comparison;
        });
  }

  @Test
  void readsTheRowsOnceForAllGates() {
    ForeseenPower power = power(Optional.of(new Foreseen(1_000, 0.05)));

    assertThat(power.words(noSliceWorse("accuracy", "country"))).isEmpty();
    assertThat(power.words(notWorseThanProduction("accuracy").where("country", "DE"))).isEmpty();
    assertThat(power.words(notWorseThanProduction("log_loss"))).isEmpty();
    assertThat(reads).as("no gate compares a share of all rows").isZero();
    assertThat(power.words(notWorseThanProduction("accuracy")))
        .isEqualTo(
            "; 1000 rows at level 0.0500 can show a difference of about 0.025 (allow"
                + " .within(0.032), or hold out more rows)");
    assertThat(power.words(betterThanProduction("recall")))
        .isEqualTo("; 1000 rows at level 0.0500 can show a difference of about 0.025");
    assertThat(reads).isEqualTo(1);
  }

  @Test
  void asksOnceAlsoWhereNothingIsKnown() {
    ForeseenPower power = power(Optional.empty());

    assertThat(power.words(notWorseThanProduction("accuracy"))).isEmpty();
    assertThat(power.words(notWorseThanProduction("recall"))).isEmpty();
    assertThat(reads).isEqualTo(1);
  }

  @Test
  void saysThatNothingIsLeft() {
    assertThat(power(Optional.of(new Foreseen(1_000, 0))).words(notWorseThanProduction("accuracy")))
        .isEqualTo("; nothing is left of the promise of false promotions");
    assertThat(power(Optional.of(new Foreseen(0, 0.05))).words(notWorseThanProduction("accuracy")))
        .isEqualTo("; 0 rows");
  }
}
