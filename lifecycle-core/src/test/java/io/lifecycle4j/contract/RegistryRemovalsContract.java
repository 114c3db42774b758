package io.lifecycle4j.contract;

import static io.lifecycle4j.contract.Fixtures.ALICE;
import static io.lifecycle4j.contract.Moves.promotion;
import static io.lifecycle4j.registry.spi.ModelRegistry.PRODUCTION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.data.SplitPlan;
import io.lifecycle4j.data.Splits;
import io.lifecycle4j.data.VersionRef;
import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.error.PurgedDataException;
import io.lifecycle4j.registry.AliasRemoved;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.Change;
import io.lifecycle4j.registry.Change.AliasMoved;
import io.lifecycle4j.registry.Change.Direction;
import io.lifecycle4j.registry.Change.ShadowStarted;
import io.lifecycle4j.registry.Change.ShadowStopped;
import io.lifecycle4j.registry.HoldoutPinned;
import io.lifecycle4j.registry.RegisteredVersion;
import io.lifecycle4j.registry.Removal;
import io.lifecycle4j.registry.RolloutEnd;
import io.lifecycle4j.registry.RolloutStarted;
import io.lifecycle4j.registry.Transition;
import io.lifecycle4j.registry.VersionDeleted;
import io.lifecycle4j.registry.VersionDescribed;
import io.lifecycle4j.registry.VersionPurged;
import io.lifecycle4j.registry.VersionRestored;
import io.lifecycle4j.registry.spi.ModelRegistry;
import io.lifecycle4j.storage.BlobId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** How every {@link ModelRegistry} removes versions; extend {@link ModelRegistryContract}. */
@SuppressWarnings("NullAway") // what is missing fails the test
abstract class RegistryRemovalsContract extends RegistryPoliciesContract {
  private static final Instant SOON = Fixtures.TIME.plusSeconds(3_600);
  private static final VersionDeleted DELETED = new VersionDeleted("fraud", 1);
  private static final VersionRestored RESTORED = new VersionRestored("fraud", 1);
  private static final AliasMoved STAGED =
      new AliasMoved(
          "fraud", "staging", OptionalInt.empty(), OptionalLong.empty(), 1, Direction.FORWARD);

  private AuditRecord apply(Change change) {
    return registry.apply(Transition.builder(ALICE, "tidied").change(change).build());
  }

  private VersionPurged purged(int version) {
    return new VersionPurged("fraud", version, registry.find("fraud", version).orElseThrow().id());
  }

  private Removal removal(ModelRegistry place) {
    return place.versions("fraud").get(0).removal();
  }

  private static Removal.Act act(AuditRecord record) {
    return new Removal.Act(ALICE, record.time(), "tidied");
  }

  private static ShadowStarted shadow(int version, String id) {
    return new ShadowStarted("fraud", version, id, 1, SOON, 0, Optional.empty());
  }

  private void assertRefuses(Change change, String message) {
    List<AuditRecord> history = registry.history("fraud");
    assertThatThrownBy(() -> apply(change))
        .isInstanceOf(ConflictException.class)
        .hasMessage(message);
    assertThat(registry.history("fraud")).isEqualTo(history);
  }

  @Test
  void keepsWhoDeletedAVersionUntilItIsRestored() {
    register("fraud");
    Removal.Act deletion = act(apply(DELETED));
    for (ModelRegistry place : List.of(registry, openAgain(registry))) {
      place.refresh();
      assertThat(removal(place).deletion()).hasValue(deletion);
      assertThat(removal(place).isPurged()).isFalse();
      assertThat(place.find("fraud", 1).orElseThrow().manifest()).isEqualTo(manifest);
    }
    apply(RESTORED);
    assertThat(removal(registry)).isEqualTo(Removal.NONE);
    assertThat(registry.history("fraud")).hasSize(3);
  }

  @Test
  void keepsThePlaceAndTheNumberOfARemovedVersion() {
    register("fraud");
    apply(DELETED);
    apply(purged(1));
    assertThat(register("fraud").number()).isEqualTo(2);
    assertThat(registry.versions("fraud"))
        .extracting(RegisteredVersion::number)
        .containsExactly(1, 2);
  }

