package io.lifecycle4j.core.registry;

import static io.lifecycle4j.contract.Moves.FIGURES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.contract.Moves;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.model.ModelManifest;
import io.lifecycle4j.registry.Change;
import io.lifecycle4j.registry.Change.Direction;
import io.lifecycle4j.registry.Change.Judged;
import io.lifecycle4j.registry.RolloutEnd;
import io.lifecycle4j.registry.Transition;
import io.lifecycle4j.registry.spi.ModelRegistry;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.storage.spi.Medium;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A rollout is what its entries of the registry say. */
class RolloutStateTest {
  private final Medium medium = Media.memory();
  private Instant now = Fixtures.TIME;
  private final ModelRegistry registry = Registries.over(medium, () -> now);

  @BeforeEach
  void promote() {
    ModelManifest manifest =
        Fixtures.model(registry.put(new NamedContent("w", Content.of("weights"))));
    for (int i = 1; i <= 3; i++) {
      registry.register("fraud", manifest, Fixtures.ALICE, "trained");
    }
    apply(Moves.moved("fraud", 0, 1, Direction.FORWARD));
  }

  @AfterEach
  void close() {
    registry.close();
    medium.close();
  }

  private void apply(Change... changes) {
    Transition.Builder transition = Transition.builder(Fixtures.ALICE, "for a reason");
    List.of(changes).forEach(transition::change);
    registry.apply(transition.build());
  }

  private RolloutState state() {
    return new ModelVersions("fraud", registry).state().rollout().orElseThrow();
  }

  private void assertConflict(String message, Change... changes) {
    long before = registry.refresh();
    assertThatThrownBy(() -> apply(changes))
        .isInstanceOf(ConflictException.class)
        .hasMessage(message);
    assertThat(registry.refresh()).isEqualTo(before);
  }

  @Test
  void growsInStepsThatAddTheirFigures() {
    apply(Moves.rollout("fraud", 1, 2, "a1"));
    assertThat(state().share()).isEqualTo(0.05);
    assertThat(state().since()).isEqualTo(Fixtures.TIME);
    now = now.plusSeconds(1);
    apply(Moves.stepped("fraud", 2, "a1", 1));
    assertThat(state().share()).isEqualTo(0.25);
    assertThat(state().since()).isEqualTo(now);
    assertThat(state().figures()).isEqualTo(FIGURES);
    apply(Moves.stepped("fraud", 2, "a1", 2), Moves.moved("fraud", 1, 2, Direction.FORWARD));
    assertThat(state().isBaking()).isTrue();
    assertThat(state().share()).isEqualTo(1);
    assertThat(state().figures()).isEqualTo(FIGURES.plus(FIGURES));
    apply(Moves.ended("fraud", 2, "a1", RolloutEnd.PROMOTED));
    assertThat(state().end()).hasValue(RolloutEnd.PROMOTED);
    assertThat(state().share()).isEqualTo(1);
    assertThat(registry.named("fraud", ModelRegistry.PRODUCTION)).hasValue(2);
  }

  @Test
  void isSupersededByAnyOtherMoveOfProduction() {
    apply(Moves.rollout("fraud", 1, 2, "a1"));
    apply(Moves.moved("fraud", 1, 2, Direction.FORWARD)); // the same version, but by a person
    assertThat(state().end()).hasValue(RolloutEnd.SUPERSEDED);
    assertThat(state().share()).isZero();

    apply(Moves.rollout("fraud", 2, 3, "a2"));
    apply(Moves.moved("fraud", 2, 1, Direction.BACK));
    assertThat(state().end()).hasValue(RolloutEnd.SUPERSEDED);

    apply(Moves.rollout("fraud", 1, 3, "a3"));
    apply(Moves.stepped("fraud", 3, "a3", 1));
    apply(Moves.stepped("fraud", 3, "a3", 2), Moves.moved("fraud", 1, 3, Direction.FORWARD));
    apply(Moves.moved("fraud", 3, 1, Direction.BACK)); // while it bakes
    assertThat(state().end()).hasValue(RolloutEnd.SUPERSEDED);
  }

  @Test
  void goesBackInOneEntryWhileItBakes() {
    apply(Moves.rollout("fraud", 1, 2, "a1"));
    apply(Moves.stepped("fraud", 2, "a1", 1));
    apply(Moves.stepped("fraud", 2, "a1", 2), Moves.moved("fraud", 1, 2, Direction.FORWARD));
    apply(
        Moves.ended("fraud", 2, "a1", RolloutEnd.TURNED_BACK),
        Moves.moved("fraud", 2, 1, Direction.BACK));
    assertThat(state().end()).hasValue(RolloutEnd.TURNED_BACK);
    assertThat(registry.named("fraud", ModelRegistry.PRODUCTION)).hasValue(1);
  }

