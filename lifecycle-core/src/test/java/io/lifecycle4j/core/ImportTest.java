package io.lifecycle4j.core;

import static io.lifecycle4j.core.Flowers.ALICE;
import static io.lifecycle4j.core.Flowers.SETOSA;
import static io.lifecycle4j.core.Flowers.VIRGINICA;
import static io.lifecycle4j.schema.Tasks.classification;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.contract.LinearEngine;
import io.lifecycle4j.core.Flowers.Flower;
import io.lifecycle4j.error.InvalidDataException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.NotAllowedException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.error.UntrustedModelException;
import io.lifecycle4j.maintenance.GarbageReport;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.registry.Approvals;
import io.lifecycle4j.registry.AuditHead;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.ExportedVersion;
import io.lifecycle4j.registry.KeptEvaluation;
import io.lifecycle4j.registry.RegisteredVersion;
import io.lifecycle4j.registry.VersionImported;
import io.lifecycle4j.registry.VersionOrigin;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.VerifyDepth;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A home trains, another one serves; a version passes from one to the other in a file. */
@Timeout(60)
class ImportTest {
  private static final Actor BOB = Actor.by("bob");

  /** A home whose second version is exported, that each test has a copy of. */
  @TempDir private static Path written;

  private static ModelVersion trained;

  @TempDir private Path directory;
  private final LinearEngine engine = new LinearEngine();
  private Lifecycle training;
  private Lifecycle serving;
  private Path file;

  @BeforeAll
  static void export() {
    Path exported = written.resolve("species-2.l4jversion");
    try (Lifecycle home = Flowers.in(written.resolve("training"));
        ManagedModel<Flower, String> model = Flowers.model(home).open()) {
      model.train(Flowers.split(home, 1));
      trained = Flowers.promoted(model, Flowers.split(home, 2));
      assertThat(model.export(trained, exported)).isEqualTo(exported.toFile().length());
    }
  }

  @BeforeEach
  void open() throws IOException {
    GoldenHomeTest.copy(written, directory);
    training = Flowers.in(directory.resolve("training"));
    serving = Flowers.in(directory.resolve("serving"), engine);
    file = directory.resolve("species-2.l4jversion");
  }

  @AfterEach
  void close() {
    training.close();
    serving.close();
  }

  private ManagedModel<Flower, String> model() {
    return Flowers.plain(serving).open();
  }

  private List<AuditRecord> history() {
    return serving.models().history("species");
  }

  @Test
  void servesInAnotherHomeAsTheVersionThatItIs() {
    try (ManagedModel<Flower, String> model = model()) {
      ModelVersion version = model.importFrom(file, BOB, "Trained on May");

      assertThat(version.label()).isEqualTo("species:1");
      assertThat(version.id()).isEqualTo(trained.id());
      assertThat(version.manifest()).isEqualTo(trained.manifest());
      assertThat(serving.models().version("species", 1)).isEqualTo(version);
      model.promote(version, BOB, "First");
      assertThat(model.predict(SETOSA).value()).isEqualTo("setosa");
      assertThat(model.predict(VIRGINICA).value()).isEqualTo("virginica");
    }
    assertThat(engine.open()).isZero();
  }

  @Test
  void isNamedByItsFile() {
    ExportedVersion read = serving.models().readExport(file);
    assertThat(read.model()).isEqualTo("species");
    assertThat(read.number()).isEqualTo(2);
    assertThat(read.id()).isEqualTo(trained.id());
    assertThat(read.home()).isEqualTo(training.models().audit().head().home());
    assertThat(serving.models().names()).as("imports nothing").isEmpty();
  }

