package io.lifecycle4j.mlflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.core.tracking.HomeExperiments;
import io.lifecycle4j.core.tracking.Tracking;
import io.lifecycle4j.error.InvalidDataException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.mlflow.ImportReport.Counts;
import io.lifecycle4j.mlflow.ImportReport.Kind;
import io.lifecycle4j.mlflow.ImportReport.Remark;
import io.lifecycle4j.storage.spi.Medium;
import io.lifecycle4j.tracking.MetricPoint;
import io.lifecycle4j.tracking.RunInfo;
import io.lifecycle4j.tracking.RunQuery;
import io.lifecycle4j.tracking.RunRecord;
import io.lifecycle4j.tracking.RunStatus;
import io.lifecycle4j.tracking.spi.ExperimentTracker;
import io.lifecycle4j.tracking.spi.RunLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Imports of folders that are not as they should be. */
@SuppressWarnings("NullAway") // what is missing fails the test
class MlflowImportTest {
  private static final InstantSource CLOCK = InstantSource.fixed(Fixtures.TIME);

  private final Medium medium = Media.memory();
  private final ExperimentTracker tracker = Tracking.over(medium);
  private final HomeExperiments experiments = over(tracker);

  @TempDir Path directory;
  private Path folder;
  private Path experiment;

  @BeforeEach
  void make() throws IOException {
    folder = directory.resolve("mlruns");
    experiment = Mlruns.experiment(folder);
  }

  @AfterEach
  void close() {
    experiments.close();
    medium.close();
  }

  private static HomeExperiments over(ExperimentTracker tracker) {
    return Tracking.experiments(tracker, run -> false, CLOCK);
  }

  private ImportReport run() {
    return MlflowImport.from(folder).into(experiments).run();
  }

  private RunRecord get(String id) {
    return experiments.find(id).orElseThrow();
  }

  private List<Double> values(String id, String metric) {
    return experiments.history(id, metric).points().stream().map(MetricPoint::value).toList();
  }

  private static List<String> shown(ImportReport report) {
    return report.remarks().stream().map(Remark::toString).toList();
  }

  @Test
  void readsLinesOfEveryVersion() throws IOException {
    Path metrics = Mlruns.run(experiment, "a").resolve("metrics");
    Files.writeString(
        metrics.resolve("m"),
        """
        1700000000001 0.5
        1700000000002 1e-3 4
        1700000000003 -inf -7 ghost
        1700000000004 nan 9223372036854775807 rides abc
        1700000000005 2 6 my own rides abc
        """);

    ImportReport report = run();

    assertThat(experiments.history("a", "m").points())
        .extracting(MetricPoint::step)
        .containsExactly(0L, 4L, -7L, Long.MAX_VALUE, 6L);
    assertThat(values("a", "m"))
        .containsExactly(0.5, 1e-3, Double.NEGATIVE_INFINITY, Double.NaN, 2.0);
    assertThat(shown(report))
        .containsExactly(
            "1/a/metrics/m:3 CHANGED the fourth field 'ghost' is not kept",
            "1/a/metrics/m CHANGED the points were measured on several datasets; which is not"
                + " kept");
  }

  @Test
  void leavesOutLinesThatAreNoPoints() throws IOException {
    Path metrics = Mlruns.run(experiment, "a").resolve("metrics");
    Files.writeString(
        metrics.resolve("m"),
        "1 1 1\n\nx 1 1\n1 0x1p3 1\n1 1d 1\n1 Infinity 1\n1 1 1.5\n1 1 99999999999999999999\n"
            + "-1 1 1\n2 2 2\n"
            + "9".repeat(9_000)
            + "\n3 3 3\n1 1 1");
    Files.writeString(metrics.resolve("none"), "");

    ImportReport report = run();

    assertThat(values("a", "m")).containsExactly(1.0, 2.0, 3.0);
    assertThat(report.imported().points()).isEqualTo(3);
    assertThat(report.remarks()).extracting(Remark::kind).containsOnly(Kind.SKIPPED);
    assertThat(report.remarks())
        .extracting(Remark::line)
        .containsExactly(2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 11L, 13L, 0L);
    assertThat(shown(report))
        .contains(
            "1/a/metrics/m:13 SKIPPED the line is torn: it has no end",
            "1/a/metrics/m:4 SKIPPED the value is '0x1p3' (must be a number)",
            "1/a/metrics/none SKIPPED there is no point in it");
  }