  @Test
  void keepsTheRestOfTheManifestOfAPurgedVersion() {
    BlobId id = register("fraud").id();
    BlobId rest =
        registry
            .register("fraud", Fixtures.model(store("weights.bin", "rest")), ALICE, "trained")
            .id();
    Removal.Act purge = act(apply(new VersionPurged("fraud", 1, rest)));
    assertThat(removal(registry))
        .isEqualTo(new Removal(Optional.empty(), Optional.of(purge), Optional.of(rest)));
    ModelRegistry other = openAgain(registry);
    other.refresh();
    assertThat(other.find("fraud", 1).orElseThrow().id()).isEqualTo(id);
    assertThat(other.find("fraud", 1).orElseThrow().manifest())
        .isEqualTo(other.find("fraud", 2).orElseThrow().manifest());
  }

  @Test
  void purgesNothingWhoseManifestIsNotStored() {
    register("fraud");
    BlobId absent = new BlobId("0c".repeat(32));
    assertThatThrownBy(() -> apply(new VersionPurged("fraud", 1, absent)))
        .isInstanceOf(NotFoundException.class);
    assertThat(removal(registry)).isEqualTo(Removal.NONE);
  }

  @Test
  void refusesToRemoveOrRestoreTwice() {
    register("fraud");
    assertRefuses(RESTORED, "Cannot restore fraud:1: it is not deleted");
    String deletion = act(apply(DELETED)).toString();
    assertRefuses(DELETED, "Cannot delete fraud:1: it was deleted " + deletion);
    String purge = act(apply(purged(1))).toString();
    assertRefuses(purged(1), "Cannot purge fraud:1: it was purged " + purge);
    apply(RESTORED);
    assertThat(removal(registry).isPurged()).isTrue();
  }

  @Test
  void refusesToRemoveAVersionThatAnAliasNames() {
    register("fraud");
    apply(STAGED);
    String why = " fraud:1: staging names it (move the alias first)";
    assertRefuses(DELETED, "Cannot delete" + why);
    assertRefuses(purged(1), "Cannot purge" + why);
  }

  @Test
  void refusesToRemoveAVersionThatStandsBy() {
    for (int version = 1; version <= 3; version++) {
      register("fraud");
      registry.apply(promotion("fraud", version - 1, version));
    }
    String why =
        ": it stands by, as a rollback of production returns to it (promote another version first)";
    assertRefuses(new VersionDeleted("fraud", 2), "Cannot delete fraud:2" + why);
    for (int version = 1; version <= 3; version++) {
      assertRefuses(
          purged(version),
          "Cannot purge fraud:"
              + version
              + ": it is or was in production, and may have to serve again or explain answers");
    }
    apply(DELETED);
    assertThat(registry.named("fraud", PRODUCTION)).hasValue(3);
  }

  @Test
  void refusesToRemoveAVersionOfARolloutOrAShadow() {
    register("fraud");
    register("fraud");
    registry.apply(promotion("fraud", 0, 1));
    VersionDeleted deleted = new VersionDeleted("fraud", 2);
    apply(Moves.rollout("fraud", 1, 2, "a1"));
    assertRefuses(deleted, "Cannot delete fraud:2: rollout a1 is running (abort it first)");
    apply(Moves.ended("fraud", 2, "a1", RolloutEnd.ABORTED));
    apply(shadow(2, "s1"));
    assertRefuses(
        deleted, "Cannot delete fraud:2: it is a shadow until " + SOON + " (stop it first)");
    apply(new ShadowStopped("fraud", 2, "s1"));
    apply(deleted);
  }

  @Test
  void refusesToUseADeletedVersion() {
    register("fraud");
    register("fraud");
    registry.apply(promotion("fraud", 0, 2));
    String why = act(apply(DELETED)) + " (restore it first: models().restore(…))";
    for (Change change : uses()) {
      assertRefuses(change, "Cannot record '" + change + "': fraud:1 was deleted " + why);
    }
    Change described = new VersionDescribed("fraud", 1, Map.of("tags.team", "risk"), List.of());
    assertRefuses(described, "Cannot record '" + described + "': fraud:1 was deleted " + why);
  }

