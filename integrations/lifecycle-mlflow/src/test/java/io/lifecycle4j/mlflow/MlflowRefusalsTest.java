package io.lifecycle4j.mlflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.contract.ForwardingTracker;
import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.core.tracking.HomeExperiments;
import io.lifecycle4j.core.tracking.Tracking;
import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.error.InvalidDataException;
import io.lifecycle4j.error.InvalidNameException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.error.StorageFailedException;
import io.lifecycle4j.mlflow.ImportReport.Remark;
import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.storage.spi.Medium;
import io.lifecycle4j.tracking.RunEnd;
import io.lifecycle4j.tracking.RunInfo;
import io.lifecycle4j.tracking.RunRecord;
import io.lifecycle4j.tracking.RunStatus;
import io.lifecycle4j.tracking.spi.ExperimentTracker;
import io.lifecycle4j.tracking.spi.RunBatch;
import io.lifecycle4j.tracking.spi.RunLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that cannot come, or are there already: the report names each, and the others come. */
@SuppressWarnings("NullAway") // what is missing fails the test
class MlflowRefusalsTest {
  private final Medium medium = Media.memory();
  private final ExperimentTracker tracker = Tracking.over(medium);
  private final HomeExperiments experiments = over(tracker);

  @TempDir Path folder;
  private Path experiment;

  @BeforeEach
  void make() throws IOException {
    experiment = Mlruns.experiment(folder);
  }

  @AfterEach
  void close() {
    experiments.close();
    medium.close();
  }

  private static HomeExperiments over(ExperimentTracker tracker) {
    return Tracking.experiments(tracker, run -> false, InstantSource.fixed(Fixtures.TIME));
  }

  /** Plans and imports; both say the same, but for what became of it. */
  private ImportReport run() {
    ImportReport plan = MlflowImport.from(folder).into(experiments).plan();
    ImportReport report = MlflowImport.from(folder).into(experiments).run();
    assertThat(report).usingRecursiveComparison().ignoringFields("stage").isEqualTo(plan);
    return report;
  }

  private static List<String> shown(ImportReport report) {
    return report.remarks().stream().map(Remark::toString).toList();
  }

  private Path other(String id) throws IOException {
    Path other = Files.createDirectories(folder.resolve(id));
    Files.writeString(other.resolve("meta.yaml"), "lifecycle_stage: active\nname: churn\n");
    return other;
  }

  private void there(String id, String tag, String value) {
    try (RunLog log =
        tracker.start(new RunInfo(id, "fraud", Fixtures.TIME, "there", Optional.empty()))) {
      RunBatch.Builder batch = RunBatch.builder().param("p", 1).tag(tag, value);
      RunEnd end = new RunEnd(RunStatus.CRASHED, Fixtures.TIME, "");
      log.append(batch.end(end).build(), Durability.PROCESS);
    }
  }

  /** Refuses to record one of the runs. */
  private static final class RefusingTracker extends ForwardingTracker {
    private final String refused;
    private final RuntimeException refusal;

    RefusingTracker(ExperimentTracker tracker, String refused, RuntimeException refusal) {
      super(tracker);
      this.refused = refused;
      this.refusal = refusal;
    }

    @Override
    public RunLog start(RunInfo info) {
      RunLog log = super.start(info);
      return !info.id().equals(refused)
          ? log
          : new RunLog() {
            @Override
            public void append(RunBatch batch, Durability durability) {
              throw refusal;
            }

            @Override
            public void close() {
              log.close();
            }
          };
    }
  }

  @Test
  void importsTheOtherRunsWhenOneIsRefused() throws IOException {
    for (RuntimeException refusal :
        List.of(
            new ConflictException("No"),
            new InvalidDataException("No"),
            new InvalidNameException("No"),
            new InvalidValueException("No"),
            new NotFoundException("No"))) {
      String run = refusal.getClass().getSimpleName();
      for (String id : List.of("a-", "b-", "c-")) {
        Mlruns.run(experiment, id + run);
      }
      ImportReport report;
      try (HomeExperiments refusing = over(new RefusingTracker(tracker, "b-" + run, refusal))) {
        report = MlflowImport.from(folder).into(refusing).run();
      }

      assertThat(report.imported().runs()).as(run).isEqualTo(2);
      assertThat(shown(report))
          .containsExactly("1/b-" + run + " SKIPPED the run cannot be recorded: No");
      assertThat(MlflowImport.from(folder).into(experiments).run().imported().runs()).isEqualTo(1);
      assertThat(experiments.find("b-" + run).orElseThrow().status()).isEqualTo(RunStatus.FINISHED);
    }
  }

  @Test
  void stopsWhenTheStorageFails() throws IOException {
    Mlruns.run(experiment, "a");
    RuntimeException failure = new StorageFailedException("No space", null);
    try (HomeExperiments failing = over(new RefusingTracker(tracker, "a", failure))) {
      assertThatThrownBy(() -> MlflowImport.from(folder).into(failing).run()).isSameAs(failure);
    }
  }

