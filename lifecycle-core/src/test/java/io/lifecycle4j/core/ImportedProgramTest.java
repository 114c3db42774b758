package io.lifecycle4j.core;

import static io.lifecycle4j.condition.Conditions.metric;
import static io.lifecycle4j.core.Flowers.ALICE;
import static io.lifecycle4j.core.Flowers.SETOSA;
import static io.lifecycle4j.core.Flowers.linear;
import static io.lifecycle4j.registry.Gates.filesAtMost;
import static io.lifecycle4j.registry.Gates.loadsInAChildJvm;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.contract.LinearEngine;
import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.contract.ProgramEngine;
import io.lifecycle4j.core.Flowers.Flower;
import io.lifecycle4j.core.hash.Hashing;
import io.lifecycle4j.core.model.ModelProbe;
import io.lifecycle4j.core.registry.Registries;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.error.GateFailedException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.UntrustedModelException;
import io.lifecycle4j.model.ExternalModel;
import io.lifecycle4j.model.GoldenRow;
import io.lifecycle4j.model.ModelArtifact;
import io.lifecycle4j.model.ModelManifest;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.GateVerdict;
import io.lifecycle4j.registry.Verdict;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.spi.Medium;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A program of another home passes the checks that one from elsewhere passes. */
@Timeout(120)
class ImportedProgramTest {
  private static final byte[] WEIGHTS =
      LinearEngine.file(new float[][] {{-2, 0, 0, 0, 5}, {0, 0, 0, 0, 0}, {2, 0, 0, 0, -5}});

  @TempDir private Path directory;
  private final ProgramEngine engine = new ProgramEngine();
  private final Medium medium = Media.memory();
  private Lifecycle training;
  private Lifecycle serving;
  private ModelVersion calm;

  @BeforeEach
  void register() {
    System.setProperty(
        ModelProbe.CLASS_PATH, ProgramEngine.classPath(directory.resolve("services")));
    training = Flowers.in(medium, new ProgramEngine());
    serving = Flowers.inMemory(engine);
    try (ManagedModel<Flower, String> model = Flowers.plain(training).open()) {
      calm =
          model.register(
              ExternalModel.builder(ProgramEngine.FORMAT)
                  .architecture("calm")
                  .file(LinearEngine.FILE, Content.of(WEIGHTS))
                  .sha256(Hashing.hash(WEIGHTS).sha256()),
              Flowers.commit(training, 1, 60).split(Flowers.PLAN),
              ALICE,
              "From research");
    }
  }

  @AfterEach
  void close() {
    System.clearProperty(ModelProbe.CLASS_PATH);
    training.close();
    serving.close();
    assertThat(ProcessHandle.current().children()).isEmpty();
  }

  private Path exported(ModelVersion version) {
    Path file = directory.resolve("version-" + version.number());
    training.models().export(version).toFile(file);
    return file;
  }

  /** Registers what no registration would let pass. */
  private ModelVersion forged(String action, List<GoldenRow> golden) {
    ModelManifest real = calm.manifest();
    ModelArtifact artifact = real.artifact();
    ModelManifest forged =
        ModelManifest.builder(
                new ModelArtifact(
                    artifact.format(), action, artifact.files(), artifact.signature()),
                real.task(),
                real.preprocessing(),
                real.reference(),
                real.provenance())
            .golden(golden)
            .build();
    return Registries.over(medium, InstantSource.system())
        .register("species", forged, ALICE, "Forged");
  }

  private void assertNothingHappened() {
    assertThat(engine.loaded()).isZero();
    assertThat(serving.models().names()).isEmpty();
  }

  @Test
  void servesIfItIsPinnedAndRanInASeparateJvm() {
    Path file = exported(calm);
    try (ManagedModel<Flower, String> model = Flowers.plain(serving).open()) {
      ModelVersion version = model.importFrom(file, calm.id(), ALICE, "From training");
      assertThat(engine.loaded()).isOne();

      model.promote(version, ALICE, "First");
      assertThat(model.predict(SETOSA).value()).isEqualTo("setosa");
    }
  }

