package io.lifecycle4j.core;

import static io.lifecycle4j.condition.Conditions.metric;
import static io.lifecycle4j.core.Flowers.ALICE;
import static io.lifecycle4j.core.Flowers.SETOSA;
import static io.lifecycle4j.core.Flowers.linear;
import static io.lifecycle4j.validation.Rules.column;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.core.Flowers.Flower;
import io.lifecycle4j.core.data.DatasetStores;
import io.lifecycle4j.core.maintenance.TestMedium;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.data.Dataset;
import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.data.PurgeReport;
import io.lifecycle4j.data.PurgeReport.Holder;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.error.PurgedDataException;
import io.lifecycle4j.error.StorageFailedException;
import io.lifecycle4j.error.UnknownOutcomeException;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.serving.InvalidRequestPolicy;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.VerifyDepth;
import io.lifecycle4j.storage.spi.Medium;
import io.lifecycle4j.tracking.Run;
import io.lifecycle4j.tracking.RunInput;
import io.lifecycle4j.validation.RequestRejectedException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a home says and does after a version of a dataset was purged. */
class PurgeTest {

  @TempDir private Path elsewhere;
  private final Medium medium = Media.memory();
  private Lifecycle home;

  @BeforeEach
  void open() {
    home = Flowers.in(medium);
  }

  @AfterEach
  void close() {
    home.close();
  }

  private Dataset flowers() {
    return home.datasets().dataset("flowers");
  }

  private PurgeReport purge() {
    return flowers().purge(1, "alice", "asked to");
  }

  @Test
  void refusesEveryReadAndSaysWhoPurgedWhenAndWhy() {
    DatasetVersion version = Flowers.commit(home, 1, 400);
    DatasetVersion second = Flowers.commit(home, 2, 400);
    PurgeReport report = purge();

    assertThat(version.findPurge()).contains(report.purge());
    assertThat(second.findPurge()).isEmpty();
    String message = "Cannot read flowers:1: flowers:1 was purged " + report.purge();
    for (DatasetVersion each : new DatasetVersion[] {version, flowers().version(1)}) {
      assertThatThrownBy(each::rows).isInstanceOf(PurgedDataException.class).hasMessage(message);
      assertThatThrownBy(() -> each.open("flowers.csv"))
          .isInstanceOf(PurgedDataException.class)
          .hasMessage(message);
      assertThatThrownBy(() -> each.checkOut(elsewhere)).isInstanceOf(PurgedDataException.class);
      assertThatThrownBy(() -> each.split(Flowers.PLAN)).isInstanceOf(PurgedDataException.class);
    }
    assertThatThrownBy(() -> flowers().diff(1, 2)).isInstanceOf(PurgedDataException.class);
    assertThat(version.manifest().schema()).isEqualTo(second.manifest().schema());
    assertThat(home.lineage(version).results()).isEmpty();
    assertThat(home.maintenance().verify(VerifyDepth.HASH).damage()).isEmpty();
  }

  @Test
  void takesTheNextSnapshotOfAPurgedVersionUnderTheSameRulesOfTheSchema() {
    Flowers.commit(home, 1, 400);
    purge();
    assertThat(Flowers.commit(home, 1, 400).number()).isEqualTo(2);
  }

  @Test
  void namesTheRunsAndModelsThatLearnedFromTheVersion() {
    Split split = Flowers.split(home, 1);
    try (ManagedModel<Flower, String> model = Flowers.model(home).open()) {
      model.train(split);
      PurgeReport report = purge();

      assertThat(report.holders())
          .extracting(Holder::name)
          .hasSize(2)
          .anyMatch(name -> name.matches("run [0-9a-z]{16}"))
          .contains("model species:1");
      assertThat(report.toString()).contains("golden rows and drift reference");
      assertThat(purge().holders()).isEqualTo(report.holders());
    }
  }

  @Test
  void namesTheModelsThatItsHoldoutJudges() {
    Split pinned = Flowers.split(home, 1);
    try (ManagedModel<Flower, String> model = Flowers.plain(home).holdout(pinned).open()) {
      assertThat(purge().holders())
          .singleElement()
          .hasToString(
              "Holder[name=pinned holdout of model species, keeps=in evaluations labels and outputs"
                  + " of its rows; no version is judged until another holdout is pinned]");
      model.pinHoldout(Flowers.split(home, 2), Flowers.ALICE, "The other was purged");
      assertThat(purge().holders()).isEmpty();
    }
  }

  @Test
  void keepsWhatAPinOrAFileOfARunNeeds() throws Exception {
    DatasetVersion version = Flowers.commit(home, 1, 400);
    byte[] bytes = version.open("flowers.csv").readAllBytes();
    try (Run run = home.experiments().start("kept")) {
      run.artifact("copy.csv", Content.of(bytes)).finish();
    }
    home.maintenance().pin("paper", List.of(version.manifest().files().get(0).blob()));
    PurgeReport report = purge();

    assertThat(report.bytes().deletedBlobs()).isEqualTo(2); // the manifest and the report
    assertThat(report.bytes().sharedBytes()).isEqualTo(bytes.length);
    assertThat(report.bytes().sharedWith())
        .hasSize(2)
        .contains("pin paper")
        .anyMatch(holder -> holder.startsWith("run "));
    assertThatThrownBy(version::rows).isInstanceOf(PurgedDataException.class);
    assertThat(home.maintenance().verify(VerifyDepth.HASH).damage()).isEmpty();
  }

