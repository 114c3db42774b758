package io.lifecycle4j.core;

import static io.lifecycle4j.core.Flowers.ALICE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.core.Flowers.Flower;
import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.error.InvalidNameException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.DescriptionBuilder;
import io.lifecycle4j.registry.RegisteredVersion;
import io.lifecycle4j.registry.VersionNotes;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What people say about a version. */
class DescriptionTest {
  @TempDir private Path directory;
  private Lifecycle home;
  private ManagedModel<Flower, String> model;
  private ModelVersion version;

  @BeforeEach
  void train() {
    home = Flowers.in(directory);
    model = Flowers.model(home).open();
    version = Flowers.promoted(model, Flowers.split(home, 1));
    model.train(Flowers.split(home, 2));
  }

  @AfterEach
  void close() {
    home.close();
  }

  private static VersionNotes notes(Lifecycle home) {
    return home.models().versions("species").get(0).notes();
  }

  private DescriptionBuilder describe() {
    return home.models().describe(version).by(ALICE).reason("Reviewed");
  }

  @ParameterizedTest
  @ValueSource(strings = {" \n", "\u200B", "\u0000", "\u00AD", "\u3164", "\u2060"})
  void hasNoTextThatNobodyCanSee(String invisible) {
    describe().description(invisible).contact(invisible).owner("bob").commit();
    assertThat(notes(home).description()).isEmpty();
    assertThat(notes(home).contact()).isEmpty();
  }

  @Test
  void isListedWithTheVersion() {
    AuditRecord record =
        describe()
            .description("Tells flowers apart")
            .intendedUse("Ponds")
            .limitations("No roses")
            .owner("team flowers")
            .owner("bob")
            .tag("team", "risk")
            .archive()
            .commit();

    VersionNotes notes = notes(home);
    assertThat(notes.description()).hasValue("Tells flowers apart");
    assertThat(notes.intendedUse()).hasValue("Ponds");
    assertThat(notes.limitations()).hasValue("No roses");
    assertThat(notes.owners()).containsExactly("bob", "team flowers");
    assertThat(notes.tags()).isEqualTo(Map.of("team", "risk"));
    assertThat(notes.isArchived()).isTrue();
    assertThat(record.toString())
        .endsWith(
            " species:1 described with archived, description, intendedUse, limitations, owners.bob,"
                + " owners.team flowers, tags.team by alice: Reviewed");
    assertThat(model.history()).last().isEqualTo(record);
    assertThat(home.models().versions("species").get(1).notes()).isEqualTo(VersionNotes.NONE);
  }

  @Test
  void leavesWhatItDoesNotName() {
    describe().description("First").tag("team", "risk").tag("old", "1").owner("bob").commit();
    RegisteredVersion listed = home.models().versions("species").get(0);
    home.models()
        .describe(listed)
        .description(" ")
        .tag("team", "fraud")
        .removeTag("old")
        .removeOwner("eve")
        .restore()
        .by(ALICE)
        .reason("Moved")
        .commit();

    VersionNotes notes = notes(home);
    assertThat(notes.description()).isEmpty();
    assertThat(notes.tags()).isEqualTo(Map.of("team", "fraud"));
    assertThat(notes.owners()).containsExactly("bob");
    assertThat(notes.isArchived()).isFalse();
  }

  @Test
  void isThereAfterTheHomeIsOpenedAgain() {
    describe().tag("team", "risk").archive().commit();
    VersionNotes before = notes(home);
    home.close();

    home = Flowers.in(directory);
    assertThat(notes(home)).isEqualTo(before);
  }

  @Test
  void changesNothingThatServesOrMayBeMoved() {
    describe().archive().commit();

    assertThat(model.predict(Flowers.SETOSA).version()).hasValue(1);
    assertThat(home.models().version("species", 1)).isEqualTo(version);
    model.promote(home.models().version("species", 2), ALICE, "Better");
    assertThat(model.rollback(ALICE, "Not better")).isNotNull();
    assertThat(home.maintenance().collectGarbage().run().garbage()).isEmpty();
  }

  @Test
  void keepsAnArchivedVersionFromBeingPromoted() {
    ModelVersion second = home.models().version("species", 2);
    archived(second).archive().commit();

    String why = ": it is archived (restore() of its description ends that)";
    assertThatThrownBy(() -> model.promote(second, ALICE, "Better"))
        .isInstanceOf(ConflictException.class)
        .hasMessage("Cannot promote species:2" + why);
    assertThatThrownBy(() -> model.promote(second).to("staging").by(ALICE).reason("Try").commit())
        .isInstanceOf(ConflictException.class)
        .hasMessage("Cannot promote species:2 to staging" + why);
    assertThatThrownBy(() -> model.rollout(second).start(ALICE, "Try"))
        .isInstanceOf(ConflictException.class)
        .hasMessage("Cannot move production of species to version 2" + why);

    archived(second).restore().commit();
    assertThat(model.promote(second, ALICE, "Better")).isNotNull();
  }

  private DescriptionBuilder archived(ModelVersion of) {
    return home.models().describe(of).by(ALICE).reason("Not needed");
  }

  @Test
  void hasNoSecrets() {
    describe().description("password=hunter2 opens it").tag("api.key", "hunter2").commit();

    assertThat(notes(home).properties().values()).allSatisfy(DescriptionTest::assertRedacted);
  }

  private static void assertRedacted(String text) {
    assertThat(text).contains("<redacted>").doesNotContain("hunter2");
  }

  @Test
  void isNotSaidTwiceOrWithoutAnything() {
    assertThatThrownBy(() -> describe().tag("a", "1").removeTag("a"))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid description: tag a set twice");
    assertThatThrownBy(() -> describe().by(ALICE)).hasMessageContaining("actor set twice");
    assertThatThrownBy(() -> describe().commit())
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid description: nothing is set or removed");
    assertThatThrownBy(() -> home.models().describe(version).archive().by(ALICE).commit())
        .isInstanceOf(InvalidValueException.class);
    assertThatThrownBy(() -> describe().owner("a/b")).isInstanceOf(InvalidNameException.class);
    assertThatThrownBy(() -> describe().tag("", "1")).isInstanceOf(InvalidNameException.class);
    assertThat(model.history()).hasSize(3);
  }

  @Test
  void isOfAVersionOfTheHome() {
    RegisteredVersion absent =
        RegisteredVersion.of(
            new ModelVersion("species", 9, version.id(), version.manifest(), version.registered()));
    RegisteredVersion other =
        RegisteredVersion.of(
            new ModelVersion("species", 2, version.id(), version.manifest(), version.registered()));

    assertThatThrownBy(() -> home.models().describe(absent))
        .isInstanceOf(NotFoundException.class)
        .hasMessage("Model version does not exist: species:9");
    assertThatThrownBy(() -> home.models().describe(other))
        .isInstanceOf(NotFoundException.class)
        .hasMessage("Model version does not exist: species:2 (the one of this home is another)");
  }
}
