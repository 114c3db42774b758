package io.lifecycle4j.mlflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.mlflow.ImportReport.Counts;
import io.lifecycle4j.mlflow.ImportReport.Kind;
import io.lifecycle4j.mlflow.ImportReport.Remark;
import io.lifecycle4j.mlflow.ImportReport.Stage;
import io.lifecycle4j.tracking.Experiments;
import io.lifecycle4j.tracking.RunRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Imports into a home, as a user writes them. */
@SuppressWarnings("NullAway") // null is what is refused
class MlflowEntryTest {
  @TempDir Path directory;
  private Path folder;
  private Path run;

  @BeforeEach
  void make() throws IOException {
    folder = directory.resolve("mlruns");
    run = Mlruns.run(Mlruns.experiment(folder), "a");
  }

  private Lifecycle home() {
    return Lifecycle.builder().directory(directory.resolve("home")).open();
  }

  @Test
  void bringsNoSecretIntoAHome() throws IOException {
    String text = "jdbc:postgresql://u:HUNT3R1Z@h/db?user=x&password=HUNT3R2Z";
    Files.writeString(run.resolve("params/x"), text);
    Files.writeString(run.resolve("params/db.password"), "HUNT3R3Z");
    Files.writeString(run.resolve("tags/mlflow.note.content"), text);
    Path used = Files.createDirectories(run.resolve("inputs/i")).resolve("meta.yaml");
    Files.writeString(
        used, "source_id: d\nsource_type: DATASET\ntags:\n  context: '" + text + "'\n");
    Path data = Files.createDirectories(folder.resolve("1/datasets/d")).resolve("meta.yaml");
    Files.writeString(data, "name: rides\n"); // a file, of which every byte is kept
    Path meta = run.resolve("meta.yaml");
    Files.writeString(
        meta, Files.readString(meta).replace("name of a", "failed; password=HUNT3R5Z"));
    try (Lifecycle lifecycle = home()) {
      ImportReport report = MlflowImport.from(folder).into(lifecycle.experiments()).run();

      assertThat(report.remarks())
          .extracting(Remark::reason)
          .contains(
              "'x' holds what looks like a secret, which is not kept",
              "'db.password' holds what looks like a secret, which is not kept",
              "'mlflow.note.content' holds what looks like a secret, which is not kept",
              "'mlflow.dataset.1.context' holds what looks like a secret, which is not kept");
      RunRecord imported = lifecycle.experiments().find("a").orElseThrow();
      assertThat(imported.params().get("x").text()).contains("<redacted>");
      assertThat(imported.note()).contains("<redacted>");
      assertThat(imported.tags().get("mlflow.dataset.1.context")).contains("<redacted>");
      assertThat(imported.info().name()).contains("redacted");
    }

    StringBuilder all = new StringBuilder();
    for (Path file : Mlruns.files(directory.resolve("home"))) {
      all.append(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
    }
    assertThat(all.toString()).contains("<redacted>").doesNotContain("HUNT3R");
  }

  @Test
  void importsNothingIntoAClosedHome() {
    Lifecycle lifecycle = home();
    Experiments experiments = lifecycle.experiments();
    MlflowImport begun = MlflowImport.from(folder).into(experiments);
    lifecycle.close();
    assertThatThrownBy(begun::plan).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(begun::run).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void asksWhereTheRunsGo() {
    assertThatThrownBy(() -> MlflowImport.from(folder).run())
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Missing experiments to import into: null (must be given)");
  }

  @Test
  void takesNoPartTwice() {
    try (Lifecycle lifecycle = home()) {
      Experiments target = lifecycle.experiments();
      MlflowImport begun =
          MlflowImport.from(folder).into(target).experiment("fraud").onProgress(report -> {});
      assertInvalid("twice", () -> begun.into(target));
      assertInvalid("twice", () -> begun.experiment("fraud"));
      assertInvalid("twice", () -> begun.onProgress(report -> {}));
    }
  }

  @Test
  void takesNoNull() {
    MlflowImport begun = MlflowImport.from(folder);
    assertInvalid("null", () -> MlflowImport.from(null));
    assertInvalid("null", () -> begun.into(null));
    assertInvalid("null", () -> begun.experiment(null));
    assertInvalid("null", () -> begun.onProgress(null));
    Counts none = new Counts(0, 0, 0, 0, 0, 0);
    assertInvalid("null", () -> new ImportReport(null, 0, 0, none, 0, 0, List.of()));
    assertInvalid("null", () -> new ImportReport(Stage.DONE, 0, 0, null, 0, 0, List.of()));
    assertInvalid("null", () -> new ImportReport(Stage.DONE, 0, 0, none, 0, 0, null));
    assertInvalid("null", () -> new Remark(null, "f", 0, "r"));
    assertInvalid("null", () -> new Remark(Kind.SKIPPED, null, 0, "r"));
    assertInvalid("null", () -> new Remark(Kind.SKIPPED, "f", 0, null));
    assertInvalid("negative", () -> new Remark(Kind.SKIPPED, "f", -1, "r"));
  }

  private static void assertInvalid(String why, ThrowingCallable call) {
    assertThatThrownBy(call).isInstanceOf(InvalidValueException.class).hasMessageContaining(why);
  }
}
