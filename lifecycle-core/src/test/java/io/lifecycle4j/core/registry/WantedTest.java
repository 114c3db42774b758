package io.lifecycle4j.core.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.contract.Moves;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.Change;
import io.lifecycle4j.registry.Change.AliasMoved;
import io.lifecycle4j.registry.Change.Direction;
import io.lifecycle4j.registry.Change.ShadowStarted;
import io.lifecycle4j.registry.Change.ShadowStopped;
import io.lifecycle4j.registry.RolloutEnd;
import io.lifecycle4j.registry.Transition;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class WantedTest {
  private static final Change PROMOTED = Moves.moved("line", 0, 1, Direction.FORWARD);
  private static final Change ROLLOUT = Moves.rollout("line", 1, 2, "r");
  private static final ShadowStarted SHADOW =
      new ShadowStarted(
          "line", 3, "s", 1, Fixtures.TIME.plus(Duration.ofDays(1)), 0, Optional.empty());

  /** Returns what is wanted after entries of one change each. */
  private static Wanted wanted(Change... changes) {
    return Wanted.of(state(changes));
  }

  private static ModelState state(Change... changes) {
    ModelState state = ModelState.NONE;
    for (int i = 0; i < changes.length; i++) {
      Transition entry =
          Transition.builder(Fixtures.ALICE, "For a test").change(changes[i]).build();
      state = state.after(new AuditRecord(i + 1, Fixtures.TIME, entry), "line");
    }
    return state;
  }

  @Test
  void isNothingBeforeAPromotion() {
    assertThat(wanted())
        .isEqualTo(
            new Wanted(
                0,
                OptionalInt.empty(),
                Optional.empty(),
                List.of(),
                Instant.EPOCH,
                Optional.empty(),
                Optional.empty()));
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
    Wanted wanted =
        wanted(
            PROMOTED,
            ROLLOUT,
            SHADOW,
            Moves.ended("line", 2, "r", RolloutEnd.ABORTED),
            new ShadowStopped("line", 3, "s"));
    assertThat(wanted.champion()).hasValue(1);
    assertThat(wanted.rollout()).isEmpty();
    assertThat(wanted.shadow()).isEmpty();
  }

  @Test
  void namesTheEntryThatMadeThePlan() {
    Change judged = Moves.rejection("line", 2).changes().get(0);
    Change step = Moves.stepped("line", 2, "r", 1);
    Change end = Moves.ended("line", 2, "r", RolloutEnd.ABORTED);
    Change other = Moves.moved("other", 0, 1, Direction.FORWARD);
    Change staged =
        new AliasMoved(
            "line", "staging", OptionalInt.empty(), OptionalLong.empty(), 2, Direction.FORWARD);
    assertThat(wanted(judged).entry()).isZero();
    assertThat(wanted(PROMOTED, judged, SHADOW, staged, other).entry()).isEqualTo(1);
    assertThat(wanted(PROMOTED, judged, ROLLOUT).entry()).isEqualTo(3);
    assertThat(wanted(PROMOTED, ROLLOUT, step, judged).entry()).isEqualTo(3);
    assertThat(wanted(PROMOTED, ROLLOUT, step, end).entry()).isEqualTo(4);
    assertThat(wanted(PROMOTED, Moves.moved("line", 1, 2, Direction.FORWARD)).entry()).isEqualTo(2);
  }

  @Test
  void isTheVersionsBeforeAndSinceWhen() {
    Change second = Moves.moved("line", 1, 2, Direction.FORWARD);
    Change back = Moves.moved("line", 2, 1, Direction.BACK);
    assertThat(wanted(PROMOTED, second, SHADOW).before()).containsExactly(1);
    assertThat(wanted(PROMOTED, second, SHADOW).moved()).isEqualTo(Fixtures.TIME);
    assertThat(wanted(PROMOTED, second, back).before()).as("2 was rolled back").isEmpty();
  }

  @Test
  void saysWhyTheChampionMustNotServe() {
    ModelState state =
        state(PROMOTED).with(Obstacle.ofHome("a change of the kind 'withdrawn'", "9.0.0"));
    assertThat(Wanted.of(state).obstacle().orElseThrow()).contains("'withdrawn'", "9.0.0");
  }
}