  @Test
  void saysWhereTheVersionComesFrom() {
    AuditHead head = training.models().audit().head();
    try (ManagedModel<Flower, String> model = model()) {
      model.importFrom(file, BOB, "Trained on May");
    }
    assertThat(history()).hasSize(1);
    VersionImported imported =
        history().get(0).transition().find(VersionImported.class).orElseThrow();
    assertThat(imported.home()).isEqualTo(head.home());
    assertThat(imported.number()).isEqualTo(2);
    assertThat(history().get(0).transition())
        .hasToString(
            "species:1 registered, species:1 imported from species:2 of home "
                + head.home()
                + " by bob: Trained on May");
  }

  @Test
  void isNotApprovedByWhoTrainedItElsewhere() {
    Path again = directory.resolve("again.l4jversion");
    Path further = directory.resolve("further.l4jversion");
    try (ManagedModel<Flower, String> model = Flowers.model(training).open()) {
      model.export(model.train(Flowers.split(training, 5), ALICE), again);
    }
    try (ManagedModel<Flower, String> model = model()) {
      model.export(model.importFrom(again, BOB, "Trained on May"), further);
    }
    try (Lifecycle third = Flowers.inMemory();
        ManagedModel<Flower, String> model = Flowers.plain(third).open()) {
      Actor carol = Actor.by("carol");
      ModelVersion version = model.importFrom(further, carol, "On");
      model.changePolicy("production").approvals(Approvals.of(1)).by(carol).reason("4").commit();
      for (Actor registrar : List.of(ALICE, BOB, carol)) {
        assertThatThrownBy(() -> model.approve(version, registrar, "Mine"))
            .isInstanceOf(NotAllowedException.class)
            .hasMessageEndingWith(registrar.name() + " registered it (needs somebody else)");
      }
      model.approve(version, Actor.by("dora"), "Reviewed");
      model.promote(version, carol, "First");
    }
  }

  @Test
  void bringsItsEvaluations() {
    Path again = directory.resolve("evaluated.l4jversion");
    try (ManagedModel<Flower, String> model = Flowers.model(training).open()) {
      model.evaluate(trained);
      model.evaluate(trained);
      model.export(trained, again);
    }
    KeptEvaluation there = training.models().evaluations(trained).get(0);
    try (ManagedModel<Flower, String> model = model()) {
      ModelVersion version = model.importFrom(again, BOB, "Trained on May");
      List<KeptEvaluation> here = serving.models().evaluations(version);
      assertThat(here).as("each once").hasSize(1);
      assertThat(here.get(0).entry()).isEqualTo(history().get(0));
      assertThat(here.get(0).metrics()).isEqualTo(there.metrics()).isNotEmpty();
      assertThat(here.get(0).evaluation()).isEqualTo(there.evaluation());
    }
  }

  @Test
  void showsWhatHappenedToItInTheHomeThatExportedIt() {
    List<AuditRecord> there = training.models().history("species").subList(1, 3);
    try (ManagedModel<Flower, String> model = model()) {
      ModelVersion version = model.importFrom(file, BOB, "Trained on May");
      RegisteredVersion listed = RegisteredVersion.of(version);
      VersionOrigin origin = serving.models().findOrigin(listed).orElseThrow();

      assertThat(origin.number()).isEqualTo(2);
      assertThat(origin)
          .hasToString("species:2 of home " + training.models().audit().head().home());
      assertThat(origin.history()).isEqualTo(there).hasSize(2);
      assertThat(origin.card()).contains(training.models().card(trained).markdown());
      assertThat(serving.models().card(version).markdown())
          .contains("## History of " + origin)
          .contains(there.get(1).transition().reason());
      assertThat(serving.models().card(version).json()).contains("\"origin\":{\"history\":[{");
      assertThat(training.models().findOrigin(RegisteredVersion.of(trained))).isEmpty();

      serving.models().purge(version, BOB, "Too large");
      serving.maintenance().collectGarbage().grace(Duration.ZERO).quarantine().run();
      origin = serving.models().findOrigin(listed).orElseThrow();
      assertThat(origin.history()).isEqualTo(there);
      assertThat(origin.card()).isEmpty();
    }
  }

