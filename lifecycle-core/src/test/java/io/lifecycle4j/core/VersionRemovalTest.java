package io.lifecycle4j.core;

import static io.lifecycle4j.core.Flowers.ALICE;
import static io.lifecycle4j.core.Flowers.SETOSA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.condition.Conditions;
import io.lifecycle4j.contract.LinearTrainer;
import io.lifecycle4j.core.Flowers.Flower;
import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.error.PurgedDataException;
import io.lifecycle4j.error.ReadOnlyException;
import io.lifecycle4j.maintenance.GarbageReport;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.Models;
import io.lifecycle4j.registry.RegisteredVersion;
import io.lifecycle4j.registry.Removal;
import io.lifecycle4j.registry.WeightRetention;
import io.lifecycle4j.storage.StoredFile;
import io.lifecycle4j.storage.VerifyDepth;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a version that was deleted, restored or purged. */
class VersionRemovalTest {
  private static final Actor BOB = Actor.by("bob");

  @TempDir private Path directory;
  private Lifecycle home;
  private ManagedModel<Flower, String> model;
  private ModelVersion first;
  private ModelVersion second;

  @BeforeEach
  void train() {
    home = Flowers.inMemory();
    train(home);
  }

  /** Begins again in a directory. */
  private void trainOnDisk() {
    home.close();
    train(Flowers.in(directory.resolve("home")));
  }

  private void train(Lifecycle in) {
    open(in);
    first = Flowers.promoted(model, Flowers.split(home, 1));
    second = model.train(Flowers.split(home, 2));
  }

  private void open(Lifecycle in) {
    home = in;
    model = Flowers.plain(home).trainer(new LinearTrainer(1, 0.5, 1)).open();
  }

  @AfterEach
  void close() {
    home.close();
  }

  private Models models() {
    return home.models();
  }

  private Removal.Act deleted(ModelVersion version) {
    models().delete(version, BOB, "Not used any more");
    return removal(version).deletion().orElseThrow();
  }

  private Removal.Act purged(ModelVersion version) {
    models().purge(version, BOB, "Too large");
    return removal(version).purge().orElseThrow();
  }

  private Removal removal(ModelVersion version) {
    return models().allVersions("species").get(version.number() - 1).removal();
  }

  private List<Integer> listed() {
    return models().versions("species").stream().map(RegisteredVersion::number).toList();
  }

  private void collectGarbage() {
    home.maintenance().collectGarbage().grace(Duration.ZERO).quarantine().run();
    assertThat(home.maintenance().verify(VerifyDepth.HASH).damage()).isEmpty();
  }

  private boolean isStored(StoredFile file) {
    return ((DefaultLifecycle) home).rooms().medium().blobs().contains(file.blob());
  }

  /** Whatever needs the version, with its verb. */
  private List<String> refusals(Class<? extends Exception> type) {
    Path file = directory.resolve("exported");
    return List.<Consumer<ModelVersion>>of(
            version -> model.promote(version, ALICE, "Better"),
            version -> model.evaluate(version),
            version -> model.judge(version),
            version -> model.stress(version),
            version -> model.shadow(version),
            version -> model.replay(version),
            version -> model.rollout(version).start(ALICE, "Better"),
            version -> model.export(version, file))
        .stream()
        .map(
            use -> {
              List<AuditRecord> before = model.history();
              Throwable refusal = catchThrowable(() -> use.accept(second));
              assertThat(refusal).isInstanceOf(type);
              assertThat(model.history()).isEqualTo(before);
              return String.valueOf(refusal.getMessage());
            })
        .toList();
  }