  @Test
  void refusesToUseAPurgedVersion() {
    register("fraud");
    register("fraud");
    registry.apply(promotion("fraud", 0, 2));
    String why = act(apply(purged(1))) + ", so that its weights are gone (use another version)";
    for (Change change : uses()) {
      assertThatThrownBy(() -> apply(change))
          .isInstanceOf(PurgedDataException.class)
          .hasMessage("Cannot record '" + change + "': fraud:1 was purged " + why);
    }
    apply(new VersionDescribed("fraud", 1, Map.of("tags.team", "risk"), List.of()));
    assertThat(registry.versions("fraud").get(0).notes().tags()).containsEntry("team", "risk");
  }

  @Test
  void refusesWhatSawAnOlderMoveThoughTheVersionIsTheSame() {
    register("fraud");
    register("fraud");
    long first = registry.apply(promotion("fraud", 0, 1)).sequence();
    registry.apply(promotion("fraud", 1, 2));
    long back = registry.apply(Moves.rollback("fraud", 2, 1)).sequence();
    AliasMoved late = Moves.moved("fraud", 1, 2, Direction.FORWARD);
    List<Change> seeing =
        List.of(
            Moves.seen(late, first),
            Moves.seen(Moves.moved("fraud", 1, 2, Direction.BACK), first),
            new RolloutStarted("fraud", 2, 1, OptionalLong.of(first), "a1", Moves.PLAN));
    for (Change change : seeing) {
      assertThatThrownBy(() -> apply(change))
          .isInstanceOf(ConflictException.class)
          .hasMessageContaining(": production names version 1 again (expected no move since); ")
          .hasMessageContaining(" rolled it back from 2 to 1 at ");
    }
    apply(new RolloutStarted("fraud", 2, 1, OptionalLong.of(back), "a1", Moves.PLAN));
    apply(Moves.seen(late, back));
    assertThat(openAgain(registry).named("fraud", PRODUCTION)).hasValue(2);
  }

  @Test
  void removesAnAliasOnceAndKeepsItsPast() {
    register("fraud");
    register("fraud");
    long staged = apply(STAGED).sequence();
    assertRefuses(
        new VersionDeleted("fraud", 1),
        "Cannot delete fraud:1: staging names it (move the alias first)");
    AliasRemoved removed = new AliasRemoved("fraud", "staging", 1, staged);
    AuditRecord removal = apply(removed);
    for (ModelRegistry place : List.of(registry, openAgain(registry))) {
      place.refresh();
      assertThat(place.named("fraud", "staging")).isEmpty();
      assertThat(place.history("fraud")).hasSize(4).endsWith(removal);
    }
    assertRefuses(
        removed,
        "Cannot remove staging of fraud: staging names none (expected version 1); alice removed it"
            + " from 1 at "
            + removal.time().truncatedTo(ChronoUnit.SECONDS)
            + ": tidied");
    assertThatThrownBy(() -> apply(Moves.seen(STAGED, staged)))
        .isInstanceOf(ConflictException.class)
        .hasMessageContaining(
            "staging names none again (expected no move since); alice removed it");
    apply(STAGED);
    apply(
        new AliasMoved(
            "fraud", "staging", OptionalInt.of(1), OptionalLong.empty(), 2, Direction.FORWARD));
    assertThatThrownBy(() -> new AliasRemoved("fraud", PRODUCTION, 1, 1))
        .isInstanceOf(InvalidValueException.class);
    apply(new VersionDeleted("fraud", 1));
  }

  @Test
  void pinsAHoldoutOverTheOneThatWasSeen() {
    register("fraud");
    SplitPlan plan = Splits.byHash(7).train(0.8).holdout(0.2);
    VersionRef data = new VersionRef("payments", 3, registry.find("fraud", 1).orElseThrow().id());
    AuditRecord first = apply(new HoldoutPinned("fraud", 0, data, plan));
    String since =
        String.format(
            "Cannot pin a holdout of fraud: alice pinned payments:3/holdout by %s at %s: tidied",
            plan, first.time().truncatedTo(ChronoUnit.SECONDS));
    assertRefuses(new HoldoutPinned("fraud", 0, data, plan), since);
    assertRefuses(new HoldoutPinned("fraud", 1, data, plan), since);
    apply(new HoldoutPinned("fraud", first.sequence(), data, plan));
  }

  private List<Change> uses() {
    return List.of(
        Moves.moved("fraud", 2, 1, Direction.FORWARD),
        STAGED,
        Moves.rollout("fraud", 2, 1, "a1"),
        shadow(1, "s1"),
        Moves.rejection("fraud", 1).changes().get(0));
  }
}