  @Test
  void isRegisteredOnceHoweverOftenItIsImported() {
    try (ManagedModel<Flower, String> model = model()) {
      ModelVersion first = model.importFrom(file, BOB, "Trained on May");
      int loaded = engine.loaded();

      assertThat(model.importFrom(file, ALICE, "Again")).isEqualTo(first);
      assertThat(history()).hasSize(1);
      assertThat(engine.loaded()).isEqualTo(loaded);
    }
    try (ManagedModel<Flower, String> model = Flowers.plain(training).open()) {
      assertThat(model.importFrom(file, ALICE, "Back home")).isEqualTo(trained);
    }
  }

  @Test
  void isRegisteredOnceByManyAtOnce() {
    try (ManagedModel<Flower, String> model = model()) {
      List<CompletableFuture<ModelVersion>> imports =
          IntStream.range(0, 8)
              .mapToObj(
                  i ->
                      CompletableFuture.supplyAsync(
                          () -> model.importFrom(file, BOB, "At once " + i)))
              .toList();
      assertThat(imports)
          .extracting(CompletableFuture::join)
          .containsOnly(serving.models().version("species", 1));
      assertThat(history()).hasSize(1);
    }
  }

  @Test
  void keepsAllThatItNeedsAndNothingElse() {
    try (ManagedModel<Flower, String> model = model()) {
      model.importFrom(file, BOB, "Trained on May");
    }
    GarbageReport garbage = serving.maintenance().collectGarbage().grace(Duration.ZERO).run();
    assertThat(garbage.quarantined().blobs()).isZero();
    assertThat(serving.maintenance().verify(VerifyDepth.HASH).damage()).isEmpty();
    try (ManagedModel<Flower, String> model = model()) {
      model.promote(serving.models().version("species", 1), BOB, "First");
    }
  }

  @Test
  void passesOnThroughAThirdHome() {
    Path again = directory.resolve("again.l4jversion");
    BlobId document;
    try (ManagedModel<Flower, String> model = model()) {
      ModelVersion version = model.importFrom(file, BOB, "Trained on May");
      document = history().get(0).transition().find(VersionImported.class).orElseThrow().document();
      serving.models().export(version).toFile(again);
    }
    try (Lifecycle third = Flowers.inMemory();
        ManagedModel<Flower, String> model = Flowers.plain(third).open()) {
      assertThat(model.importFrom(again, trained.id(), BOB, "On").id()).isEqualTo(trained.id());
      VersionImported imported =
          third.models().history("species").get(0).transition().find(VersionImported.class).get();
      assertThat(imported.home()).isEqualTo(serving.models().audit().head().home());
      assertThat(imported.number()).isEqualTo(1);
      assertThat(imported.blobs()).contains(document);
    }
  }

  @Test
  void isExportedFromAHomeThatIsReadOnlyWithTheSameBytes() throws IOException {
    Path again = directory.resolve("again.l4jversion");
    training.close();
    try (Lifecycle reader =
        Lifecycle.builder()
            .directory(directory.resolve("training"))
            .engine(engine)
            .readOnly()
            .open()) {
      reader.models().export(trained).toFile(again);
    }
    assertThat(Files.mismatch(file, again)).isEqualTo(-1);
  }

  @Test
  void hasTheIdThatWasSaid() {
    BlobId other = new BlobId("0a".repeat(32));
    try (ManagedModel<Flower, String> model = model()) {
      assertThatThrownBy(() -> model.importFrom(file, other, BOB, "Trained on May"))
          .isInstanceOf(UntrustedModelException.class)
          .hasMessage(
              "Cannot import species:2 of %s: its id is %s, and that of the file %s (one of them must"
                      .formatted(file, trained.id(), training.models().readExport(file).file())
                  + " be %s)".formatted(other));
      assertThat(model.importFrom(file, trained.id(), BOB, "Trained on May").number()).isOne();
    }
  }