  @Test
  void hidesADeletedVersionAndRefusesToUseItUntilItIsRestored() {
    assertThat(listed()).containsExactly(1, 2);
    String why =
        " species:2: it was deleted "
            + deleted(second)
            + " (restore it first: models().restore(…))";

    assertThat(listed()).containsExactly(1);
    assertThat(models().search("species", Conditions.always())).hasSize(1);
    assertThat(models().allVersions("species"))
        .extracting(version -> version.removal().isDeleted())
        .containsExactly(false, true);
    assertThat(refusals(ConflictException.class))
        .containsExactly(
            "Cannot promote" + why,
            "Cannot evaluate" + why,
            "Cannot judge" + why,
            "Cannot stress" + why,
            "Cannot shadow" + why,
            "Cannot replay" + why,
            "Cannot roll out" + why,
            "Cannot export" + why);
    assertThat(model.promote(second).preview().refusals()).containsExactly("Cannot promote" + why);

    AuditRecord record = models().restore(second, ALICE, "Needed again");
    assertThat(record.toString()).endsWith("species:2 restored by alice: Needed again");
    assertThat(removal(second)).isEqualTo(Removal.NONE);
    assertThat(listed()).containsExactly(1, 2);
    model.promote(second, ALICE, "Better");
    assertThat(model.predict(SETOSA).version()).hasValue(2);
  }

  @Test
  void keepsEverythingOfADeletedVersion() {
    trainOnDisk();
    deleted(second);
    collectGarbage();
    home.close();
    open(Flowers.in(directory.resolve("home")));

    assertThat(listed()).containsExactly(1);
    assertThat(models().version("species", 2)).isEqualTo(second);
    models().restore(models().allVersions("species").get(1), ALICE, "Needed again");
    model.promote(second, ALICE, "Better");
    assertThat(models().audit().verify().sequence())
        .isEqualTo(model.history().get(model.history().size() - 1).sequence());
  }

  @Test
  void saysThatAPurgeIsForGood() {
    assertThatThrownBy(() -> models().restore(second, ALICE, "Needed again"))
        .isInstanceOf(ConflictException.class)
        .hasMessage("Cannot restore species:2: it is not deleted");
    Removal.Act purge = purged(second);
    assertThatThrownBy(() -> models().restore(second, ALICE, "Needed again"))
        .isInstanceOf(ConflictException.class)
        .hasMessage(
            "Cannot restore species:2: it was purged "
                + purge
                + ", and its weights are gone (import it again)");
  }

  @Test
  void keepsMetadataOfAPurgedVersionAndFreesItsFiles() {
    model.evaluate(second);
    List<StoredFile> figures = models().evaluations(second).get(0).change().files();
    StoredFile weights = second.manifest().artifact().files().get(0);
    collectGarbage();
    assertThat(isStored(weights) && figures.stream().allMatch(this::isStored)).isTrue();
    assertThat(figures).hasSize(1);
    assertThat(second.manifest().golden()).isNotEmpty();

    String why = " species:2: it was purged " + purged(second);
    collectGarbage();

    assertThat(isStored(weights)).isFalse();
    assertThat(figures).noneMatch(this::isStored);
    assertThat(listed()).containsExactly(1, 2);
    assertThat(models().evaluations(second)).hasSize(1);
    ModelVersion rest = models().version("species", 2);
    assertThat(rest.id()).isEqualTo(second.id());
    assertThat(rest.manifest().golden()).isEmpty();
    assertThat(rest.manifest().provenance()).isEqualTo(second.manifest().provenance());
    assertThat(rest.manifest().artifact()).isEqualTo(second.manifest().artifact());
    assertThat(home.lineage(rest).sources()).isNotEmpty();
    assertThat(refusals(PurgedDataException.class))
        .allMatch(
            message -> message.endsWith(", so that its weights are gone (use another version)"))
        .contains("Cannot promote" + why + ", so that its weights are gone (use another version)");
    assertThat(model.predict(SETOSA).version()).hasValue(1);
    assertThat(model.train(Flowers.split(home, 3)).number()).isEqualTo(3);
  }