  @Test
  void takesOneOfTwoRunsWithTheSameId() throws IOException {
    Mlruns.run(experiment, "a");
    Mlruns.run(experiment, "b");
    Mlruns.run(other("2"), "a");
    Mlruns.copy(experiment, folder.resolve(".trash/1"));

    ImportReport report = run();

    assertThat(report.found()).isEqualTo(5);
    assertThat(report.imported().runs()).isEqualTo(2);
    assertThat(report.present()).isZero();
    assertThat(report.isExact()).isFalse();
    assertThat(shown(report))
        .containsExactly(
            "2/a SKIPPED a run with its id is there twice: that at 1/a was taken",
            ".trash/1/a SKIPPED a run with its id is there twice: that at 1/a was taken",
            ".trash/1/b SKIPPED a run with its id is there twice: that at 1/b was taken");
    ImportReport second = run();
    assertThat(second.present()).isEqualTo(2);
    assertThat(second.skipped()).isEqualTo(3);
  }

  @Test
  void tellsOfARunThatWasImportedFromAnotherExperiment() throws IOException {
    Mlruns.run(experiment, "a");
    Mlruns.run(other("2"), "a");
    MlflowImport.from(folder).into(experiments).experiment("1").run();

    ImportReport report = MlflowImport.from(folder).into(experiments).experiment("2").run();

    assertThat(report.present()).isZero();
    assertThat(shown(report))
        .containsExactly("2/a SKIPPED a run with its id was imported before, of the origin '1/a'");
    assertThat(experiments.find("a").orElseThrow().tags()).containsEntry(RunIds.ORIGIN, "1/a");
  }

  @Test
  void knowsARunWhoseExperimentWasRenamedOrDeleted() throws IOException {
    Mlruns.run(experiment, "a");
    run();
    Files.writeString(experiment.resolve("meta.yaml"), "lifecycle_stage: active\nname: new\n");
    assertThat(run().present()).isEqualTo(1);
    Files.move(experiment, Files.createDirectory(folder.resolve(".trash")).resolve("1"));
    assertThat(run().present()).isEqualTo(1);
  }

  @Test
  void takesNoImportOfAnotherRunForItsOwn() throws IOException {
    for (String tag : List.of(RunIds.ORIGIN, RunIds.BEGUN)) {
      String id = tag.equals(RunIds.ORIGIN) ? "whole" : "begun";
      Mlruns.run(experiment, id);
      there(id, tag, "1/another");
    }

    ImportReport report = run();

    assertThat(report.imported().runs()).isEqualTo(2);
    assertThat(experiments.find("whole").orElseThrow().info().name()).isEqualTo("there");
    assertThat(experiments.find("begun").orElseThrow().info().name()).isEqualTo("there");
    assertThat(experiments.find("mlflow-whole")).isPresent();
    assertThat(experiments.find("mlflow-begun")).isPresent();
    assertThat(run().present()).isEqualTo(2);
  }

  @Test
  void tellsOfARunWhoseTwoIdsAreTaken() throws IOException {
    Mlruns.run(experiment, "a");
    there("a", "t", "x");
    there("mlflow-a", "t", "x");
    assertThat(shown(run()))
        .containsExactly(
            "1/a SKIPPED the id is taken by another run, and 'mlflow-a' is taken by another run");
  }

  @Test
  void tellsOfAnIdThatIsNotAllowed() throws IOException {
    Mlruns.run(experiment, "..x");
    String tooLong = "y".repeat(251);
    Mlruns.run(experiment, tooLong);

    ImportReport report = run();

    assertThat(report.imported().runs()).isEqualTo(1);
    assertThat(experiments.find("mlflow-..x")).isPresent();
    assertThat(shown(report))
        .contains(
            "1/..x CHANGED the id is not allowed: 'mlflow-..x' was taken",
            "1/"
                + tooLong
                + " SKIPPED the id is not allowed, and 'mlflow-"
                + tooLong
                + "' is not allowed");
  }

  @Test
  @OnlyLarger
  void knowsARunThatIsFullAgain() throws IOException {
    Path tags = Mlruns.run(experiment, "a").resolve("tags");
    for (int i = 10; i < 25; i++) {
      Files.writeString(tags.resolve("t" + i), "x".repeat(1 << 20));
    }
    ImportReport report = run();
    assertThat(report.imported().runs()).isEqualTo(1);
    assertThat(shown(report))
        .contains("1/a/tags/t24 SKIPPED 't24': the run has more than can be kept of one");
    for (int i = 0; i < 2_000; i++) { // nor is there room for anything else
      Files.writeString(tags.resolve("u" + i), "x".repeat(1_000));
    }
    Mlruns.copy(tags.getParent(), experiment.resolve("b"));
    run();
    RunRecord full = experiments.find("b").orElseThrow();
    assertThat(full.tags()).containsEntry(RunIds.ORIGIN, "1/b").doesNotContainKey(RunIds.BEGUN);
    assertThat(run().present()).isEqualTo(2);
  }
}
