package io.lifecycle4j.core;

import static io.lifecycle4j.core.Flowers.ALICE;
import static io.lifecycle4j.core.Flowers.SETOSA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.contract.Moves;
import io.lifecycle4j.core.Flowers.Flower;
import io.lifecycle4j.core.hash.Ids;
import io.lifecycle4j.core.registry.Registries;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.ModelUnavailableException;
import io.lifecycle4j.error.ReadOnlyException;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.Change;
import io.lifecycle4j.registry.Change.Direction;
import io.lifecycle4j.registry.RolloutEnd;
import io.lifecycle4j.registry.Transition;
import io.lifecycle4j.registry.UnknownChange;
import io.lifecycle4j.registry.spi.ChangeProvider;
import io.lifecycle4j.registry.spi.ModelRegistry;
import io.lifecycle4j.serving.ServingStatus.State;
import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.storage.spi.Batch;
import io.lifecycle4j.storage.spi.Journal;
import io.lifecycle4j.storage.spi.Medium;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A library that knows more kinds of changes writes the registry of a home; this one reads it. */
@Timeout(120)
class UnknownChangeTest {
  @TempDir private static Path services;

  /** Loads another copy of the library, which has a provider for the changes. */
  private static URLClassLoader newer;

  @TempDir private Path directory;
  private Lifecycle home;
  private ManagedModel<Flower, String> model;
  private ModelVersion first;
  private ModelVersion second;

  @BeforeAll
  static void loadNewer() throws IOException {
    Path file = services.resolve("META-INF/services/io.lifecycle4j.registry.spi.ChangeProvider");
    Files.createDirectories(file.getParent());
    Files.writeString(file, Approvals.class.getName());
    newer = new URLClassLoader(classPath(), ClassLoader.getPlatformClassLoader());
  }

  @AfterAll
  static void unload() throws IOException {
    newer.close();
  }

  @BeforeEach
  void open() {
    home = Flowers.in(directory);
    model = Flowers.model(home).open();
    first = Flowers.promoted(model, Flowers.split(home, 1));
    second = model.train(Flowers.split(home, 2));
    assertThat(model.predict(SETOSA).version()).hasValue(1);
  }

  @AfterEach
  void close() {
    home.close();
  }

  /** Writes a change with another copy of the library, which has a provider for it. */
  private String written(String what) throws Exception {
    return called("write", what);
  }

  private String called(String method, String about) throws Exception {
    Method called =
        newer
            .loadClass(Approvals.class.getName())
            .getDeclaredMethod(method, String.class, String.class);
    called.setAccessible(true);
    return (String) called.invoke(null, directory.toString(), about);
  }

  private static URL[] classPath() throws IOException {
    List<URL> urls = new ArrayList<>(List.of(url(services)));
    for (String entry :
        System.getProperty("java.class.path").split(Pattern.quote(File.pathSeparator), -1)) {
      urls.add(url(Path.of(entry)));
    }
    return urls.toArray(URL[]::new);
  }

  private static URL url(Path path) throws MalformedURLException {
    return path.toUri().toURL();
  }

  private void awaitStop() {
    await(() -> model.servingStatus().state() == State.FAILED);
    awaitRead();
  }

  private void awaitRead() {
    // The other library writes two entries, of which the first blocks this one.
    await(
        () -> {
          List<AuditRecord> history = home.models().history("species");
          return history.get(history.size() - 1).toString().endsWith("Once more");
        });
  }

  /** The thread that follows the registry reads what the other library wrote. */
  private static void await(BooleanSupplier read) {
    long end = System.nanoTime() + 60_000_000_000L;
    while (!read.getAsBoolean() && System.nanoTime() < end) {
      LockSupport.parkNanos(200_000);
    }
  }

  @Test
  void isReadByALibraryThatKnowsIt() throws Exception {
    assertThat(written("countersigned 1"))
        .endsWith("Approved[model=species, version=1, by=bob] by bob: Looks good");
  }

  @Test
  void isNotWrittenIfItAffectsAnotherVersionWhereItIsKnown() throws Exception {
    assertThat(called("refusal", "1"))
        .isEqualTo(
            "Invalid change: Forgetful[model=species, version=1] (its version and alias are"
                + " OptionalInt[1] and Optional.empty, and it affects OptionalInt.empty and"
                + " Optional.empty: be a VersionChange or an AliasChange)");
    assertThat(home.models().history("species")).hasSize(3);
  }