  @Test
  void readsTimesUpToTheYear9999() throws IOException {
    Path metrics = Mlruns.run(experiment, "a").resolve("metrics");
    Files.writeString(metrics.resolve("m"), "253402300799999 1 1\n253402300800000 2 2\n");

    ImportReport report = run();

    assertThat(values("a", "m")).containsExactly(1.0);
    assertThat(shown(report))
        .containsExactly(
            "1/a/metrics/m:2 SKIPPED the time 253402300800000 is before 1970 or after the year"
                + " 9999");
  }

  @Test
  void importsNothingTwice() throws IOException {
    Mlruns.unpack(folder);
    ImportReport first = run();
    RunQuery all = RunQuery.builder().view(RunQuery.View.ALL).build();
    List<RunRecord> runs = experiments.search(all).runs();

    ImportReport second = run();

    assertThat(second.present()).isEqualTo(first.imported().runs()).isEqualTo(7);
    assertThat(second.imported()).isEqualTo(new Counts(0, 0, 0, 0, 0, 0));
    assertThat(experiments.search(all).runs()).isEqualTo(runs);
  }

  @Test
  void doesNotDeleteAgainWhatWasRestored() throws IOException {
    Mlruns.unpack(folder);
    run();
    RunQuery deleted = RunQuery.builder().view(RunQuery.View.DELETED).build();
    List<RunRecord> runs = experiments.search(deleted).runs();
    assertThat(runs).hasSize(2);
    runs.forEach(run -> experiments.restore(run.id()));

    run();

    assertThat(experiments.search(deleted).runs()).isEmpty();
  }

  @Test
  void doesNotBringBackWhatWasPurged() throws IOException {
    Mlruns.run(experiment, "a");
    run();
    experiments.delete("a");
    experiments.purge("a");

    ImportReport report = run();

    assertThat(shown(report))
        .containsExactly("1/a SKIPPED the run cannot be recorded: Run already exists: a");
    assertThat(experiments.find("a")).isEmpty();
  }

  @Test
  void takesAnotherIdIfItIsTaken() throws IOException {
    Mlruns.run(experiment, "a");
    Path child = Mlruns.run(experiment, "b");
    Files.writeString(child.resolve("tags/mlflow.parentRunId"), "a");
    try (RunLog log =
        tracker.start(new RunInfo("a", "other", Fixtures.TIME, "a", Optional.empty()))) {
      assertThat(log).isNotNull();
    }

    ImportReport first = run();
    ImportReport second = run();

    assertThat(get("mlflow-a").info().name()).isEqualTo("name of a");
    assertThat(get("b").info().parent()).hasValue("mlflow-a");
    assertThat(shown(first))
        .contains("1/a CHANGED the id is taken by another run: 'mlflow-a' was taken");
    assertThat(second.present()).isEqualTo(2);
  }

  @Test
  void saysWhatAMetaThatIsEmptyLeavesOpen() throws IOException {
    Path run = Mlruns.run(experiment, "a");
    Files.writeString(run.resolve("meta.yaml"), "");
    Files.writeString(run.resolve("metrics/m"), "1700000000007 1 1\n1700000000009 1 2\n");
    Files.writeString(run.resolve("tags/mlflow.runName"), "torn");

    ImportReport report = run();

    RunRecord imported = get("a");
    assertThat(imported.info().name()).isEqualTo("torn");
    assertThat(imported.info().started()).isEqualTo(Instant.ofEpochMilli(1_700_000_000_007L));
    assertThat(imported.status()).isEqualTo(RunStatus.CRASHED);
    assertThat(imported.end().orElseThrow().time())
        .isEqualTo(Instant.ofEpochMilli(1_700_000_000_009L));
    assertThat(shown(report))
        .contains(
            "1/a/meta.yaml SKIPPED the file is empty",
            "1/a/meta.yaml CHANGED there is no status: RUNNING was taken, and so CRASHED",
            "1/a/meta.yaml CHANGED the lifecycle_stage is '': active was taken");
  }

