package io.lifecycle4j.core.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.contract.Moves;
import io.lifecycle4j.registry.Change;
import io.lifecycle4j.registry.Change.Direction;
import io.lifecycle4j.registry.Change.ShadowStarted;
import io.lifecycle4j.registry.Change.ShadowStopped;
import io.lifecycle4j.registry.RolloutEnd;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class WantedTest {
  private static final Change PROMOTED = Moves.moved("line", 0, 1, Direction.FORWARD);
  private static final Change ROLLOUT = Moves.rollout("line", 1, 2, "r");
  private static final ShadowStarted SHADOW =
      new ShadowStarted(
          "line", 3, "s", 1, Fixtures.TIME.plus(Duration.ofDays(1)), 0, Optional.empty());

  private static Wanted wanted(Change... changes) {
    ModelState state = ModelState.NONE;
    for (Change change : changes) {
      state = state.after(change, Fixtures.TIME);
    }
    return Wanted.of(state);
  }

  @Test
  void isNothingBeforeAPromotion() {
    assertThat(wanted())
        .isEqualTo(
            new Wanted(OptionalInt.empty(), Optional.empty(), Optional.empty(), Optional.empty()));
  }

  @Test
  void isTheChampionTheRolloutAndTheShadow() {
    Wanted wanted = wanted(PROMOTED, ROLLOUT, SHADOW);
    assertThat(wanted.champion()).hasValue(1);
    assertThat(wanted.obstacle()).isEmpty();
    assertThat(wanted.rollout()).hasValueSatisfying(it -> assertThat(it.version()).isEqualTo(2));
    assertThat(wanted.shadow()).hasValue(SHADOW);
  }

  @Test
  void isNoRolloutThatHasEndedAndNoShadowThatWasStopped() {
    assertThat(
            wanted(
                PROMOTED,
                ROLLOUT,
                SHADOW,
                Moves.ended("line", 2, "r", RolloutEnd.ABORTED),
                new ShadowStopped("line", 3, "s")))
        .isEqualTo(wanted(PROMOTED));
  }

  @Test
  void saysWhyTheChampionMustNotServe() {
    ModelState state =
        ModelState.NONE
            .after(PROMOTED, Fixtures.TIME)
            .with(Obstacle.ofHome("a change of the kind 'withdrawn'", "9.0.0"));
    assertThat(Wanted.of(state).obstacle().orElseThrow()).contains("'withdrawn'", "9.0.0");
  }
}