  @Test
  void refusesWhileARunUsesTheVersion() {
    DatasetVersion version = Flowers.commit(home, 1, 400);
    try (Run run = home.experiments().start("species")) {
      run.input(new RunInput(version.ref(), "train")).flush();
      assertThatThrownBy(this::purge)
          .isInstanceOf(ConflictException.class)
          .hasMessage("Cannot purge flowers:1: run " + run.id() + " uses it (wait for its end)");
      assertThat(version.findPurge()).isEmpty();
      run.finish();
    }
    assertThat(purge().holders()).hasSize(1);
  }

  @Test
  void registersNothingThatLearnedFromAVersionThatWasPurgedMeanwhile() {
    HinderedEngine engine = new HinderedEngine();
    engine.beforeClosing( // as another process does, when all rows are read and the model is tried
        () ->
            DatasetStores.over(medium, InstantSource.system())
                .purge("flowers", 1, "alice", "asked to"));
    try (Lifecycle other = Flowers.in(medium, engine);
        ManagedModel<Flower, String> model = Flowers.model(other).open()) {
      Split split = Flowers.split(other, 1);
      assertThatThrownBy(() -> model.train(split))
          .isInstanceOf(PurgedDataException.class)
          .hasMessageStartingWith(
              "Cannot register a version of species: flowers:1 was purged by alice at ");
      assertThat(other.models().versions("species")).isEmpty();
    }
  }

  @Test
  void servesAndRollsBackToAModelWhoseDataArePurgedButDoesNotJudgeIt() {
    try (ManagedModel<Flower, String> model =
        Flowers.model(home).gates(linear(metric("accuracy").atLeast(0.5))).open()) {
      ModelVersion first = Flowers.promoted(model, Flowers.split(home, 1));
      ModelVersion candidate = model.train(Flowers.split(home, 1));
      ModelVersion second = Flowers.promoted(model, Flowers.split(home, 2));
      purge();

      String refused =
          "Cannot judge species:%s (train it anew on a version that exists): flowers:1 was purged";
      assertThatThrownBy(() -> model.evaluate(first))
          .isInstanceOf(PurgedDataException.class)
          .hasMessageStartingWith(refused, 1);
      assertThatThrownBy(() -> model.promote(candidate, ALICE, "why"))
          .isInstanceOf(PurgedDataException.class)
          .hasMessageStartingWith(refused, 2);
      assertThat(model.findProduction()).contains(second);
      assertThat(model.evaluate(second).rows()).isPositive();
      model.rollback(ALICE, "why");
      assertThat(model.findProduction()).contains(first);
      assertThat(model.predict(SETOSA).version()).hasValue(1);
    }
  }

  @Test
  void checksRequestsByTheRulesOfAPurgedVersion() {
    Split split =
        Flowers.commit(home, 1, 400, column("length").atLeast(-10).as("long")).split(Flowers.PLAN);
    try (ManagedModel<Flower, String> model = Flowers.model(home).open()) {
      Flowers.promoted(model, split);
    }
    purge();
    DatasetVersion version = flowers().version(1);
    assertThat(version.validation().orElseThrow().results())
        .allSatisfy(result -> assertThat(result.observed()).isNaN())
        .anySatisfy(result -> assertThat(result.rule().id()).isEqualTo("long"));
    try (ManagedModel<Flower, String> model =
        Flowers.plain(home).validatingRequests(InvalidRequestPolicy.REJECT).open()) {
      assertThat(model.predict(SETOSA).value()).isEqualTo("setosa");
      assertThatThrownBy(() -> model.predict(new Flower(-11, 0.3, "sand")))
          .isInstanceOf(RequestRejectedException.class);
    }
  }

  /** Purges a version, but fails before the first byte is deleted; returns a file of it. */
  private BlobId interrupted() {
    Flowers.commit(home, 1, 400);
    return interrupted(1);
  }

  private BlobId interrupted(int number) {
    BlobId file = flowers().version(number).manifest().files().get(0).blob();
    TestMedium failing = new TestMedium(medium);
    failing.before(
        "quarantine",
        () -> {
          throw new StorageFailedException("No disk");
        });
    assertThatThrownBy(
            () ->
                DatasetStores.over(failing, InstantSource.system())
                    .purge("flowers", number, "alice", "asked to"))
        .isInstanceOf(UnknownOutcomeException.class)
        .hasMessage(
            "Purged flowers:"
                + number
                + ", but the deletion of its bytes is not complete: No disk (purge it"
                + " again, or let the next opening, commit or garbage collection complete it)");
    assertThat(flowers().version(number).findPurge()).isPresent();
    assertThat(medium.blobs().contains(file)).isTrue();
    assertThat(home.maintenance().verify(VerifyDepth.HASH).damage()).isEmpty();
    return file;
  }