  @Test
  void isNotWrittenWithoutAProviderThatNamesIt() {
    Medium medium = Media.file(directory);
    ModelRegistry registry = Registries.over(medium, InstantSource.system());
    Transition transition =
        Transition.builder(ALICE, "Try")
            .change(new Approvals.Approved("species", 1, "bob"))
            .build();

    assertThatThrownBy(() -> registry.apply(transition))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining("a service of type " + ChangeProvider.class.getName());
    assertThat(registry.history("species")).hasSize(3);
    registry.close();
    medium.close();
  }

  @Test
  void isReadPastAndKeepsTheVersionFromBeingServed() throws Exception {
    written("withdrawn 1");
    awaitStop();

    assertThat(model.servingStatus().state()).isEqualTo(State.FAILED);
    assertThatThrownBy(() -> model.predict(SETOSA))
        .isInstanceOf(ModelUnavailableException.class)
        .hasMessageStartingWith(
            "Cannot predict with species: its registry has a change of the kind 'withdrawn' that"
                + " this library does not know (Lifecycle4j ")
        .hasMessageEndingWith(" wrote it: use that version or a newer one)");
    assertShown("withdrawn");
  }

  private void assertShown(String kind) {
    assertThat(model.history())
        .hasSize(5)
        .last()
        .asString()
        .endsWith("unknown change '" + kind + "' of species by bob: Once more");
  }

  @Test
  void keepsNothingElseFromBeingServed() throws Exception {
    written("withdrawn 1");
    awaitStop();
    model.promote(second, ALICE, "The other one is not known any more");

    assertThat(model.predict(SETOSA).version()).hasValue(2);
    assertThatThrownBy(() -> model.rollback(ALICE, "Back"))
        .isInstanceOf(ReadOnlyException.class)
        .hasMessageContaining("a change of the kind 'withdrawn'");
    assertThat(model.predict(SETOSA).version()).hasValue(2);
  }

  @Test
  void isLeftByARollback() throws Exception {
    model.promote(second, ALICE, "Better");
    written("withdrawn 2");
    awaitStop();
    model.rollback(ALICE, "It is not known any more");

    assertThat(model.predict(SETOSA).version()).hasValue(1);
  }

  private void assertNotMoved(String kind, ThrowingCallable move) {
    int before = home.models().history("species").size();
    assertThatThrownBy(move)
        .isInstanceOf(ReadOnlyException.class)
        .hasMessageStartingWith(
            "Cannot move production of species: its registry has a change of the kind '"
                + kind
                + "'");
    assertThat(home.models().history("species")).hasSize(before);
  }

  @Test
  void thatDecidesAboutAnAliasKeepsItFromBeingPromotedAndServes() throws Exception {
    model.promote(second, ALICE, "Better");
    written("locked production");
    awaitRead();

    assertNotMoved("locked", () -> model.promote(first, ALICE, "Try"));
    assertThat(model.predict(SETOSA).version()).hasValue(2);
    model.rollback(ALICE, "Whatever it decides, a bad version goes back");
    assertThat(model.predict(SETOSA).version()).hasValue(1);
    assertThat(model.train(Flowers.split(home, 3)).number()).as("versions are not it").isEqualTo(3);
  }

  @Test
  void thatDecidesAboutAVersionKeepsItFromBeingPromoted() throws Exception {
    written("countersigned 1");
    awaitRead();

    assertThat(model.predict(SETOSA).version()).hasValue(1);
    model.promote(second, ALICE, "Better");
    assertThat(model.predict(SETOSA).version()).hasValue(2);
    assertNotMoved("countersigned", () -> model.promote(first, ALICE, "Again"));
    model.rollback(ALICE, "Back");
    assertThat(model.predict(SETOSA).version()).hasValue(1);
  }