  @Test
  void keepsTheFilesOfAPurgedVersionThatAnotherNeeds() {
    Path file = directory.resolve("exported");
    model.export(second, file);
    String why = "species:2 was purged " + purged(second);
    ModelVersion again = model.importFrom(file, ALICE, "Needed again");
    assertThat(model.history().get(model.history().size() - 1).transition().reason())
        .isEqualTo("Needed again (comes back: " + why + ")");
    collectGarbage();

    assertThat(again.number()).isEqualTo(3);
    assertThat(again.id()).isEqualTo(second.id());
    model.promote(again, ALICE, "Better");
    assertThat(model.predict(SETOSA).version()).hasValue(3);
  }

  @Test
  void isNotImportedAgainWhileItIsDeleted() {
    Path file = directory.resolve("exported");
    model.export(second, file);
    String why =
        "Cannot import species:2 of "
            + file
            + ": species:2 was deleted "
            + deleted(second)
            + " (restore it first: models().restore(…))";
    List<AuditRecord> before = model.history();

    assertThatThrownBy(() -> model.importFrom(file, ALICE, "Needed again"))
        .isInstanceOf(ConflictException.class)
        .hasMessage(why);
    models().purge(second, BOB, "Too large");
    assertThatThrownBy(() -> model.importFrom(file, ALICE, "Needed again"))
        .isInstanceOf(ConflictException.class)
        .hasMessage(why);
    assertThat(model.history()).hasSize(before.size() + 1);
    models().restore(second, ALICE, "The labels were right");
    assertThat(model.importFrom(file, ALICE, "Needed again").number()).isEqualTo(3);
  }

  @Test
  void refusesToPurgeWhatWasInProduction() {
    model.promote(second, ALICE, "Better");
    for (ModelVersion version : List.of(first, second)) {
      assertThatThrownBy(() -> models().purge(version, BOB, "Too large"))
          .isInstanceOf(ConflictException.class)
          .hasMessage(
              "Cannot purge "
                  + version
                  + ": it is or was in production, and may have to serve again or explain answers");
    }
    assertThatThrownBy(() -> models().delete(first, BOB, "Old"))
        .isInstanceOf(ConflictException.class)
        .hasMessageStartingWith("Cannot delete species:1: it stands by, as a rollback");
    assertThatThrownBy(() -> models().delete(second, BOB, "Old"))
        .hasMessage("Cannot delete species:2: production names it (move the alias first)");
    assertThat(model.history()).hasSize(4);
  }

  @Test
  void rollsBackPastADeletedVersionAndSaysSo() {
    model.promote(second, ALICE, "Better");
    ModelVersion third = Flowers.promoted(model, Flowers.split(home, 3));
    Flowers.promoted(model, Flowers.split(home, 4));
    String skipped = "species:2 was deleted " + deleted(second);
    model.rollback(ALICE, "Worse");
    assertThat(model.predict(SETOSA).version()).hasValue(third.number());

    AuditRecord record = model.rollback(ALICE, "Still worse");
    assertThat(record.transition().reason()).isEqualTo("Still worse (skipped: " + skipped + ")");
    assertThat(model.predict(SETOSA).version()).hasValue(1);
    assertThatThrownBy(() -> model.rollback(ALICE, "Once more"))
        .isInstanceOf(NotFoundException.class);
  }

  @Test
  void saysWhichVersionsToRestoreIfARollbackHasNoOtherTarget() {
    model.promote(second).to("staging").by(ALICE).reason("Try").commit();
    ModelVersion third = model.train(Flowers.split(home, 3));
    model.promote(third).to("staging").by(ALICE).reason("Try").commit();
    String why = "species:2 was purged " + purged(second);

    assertThatThrownBy(() -> model.rollback().of("staging").by(ALICE).reason("Worse").commit())
        .isInstanceOf(ConflictException.class)
        .hasMessage(
            "Cannot roll back staging of species: "
                + why
                + " (restore one that was deleted first)");
  }