  @Test
  void keepsAParentThatIsNotThereAsATag() throws IOException {
    Path run = Mlruns.run(experiment, "a");
    Files.writeString(run.resolve("tags/mlflow.parentRunId"), "../1");

    ImportReport report = run();

    assertThat(get("a").info().parent()).isEmpty();
    assertThat(get("a").tags()).containsEntry("mlflow.parentRunId", "../1");
    assertThat(shown(report))
        .containsExactly("1/a CHANGED there is no run '../1': the parent is kept in the tag alone");
  }

  @Test
  void givesEachNameThatIsNotAllowedOneOfItsOwn() throws IOException {
    Path params = Mlruns.run(experiment, "a").resolve("params");
    Files.writeString(params.resolve(".x"), "1");
    Files.writeString(params.resolve("_.x"), "2");
    Files.writeString(params.resolve("x "), "3");
    Files.writeString(experiment.resolve("meta.yaml"), "name: /Users/ada/fraud\n");

    ImportReport report = run();

    RunRecord run = get("a");
    assertThat(run.info().experiment()).isEqualTo("_Users_ada_fraud");
    assertThat(run.params().get("_.x").text()).isEqualTo("2");
    assertThat(run.params().get("_.x-2").text()).isEqualTo("1");
    assertThat(run.params().get("x _").text()).isEqualTo("3");
    assertThat(shown(report))
        .contains(
            "1/a/params/.x CHANGED the name '.x' is not allowed: '_.x-2' was taken",
            "1 CHANGED the name '/Users/ada/fraud' is not allowed: '_Users_ada_fraud' was taken");
  }

  @Test
  void takesOnlyTheExperimentsThatAreNamed() throws IOException {
    Mlruns.run(experiment, "a");
    Path other = Files.createDirectories(folder.resolve("2"));
    Files.writeString(other.resolve("meta.yaml"), "lifecycle_stage: active\nname: churn\n");
    Mlruns.run(other, "b");

    ImportReport report =
        MlflowImport.from(folder).into(experiments).experiment("2").experiment("nothing").run();

    assertThat(report.found()).isEqualTo(1);
    assertThat(experiments.names()).containsExactly("churn");
    assertThat(shown(report)).containsExactly(". SKIPPED there is no experiment 'nothing'");
  }

  @Test
  void plansWithoutImporting() throws IOException {
    Mlruns.unpack(folder);
    ImportReport plan = MlflowImport.from(folder).into(experiments).plan();
    assertThat(experiments.names()).isEmpty();
    assertThat(plan.toString()).contains(" runs would be imported, ");
    assertThat(plan.toMarkdown()).contains("| runs would be imported | ");
    assertThat(run()).usingRecursiveComparison().ignoringFields("stage").isEqualTo(plan);
  }

  @Test
  void tellsHowFarItIs() throws IOException {
    Mlruns.run(experiment, "a");
    Mlruns.run(experiment, "b");
    List<String> told = new ArrayList<>();

    MlflowImport.from(folder)
        .into(experiments)
        .onProgress(report -> told.add(report.imported().runs() + "/" + report.found()))
        .run();

    assertThat(told).containsExactly("0/2", "1/2", "2/2");
  }

  @Test
  void refusesWhatIsNoFolderOfMlflow() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "x");
    Path empty = Files.createDirectory(directory.resolve("empty"));
    assertThatThrownBy(() -> MlflowImport.from(file))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Cannot import " + file + ": it is a file (must be the folder mlruns)");
    Path none = directory.resolve("none");
    assertThatThrownBy(() -> MlflowImport.from(none))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Cannot import " + none + ": there is no such folder");
    assertThatThrownBy(() -> MlflowImport.from(empty).into(experiments).run())
        .isInstanceOf(InvalidDataException.class)
        .hasMessage(
            "Cannot import "
                + empty.toRealPath()
                + ": it holds no experiment (must be the folder mlruns)");
  }
}