  @Test
  @OnlyLarger
  void isTriedInASeparateJvmBeforeAPromotionThatAsksForIt() {
    ProgramEngine careful = new ProgramEngine();
    ModelVersion crash = forged("crash on several rows", calm.manifest().golden());
    ModelVersion blind = forged("calm", List.of());
    try (Lifecycle home = Flowers.in(medium, careful);
        ManagedModel<Flower, String> model =
            Flowers.plain(home)
                .gates(
                    linear(
                        filesAtMost(1_000_000), loadsInAChildJvm(), metric("accuracy").atLeast(0)))
                .open()) {
      assertThatThrownBy(() -> model.promote(crash, ALICE, "Try"))
          .isInstanceOf(GateFailedException.class)
          .hasMessage(
              "Cannot promote species:2: loads in a child JVM: Cannot load species:2: in a separate"
                  + " JVM, the program ended that JVM with exit code 139; files at most 1 MB: not"
                  + " judged, as the version is unsafe to load in this process [inconclusive];"
                  + " accuracy at least 0: not judged, as the version is unsafe to load in this"
                  + " process [inconclusive]");
      assertThat(careful.loaded()).as("nothing ran here").isZero();
      assertThat(home.models().looks("species")).isEmpty();
      assertThat(model.judge(blind).get(1))
          .returns(Verdict.INCONCLUSIVE, GateVerdict::verdict)
          .returns(
              "Golden rows of species:3 do not exist, which a separate JVM would run",
              GateVerdict::explanation);
      model.promote(calm, ALICE, "First");
      assertThat(model.history().get(model.history().size() - 1).transition().verdicts())
          .contains(
              GateVerdict.passed("loads in a child JVM", "its golden rows ran in a separate JVM"));
      assertThat(model.predict(SETOSA).value()).isEqualTo("setosa");
    }
  }

  @Test
  @OnlyLarger
  void isNotLoadedUnlessItIsPinned() {
    Path file = exported(calm);
    BlobId other = new BlobId("0a".repeat(32));
    try (ManagedModel<Flower, String> model = Flowers.plain(serving).open()) {
      assertThatThrownBy(() -> model.importFrom(file, ALICE, "From training"))
          .isInstanceOf(InvalidValueException.class)
          .hasMessage(
              "Cannot import species:1 of %s: a file of format program is a program, and is not"
                      .formatted(file)
                  + " pinned (give the id of the version in the home that exported it)");
      assertThatThrownBy(() -> model.importFrom(file, other, ALICE, "From training"))
          .isInstanceOf(UntrustedModelException.class);
    }
    assertNothingHappened();
  }

  @Test
  @OnlyLarger
  void isNotLoadedIfItEndsTheSeparateJvm() {
    ModelVersion crash = forged("crash on several rows", calm.manifest().golden());
    Path file = exported(crash);
    try (ManagedModel<Flower, String> model = Flowers.plain(serving).open()) {
      assertThatThrownBy(() -> model.importFrom(file, crash.id(), ALICE, "From training"))
          .isInstanceOf(UntrustedModelException.class)
          .hasMessage(
              "Cannot register species: in a separate JVM, the program ended that JVM with exit"
                  + " code 139; nothing of it ran in this process");
    }
    assertNothingHappened();
  }

  @Test
  @OnlyLarger
  void isNotLoadedWithoutRowsToTryItOn() {
    ModelVersion bare = forged("calm", List.of());
    Path file = exported(bare);
    try (ManagedModel<Flower, String> model = Flowers.plain(serving).open()) {
      assertThatThrownBy(() -> model.importFrom(file, bare.id(), ALICE, "From training"))
          .isInstanceOf(UntrustedModelException.class)
          .hasMessageEndingWith(": it is a program without golden rows to try it on");
    }
    assertNothingHappened();
  }
}