  @Test
  void isRefusedWhileAnotherProcessServesTheVersion() {
    trainOnDisk();
    model.promote(second, ALICE, "Better");
    try (Lifecycle other = Flowers.in(directory.resolve("home"))) {
      assertThatThrownBy(() -> other.models().delete(second, BOB, "Old"))
          .isInstanceOf(ConflictException.class);
      ModelVersion third = model.train(Flowers.split(home, 3));
      other.models().delete(third, BOB, "Worse");
      assertThatThrownBy(() -> model.promote(third, ALICE, "Better"))
          .isInstanceOf(ConflictException.class)
          .hasMessageStartingWith("Cannot promote species:3: it was deleted by bob at ");
    }
    assertThat(model.predict(SETOSA).version()).hasValue(2);
  }

  @Test
  void losesItsWeightsByARetentionUnlessItIsNeeded() {
    model.promote(second).to("staging").by(ALICE).reason("Try").commit();
    for (int seed = 3; seed <= 6; seed++) {
      model.train(Flowers.split(home, seed));
    }
    models().delete(models().version("species", 4), BOB, "Old");
    GarbageReport plan =
        home.maintenance().collectGarbage().keepWeights(WeightRetention.newest(2)).run();
    assertThat(plan.purgedVersions()).containsExactly("species:3", "species:4");
    assertThat(plan.toString())
        .endsWith("would lose weights, with the newest 2 versions kept: species:3, species:4");
    assertThat(models().allVersions("species")).noneMatch(each -> each.removal().isPurged());

    GarbageReport done = retain(WeightRetention.newest(2));
    assertThat(done.purgedVersions()).isEqualTo(plan.purgedVersions());
    assertThat(done.garbage()).isNotEmpty();
    assertThat(home.maintenance().verify(VerifyDepth.HASH).damage()).isEmpty();
    assertThat(models().allVersions("species"))
        .extracting(each -> each.removal().isPurged())
        .containsExactly(false, false, true, true, false, false);
    assertThat(model.history().get(model.history().size() - 1).transition().reason())
        .isEqualTo("Only the newest 2 versions keep their weights");
    assertThat(retain(WeightRetention.newest(2)).purgedVersions()).isEmpty();
    assertThat(retain(WeightRetention.newest(1).andDays(1)).purgedVersions()).isEmpty();
    assertThat(retain(WeightRetention.newest(1)).purgedVersions()).containsExactly("species:5");
    assertThat(model.predict(SETOSA).version()).hasValue(1);
  }

  private GarbageReport retain(WeightRetention retention) {
    return home.maintenance()
        .collectGarbage()
        .keepWeights(retention)
        .grace(Duration.ZERO)
        .quarantine()
        .run();
  }

  @Test
  void needsAnActorAReasonAndAVersionOfTheHome() {
    assertThatThrownBy(() -> models().delete(second, BOB, " "))
        .isInstanceOf(InvalidValueException.class);
    RegisteredVersion absent =
        RegisteredVersion.of(
            new ModelVersion("species", 9, second.id(), second.manifest(), second.registered()));
    assertThatThrownBy(() -> models().purge(absent, BOB, "Old"))
        .isInstanceOf(NotFoundException.class)
        .hasMessage("Model version does not exist: species:9");
    models().delete(second, BOB, "token=hunter2");
    assertThat(removal(second).deletion().orElseThrow().reason()).doesNotContain("hunter2");
  }

  @Test
  void changesNothingInAHomeThatIsOnlyRead() {
    trainOnDisk();
    home.close();
    try (Lifecycle read =
        Flowers.open(Lifecycle.builder().directory(directory.resolve("home")).readOnly())) {
      assertThatThrownBy(() -> read.models().delete(second, BOB, "Old"))
          .isInstanceOf(ReadOnlyException.class);
      assertThatThrownBy(() -> read.models().purge(second, BOB, "Old"))
          .isInstanceOf(ReadOnlyException.class);
      assertThat(read.models().versions("species")).hasSize(2);
    }
  }
}