  @Test
  void completesAnInterruptedPurgeWhenTheHomeIsOpened() {
    BlobId file = interrupted();
    try (Lifecycle other = Flowers.in(medium)) {
      assertThat(medium.blobs().contains(file)).isFalse();
      assertThat(other.datasets().dataset("flowers").version(1).findPurge()).isPresent();
    }
  }

  @Test
  void completesAnInterruptedPurgeBeforeACommit() {
    BlobId file = interrupted();
    Flowers.commit(home, 2, 9);
    assertThat(medium.blobs().contains(file)).isFalse();
  }

  @Test
  void completesAnInterruptedPurgeInAGarbageCollection() {
    BlobId file = interrupted();
    home.maintenance().collectGarbage().run(); // a dry run changes nothing
    assertThat(medium.blobs().contains(file)).isTrue();
    home.maintenance().collectGarbage().quarantine().run();
    assertThat(medium.blobs().contains(file)).isFalse();
    assertThat(medium.blobs().maintenance().quarantined()).isEmpty();
  }

  @Test
  void commitsWhatNeedsNothingOfAPurgeThatCannotBeCompleted() {
    interrupted();
    TestMedium damaged = new TestMedium(medium);
    try (Lifecycle other = Flowers.in(damaged)) {
      Flowers.commit(other, 2, 9); // completes the purge of the first
      Flowers.commit(other, 3, 400);
      damaged.damaged.add(
          other
              .datasets()
              .dataset("soils")
              .snapshot(Sources.csv("soils.csv", Content.of("soil\nloam\n")))
              .schema(Schema.builder().column("soil", DataType.STRING).build())
              .commit()
              .id());
      interrupted(3);
      assertThat(Flowers.commit(other, 4, 9).number()).isEqualTo(4);
      assertThatThrownBy(() -> Flowers.commit(other, 3, 400))
          .isInstanceOf(CorruptDataException.class)
          .hasMessageStartingWith("Cannot delete the bytes of flowers:3: what dataset soils:1");
      assertThatThrownBy(() -> other.maintenance().collectGarbage().quarantine().run())
          .isInstanceOf(CorruptDataException.class)
          .hasMessageStartingWith("Cannot collect garbage: ");
      assertThat(flowers().version(4).manifest().summary().rows()).isEqualTo(9);
    }
  }

  /** Has a run commit a file of the version after the purge looked for what others need. */
  private TestMedium withARunInBetween(byte[] bytes) {
    TestMedium busy = new TestMedium(medium); // its clock is ahead of the run's put
    busy.before(
        "quarantine",
        () -> {
          try (Run run = home.experiments().start("kept")) {
            run.artifact("copy.csv", Content.of(bytes)).finish();
          }
        });
    return busy;
  }

  private void assertWholeAndNothingAside() {
    assertThat(home.maintenance().verify(VerifyDepth.HASH).damage()).isEmpty();
    assertThat(medium.blobs().maintenance().quarantined()).isEmpty();
  }

  @Test
  void keepsWhatARunCommitsWhileTheVersionIsPurged() throws Exception {
    byte[] bytes = Flowers.commit(home, 1, 400).open("flowers.csv").readAllBytes();
    try (Lifecycle other = Flowers.in(withARunInBetween(bytes))) {
      PurgeReport report = other.datasets().dataset("flowers").purge(1, "alice", "asked to");
      assertThat(report.bytes().sharedBytes()).isEqualTo(bytes.length);
      assertThat(report.bytes().sharedWith()).singleElement().asString().startsWith("run ");
      assertWholeAndNothingAside();
    }
  }

  @Test
  void restoresWhatARunCommittedWhenAPurgeThatFailedIsCompleted() throws Exception {
    byte[] bytes = Flowers.commit(home, 1, 400).open("flowers.csv").readAllBytes();
    TestMedium busy = withARunInBetween(bytes);
    busy.before(
        "restore",
        () -> {
          throw new StorageFailedException("No disk");
        });
    try (Lifecycle other = Flowers.in(busy)) {
      assertThatThrownBy(() -> other.datasets().dataset("flowers").purge(1, "alice", "asked to"))
          .isInstanceOf(UnknownOutcomeException.class);
      assertThat(purge().bytes().deletedBlobs()).isZero(); // completes the first
      assertWholeAndNothingAside();
    }
  }

  @Test
  void rejectsWhatIsNotThereAndAMissingReason() {
    assertThatThrownBy(this::purge)
        .isInstanceOf(NotFoundException.class)
        .hasMessageStartingWith("Dataset does not exist: flowers");
    DatasetVersion version = Flowers.commit(home, 1, 400);
    assertThatThrownBy(() -> flowers().purge(1, "alice", ""))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Missing reason of a purge: '' (say why; the dataset keeps it)");
    assertThat(version.findPurge()).isEmpty();
  }
}