  @Test
  void fitsTheModelThatImportsIt() {
    try (ManagedModel<Flower, String> other =
            serving.model("flowers", Flower.class, classification("species")).open();
        ManagedModel<Flower, String> task =
            serving.model("species", Flower.class, classification("kind")).open();
        ManagedModel<Small, String> inputs =
            serving.model("species", Small.class, classification("species")).open()) {
      assertThatThrownBy(() -> other.importFrom(file, BOB, "Why"))
          .isInstanceOf(InvalidDataException.class)
          .hasMessageEndingWith(": it is of another model (must be of flowers)");
      assertThatThrownBy(() -> task.importFrom(file, BOB, "Why"))
          .isInstanceOf(InvalidValueException.class)
          .hasMessageStartingWith("Cannot import species:2 of " + file + ": its task is ");
      assertThatThrownBy(() -> inputs.importFrom(file, BOB, "Why"))
          .isInstanceOf(InvalidValueException.class)
          .hasMessageStartingWith("Cannot import species:2 of " + file + " with these inputs: ");
    }
    assertNothingHappened();
  }

  private record Small(double length) {}

  @Test
  void isNotRegisteredIfItCannotBeServed() {
    engine.add(0.5f); // computes differently from the engine that trained it
    try (ManagedModel<Flower, String> model = model()) {
      assertThatThrownBy(() -> model.importFrom(file, BOB, "Why"))
          .isInstanceOf(UntrustedModelException.class)
          .hasMessageStartingWith("Cannot load species:2 of " + file + ": ");
    }
    assertThat(engine.open()).isZero();
    assertThat(history()).isEmpty();
    assertThat(serving.maintenance().collectGarbage().run().spared().blobs()).isZero();
  }

  private void assertNothingHappened() {
    assertThat(engine.loaded()).isZero();
    assertThat(serving.models().names()).isEmpty();
    assertThat(serving.maintenance().collectGarbage().run().spared().blobs()).isZero();
  }

  @Test
  void isAFileThatAnExportWrote() throws IOException {
    Path text = Files.writeString(directory.resolve("text"), "Nothing that was exported");
    Path empty = Files.createFile(directory.resolve("empty"));
    try (ManagedModel<Flower, String> model = model()) {
      assertThatThrownBy(() -> model.importFrom(directory.resolve("none"), BOB, "Why"))
          .isInstanceOf(InvalidDataException.class)
          .hasMessage("Cannot import " + directory.resolve("none") + ": no such file");
      assertThatThrownBy(() -> model.importFrom(directory, BOB, "Why"))
          .isInstanceOf(InvalidDataException.class)
          .hasMessage("Cannot import " + directory + ": it is no file");
      for (Path other : List.of(text, empty)) {
        assertThatThrownBy(() -> model.importFrom(other, BOB, "Why"))
            .isInstanceOf(InvalidDataException.class)
            .hasMessage("Cannot import " + other + ": it is no exported version");
      }
    }
    assertNothingHappened();
  }

  @Test
  void replacesNoFileAndWritesIntoNoHome() throws IOException {
    Path inside = directory.resolve("training").resolve("species.l4jversion");
    try (ManagedModel<Flower, String> model = Flowers.plain(training).open()) {
      assertThatThrownBy(() -> model.export(trained, file))
          .isInstanceOf(InvalidValueException.class)
          .hasMessageContaining("it exists");
      assertThatThrownBy(() -> model.export(trained, inside))
          .isInstanceOf(InvalidValueException.class);
    }
    try (ManagedModel<Flower, String> model = model()) {
      assertThatThrownBy(() -> model.export(trained, directory.resolve("other")))
          .isInstanceOf(NotFoundException.class);
    }
    assertThat(inside).doesNotExist();
    assertThat(directory).isDirectoryNotContaining("glob:**unfinished");
  }
}