  @Test
  void startsOnceAndBesideTheVersionInProduction() {
    apply(Moves.rollout("fraud", 1, 2, "a1"));
    assertConflict(
        "Cannot start a rollout of fraud:3: one of version 2 is running (abort it first)",
        Moves.rollout("fraud", 1, 3, "a2"));
    apply(Moves.ended("fraud", 2, "a1", RolloutEnd.ABORTED));
    assertConflict(
        "Cannot start a rollout of fraud:3: production names version 1 (expected version 2); alice"
            + " moved it to 1 at 2026-01-02T03:04:05Z: for a reason",
        Moves.rollout("fraud", 2, 3, "a2"));
    assertThatThrownBy(() -> apply(Moves.rollout("fraud", 1, 4, "a2")))
        .isInstanceOf(NotFoundException.class)
        .hasMessage("Model version does not exist: fraud:4");
    apply(Moves.rollout("fraud", 1, 3, "a2"));
  }

  @Test
  void refusesWhatComesTooLate() {
    apply(Moves.rollout("fraud", 1, 2, "a1"));
    String late = "Cannot change rollout a1 of fraud: it has ended or gone on";
    apply(Moves.stepped("fraud", 2, "a1", 1));
    assertConflict(late, Moves.stepped("fraud", 2, "a1", 1)); // by another process
    apply(Moves.ended("fraud", 2, "a1", RolloutEnd.TURNED_BACK));
    assertConflict(late, Moves.stepped("fraud", 2, "a1", 2));
    assertConflict(late, Moves.ended("fraud", 2, "a1", RolloutEnd.ABORTED));
    apply(Moves.rollout("fraud", 1, 2, "a2"));
    assertConflict(late, Moves.ended("fraud", 2, "a1", RolloutEnd.ABORTED));
  }

  private void assertInvalid(String message, Change... changes) {
    long before = registry.refresh();
    assertThatThrownBy(() -> apply(changes))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(message);
    assertThat(registry.refresh()).isEqualTo(before);
  }

  @Test
  void movesProductionInTheEntryOfTheLastStepAndInNoOther() {
    apply(Moves.rollout("fraud", 1, 2, "a1"));
    apply(Moves.stepped("fraud", 2, "a1", 1));
    String forward =
        "Invalid entry: production names version %s after it (rollout a1 of version 2 ";
    assertInvalid(
        String.format(forward, 1) + "moves it there)", Moves.stepped("fraud", 2, "a1", 2));
    assertInvalid(
        String.format(forward, 1) + "moves it there)",
        Moves.ended("fraud", 2, "a1", RolloutEnd.PROMOTED));
    apply(Moves.stepped("fraud", 2, "a1", 2), Moves.moved("fraud", 1, 2, Direction.FORWARD));
    assertInvalid(
        String.format(forward, 2) + "moves it back)",
        Moves.ended("fraud", 2, "a1", RolloutEnd.TURNED_BACK));
    assertInvalid(
        String.format(forward, 2) + "moves it back)",
        Moves.ended("fraud", 2, "a1", RolloutEnd.ABORTED));
    apply(Moves.ended("fraud", 2, "a1", RolloutEnd.PROMOTED));
  }

  @Test
  void startsInNoEntryThatSaysThatAGateRejectedTheVersion() {
    Judged rejected = Moves.rejection("fraud", 2).find(Judged.class).orElseThrow();
    assertInvalid(
        "Invalid entry: fraud:2 rejected by 1 of 1 gate: auc is 0.9312 ± 0.004, rollout of fraud:2 to"
            + " 5 %, 25 %, 100 % started",
        rejected, Moves.rollout("fraud", 1, 2, "a1"));
    assertInvalid(
        "Invalid entry: fraud:2 rejected by 1 of 1 gate: auc is 0.9312 ± 0.004, production of fraud"
            + " moved from 1 to 2",
        rejected,
        Moves.moved("fraud", 1, 2, Direction.FORWARD));
    apply(rejected, Moves.moved("fraud", 1, 3, Direction.FORWARD));
    apply(rejected, Moves.moved("fraud", 3, 1, Direction.BACK));
  }

  @Test
  void leavesNothingOfAnEntryWhoseMoveConflicts() {
    apply(Moves.rollout("fraud", 1, 2, "a1"));
    apply(Moves.stepped("fraud", 2, "a1", 1));
    assertConflict(
        "Cannot move production of fraud to version 2: production names version 1 (expected"
            + " version 3); alice moved it to 1 at 2026-01-02T03:04:05Z: for a reason",
        Moves.stepped("fraud", 2, "a1", 2),
        Moves.moved("fraud", 3, 2, Direction.FORWARD));
    assertThat(state().step()).isEqualTo(1);
  }
}