  /** A process of this library may be the one that decides about a rollout. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void thatDecidesLetsARolloutTurnBackButNotGoOn(boolean isBaking) throws Exception {
    model.close();
    Change[] last = {
      Moves.stepped("species", 2, "a1", 2), Moves.moved("species", 1, 2, Direction.FORWARD)
    };
    try (Medium medium = Media.file(directory)) {
      ModelRegistry registry = Registries.over(medium, InstantSource.system());
      registry.apply(entry(Moves.rollout("species", 1, 2, "a1")));
      registry.apply(entry(Moves.stepped("species", 2, "a1", 1)));
      if (isBaking) {
        registry.apply(entry(last));
      }
      written("locked production");
      registry.refresh();

      if (isBaking) {
        registry.apply(
            entry(
                Moves.ended("species", 2, "a1", RolloutEnd.TURNED_BACK),
                Moves.moved("species", 2, 1, Direction.BACK)));
      } else {
        assertThatThrownBy(() -> registry.apply(entry(last)))
            .isInstanceOf(ReadOnlyException.class)
            .hasMessageContaining("a change of the kind 'locked'");
        registry.apply(entry(Moves.ended("species", 2, "a1", RolloutEnd.TURNED_BACK)));
      }
      assertThat(registry.named("species", "production")).hasValue(1);
      registry.close();
    }
  }

  private static Transition entry(Change... changes) {
    Transition.Builder entry = Transition.builder(ALICE, "For the test");
    List.of(changes).forEach(entry::change);
    return entry.build();
  }

  @ParameterizedTest
  @ValueSource(strings = {"sketched 1", "owned bob"})
  void thatInformsBlocksNothing(String what) throws Exception {
    written(what);
    awaitRead();

    assertShown(what.split(" ", 2)[0]);
    assertThat(model.predict(SETOSA).version()).hasValue(1);
    model.promote(second, ALICE, "Better");
    model.rollback(ALICE, "Not better");
    assertThat(model.predict(SETOSA).version()).hasValue(1);
    assertThat(home.maintenance().collectGarbage().run().garbage()).isEmpty();
  }

  @Test
  void aboutAnotherAliasIsNoneOfThisLibrarysBusiness() throws Exception {
    written("locked elsewhere");
    model.promote(second, ALICE, "Better");

    assertThat(model.predict(SETOSA).version()).hasValue(2);
    assertThat(model.history().get(2).transition().find(UnknownChange.class)).isEmpty();
  }

  @Test
  void isFoundWhenTheHomeIsOpened() throws Exception {
    written("withdrawn 1");
    model.close();

    try (ManagedModel<Flower, String> again = Flowers.model(home).open()) {
      assertThatThrownBy(() -> again.predict(SETOSA))
          .isInstanceOf(ModelUnavailableException.class)
          .hasMessageContaining("a change of the kind 'withdrawn'");
    }
  }

  @Test
  void mayBeTheRegistrationBeforeTheVersionInProduction() {
    model.close();
    append(
        "{'kind':'registered','manifest':{'parts':1},'model':'species','version':3}",
        "{'kind':'registered','manifest':'" + second.id() + "','model':'species','version':4}",
        "{'kind':'moved','alias':'production','direction':'FORWARD','from':1,'model':'species',"
            + "'version':4}");

    try (ManagedModel<Flower, String> again = Flowers.model(home).open()) {
      assertThat(again.servingStatus().state()).isEqualTo(State.FAILED);
      assertThatThrownBy(() -> again.predict(SETOSA))
          .isInstanceOf(ModelUnavailableException.class)
          .hasMessage(
              "Cannot predict with species: its registry has a change of the kind 'registered' that"
                  + " this library does not know (Lifecycle4j 9.9.9 wrote it: use that version or a"
                  + " newer one)");
      again.promote(second, ALICE, "It can be read");
      assertThat(again.predict(SETOSA).version()).hasValue(2);
    }
  }

  private void append(String... changes) {
    String line =
        "{'v':1,'time':'2026-01-01T00:00:00Z','library':'9.9.9','actor':'bob','reason':'Newer',"
            + "'changes':["
            + String.join(",", changes)
            + "]}";
    try (Medium medium = Media.file(directory);
        Journal journal = medium.journals().chained("registry")) {
      byte[] payload = line.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
      journal.append(
          new Batch(Ids.token(), journal.sequence(), List.of(payload), Durability.POWER));
    }
  }

  @Test
  void letsGarbageBeCollectedIfItSaysWhatItNeeds() throws Exception {
    written("withdrawn 1");
    assertThat(home.maintenance().collectGarbage().run().garbage()).isEmpty();

    append("{'kind':'pruned','effect':'INFORMS','model':'species'}");
    assertThatThrownBy(() -> home.maintenance().collectGarbage().run())
        .isInstanceOf(ReadOnlyException.class)
        .hasMessageContaining("a change of the kind 'pruned'");
  }
}
