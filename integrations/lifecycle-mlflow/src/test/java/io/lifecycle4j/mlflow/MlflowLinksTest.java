package io.lifecycle4j.mlflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.core.tracking.HomeExperiments;
import io.lifecycle4j.core.tracking.Tracking;
import io.lifecycle4j.error.InvalidNameException;
import io.lifecycle4j.mlflow.ImportReport.Remark;
import io.lifecycle4j.storage.spi.Medium;
import io.lifecycle4j.tracking.RunRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nothing outside of the folder is read, whatever leads there. */
@SuppressWarnings("NullAway") // what is missing fails the test
class MlflowLinksTest {
  private final Medium medium = Media.memory();
  private final HomeExperiments experiments =
      Tracking.experiments(Tracking.over(medium), run -> false, InstantSource.fixed(Fixtures.TIME));

  @TempDir Path directory;
  private Path folder;
  private Path experiment;
  private Path run;
  private Path secret;

  @BeforeEach
  void make() throws IOException {
    assumeTrue(directory.getFileSystem().supportedFileAttributeViews().contains("posix"));
    folder = directory.resolve("mlruns");
    experiment = Mlruns.experiment(folder);
    run = Mlruns.run(experiment, "a");
    secret = Files.createDirectories(directory.resolve("secret/artifacts"));
    Files.writeString(secret.resolve("password"), "hunter2");
    Files.writeString(secret.resolveSibling("meta.yaml"), "digest: d\nname: hunter2\n");
  }

  @AfterEach
  void close() {
    experiments.close();
    medium.close();
  }

  private RunRecord imported(String... remarks) {
    ImportReport report = MlflowImport.from(folder).into(experiments).run();
    assertThat(report.remarks()).extracting(Remark::toString).containsExactlyInAnyOrder(remarks);
    return experiments.find("a").orElseThrow();
  }

  @Test
  void followsNoLinkToAFileOrADirectory() throws IOException {
    Files.createSymbolicLink(run.resolve("artifacts/file"), secret.resolve("password"));
    Files.createSymbolicLink(run.resolve("artifacts/folder"), secret);
    Files.createSymbolicLink(run.resolve("artifacts/loop"), run.resolve("artifacts"));
    Files.createSymbolicLink(run.resolve("params/p"), secret.resolve("password"));
    Files.createSymbolicLink(run.resolve("metrics/m"), secret.resolve("password"));
    Files.createSymbolicLink(run.resolve("tags/t"), secret.resolve("password"));
    Files.createSymbolicLink(experiment.resolve("b"), run);
    Files.createSymbolicLink(folder.resolve("2"), experiment);

    RunRecord imported =
        imported(
            "1/a/artifacts/file SKIPPED it is a link or a device",
            "1/a/artifacts/folder SKIPPED it is a link or a device",
            "1/a/artifacts/loop SKIPPED it is a link or a device",
            "1/a/params/p SKIPPED it is a link or a device",
            "1/a/metrics/m SKIPPED it is a link or a device",
            "1/a/tags/t SKIPPED it is a link or a device",
            "1/b SKIPPED it is no run: it has no meta.yaml, metrics, params or tags of its own",
            "2 SKIPPED it is no experiment");

    assertThat(imported.artifacts()).isEmpty();
    assertThat(imported.toString()).doesNotContain("hunter2");
  }

  @Test
  void followsNoLinkInThePlaceOfAPart() throws IOException {
    Files.delete(run.resolve("artifacts"));
    Files.createSymbolicLink(run.resolve("artifacts"), secret);
    Files.createSymbolicLink(experiment.resolve("datasets"), secret.getParent().getParent());
    Files.createSymbolicLink(experiment.resolve("models"), secret.getParent().getParent());
    Path input = Files.createDirectories(run.resolve("inputs/i"));
    Files.writeString(
        input.resolve("meta.yaml"), "source_id: secret\nsource_type: DATASET\ntags: {}\n");
    Files.createDirectories(run.resolve("outputs/secret"));

    RunRecord imported =
        imported(
            "1/a/artifacts SKIPPED it is a link (must be a directory)",
            "1/datasets/secret/meta.yaml SKIPPED it is not there, or behind a link",
            "1/models SKIPPED of logged models only the files are imported, with their runs",
            "1/models/secret/artifacts SKIPPED the files of the model are not there, or behind a"
                + " link");

    assertThat(imported.artifacts()).isEmpty();
  }

  @Test
  void takesNoPathFromAFile() throws IOException {
    Files.writeString(
        run.resolve("meta.yaml"),
        "artifact_uri: "
            + secret.toUri()
            + "\nlifecycle_stage: active\nrun_id: a\nrun_name: n\nstart_time: 1\nstatus: 3\n"
            + "end_time: 2\nuser_id: ada\n");
    Path input = Files.createDirectories(run.resolve("inputs/i"));
    Files.writeString(
        input.resolve("meta.yaml"), "source_id: ../../secret\nsource_type: DATASET\ntags: {}\n");

    RunRecord imported =
        imported(
            "1/a/inputs/i/meta.yaml SKIPPED the source_id is '../../secret' (must be letters and"
                + " digits)",
            "1/a/meta.yaml SKIPPED the files of the run are elsewhere: " + secret.toUri());

    assertThat(imported.artifacts()).isEmpty();
  }

  @Test
  void copiesTheFilesOfAModelThatTheRunMade() throws IOException {
    Files.createDirectories(run.resolve("outputs/m-1"));
    Path model = Files.createDirectories(experiment.resolve("models/m-1/artifacts"));
    Files.writeString(model.resolve("MLmodel"), "flavors: {}");

    RunRecord imported =
        imported("1/models SKIPPED of logged models only the files are imported, with their runs");

    assertThat(imported.artifacts()).containsOnlyKeys("mlflow.models/m-1/MLmodel");
    assertThat(imported.tags()).containsEntry("mlflow.output_model.1", "m-1");
  }

  @Test
  void followsALinkToTheFolderItself() throws IOException {
    Path link = Files.createSymbolicLink(directory.resolve("link"), folder);
    assertThat(MlflowImport.from(link).into(experiments).run().imported().runs()).isEqualTo(1);
  }

  @Test
  void waitsForNoPipe() throws IOException {
    Process made = new ProcessBuilder("mkfifo", run.resolve("params/pipe").toString()).start();
    assumeTrue(exits(made));
    assertThat(imported("1/a/params/pipe SKIPPED it is a link or a device").params()).isEmpty();
  }

  private static boolean exits(Process process) {
    try {
      return process.waitFor() == 0;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void readsNamesInUtf8WhateverTheLocale() throws IOException {
    Path script = run.resolve("params");
    Process made =
        new ProcessBuilder("sh", "-c", "printf x > \"$(printf 'gr\\303\\266\\303\\237e')\"")
            .directory(script.toFile())
            .start();
    assumeTrue(exits(made));

    assertThat(imported().params()).containsOnlyKeys("größe");
  }

  @Test
  void hasNoWayOutOfTheFolder() {
    assertThat(List.of("../x", "/x", "a/../../x", "..", ".", "C:/x"))
        .allSatisfy(
            raw ->
                assertThat(InvalidNameException.checkPath("path", AllowedNames.path(raw)))
                    .isNotEqualTo(raw));
  }
}
