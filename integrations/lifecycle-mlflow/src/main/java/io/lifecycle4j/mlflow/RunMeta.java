package io.lifecycle4j.mlflow;

import io.lifecycle4j.tracking.RunStatus;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The {@code meta.yaml} of a run. Missing fields are reported. */
final class RunMeta {
  /** The status of a run in this home; a run that is active in MLflow counts as crashed. */
  private static final Map<String, RunStatus> STATES =
      Map.of(
          "1", RunStatus.CRASHED,
          "2", RunStatus.CRASHED,
          "3", RunStatus.FINISHED,
          "4", RunStatus.FAILED,
          "5", RunStatus.KILLED);

  /**
   * Fields that become tags: those that newer versions of MLflow store as tags, and the location of
   * files.
   */
  private static final Map<String, String> FIELDS_AS_TAGS =
      Map.of(
          "artifact_uri", "mlflow.artifactUri",
          "user_id", "mlflow.user",
          "source_name", "mlflow.source.name",
          "source_version", "mlflow.source.git.commit",
          "entry_point_name", "mlflow.project.entryPoint");

  private final Path file;
  private final YamlFields fields;
  private final ImportNotes notes;

  private RunMeta(Path file, YamlFields fields, ImportNotes notes) {
    this.file = file;
    this.fields = fields;
    this.notes = notes;
  }

  static RunMeta read(Path run, ImportNotes notes) {
    Path file = run.resolve(MetaFiles.NAME);
    return new RunMeta(file, MetaFiles.read(file, notes), notes);
  }

  Path file() {
    return file;
  }

  /** Reports an id that differs from that of the directory, which takes precedence. */
  void checkId(String directory) {
    String id = fields.text("run_id").or(() -> fields.text("run_uuid")).orElse(directory);
    if (!id.equals(directory)) {
      notes.changed(file, "the run_id is '" + id + "': the name of the directory was taken");
    }
  }

  /** Reports files outside the folder; a path that a file contains is never opened. */
  void checkFiles(String id) {
    String place = fields.text("artifact_uri").orElse("");
    if (!place.isEmpty() && !place.replace('\\', '/').endsWith("/" + id + "/artifacts")) {
      notes.skipped(file, "the files of the run are elsewhere: " + place);
    }
  }

  Optional<String> name() {
    return fields.text("run_name").filter(name -> !name.isBlank());
  }

  @Nullable Instant start() {
    return time("start_time");
  }

  @Nullable Instant end() {
    return time("end_time");
  }

  private @Nullable Instant time(String field) {
    String text = fields.text(field).orElse("");
    if (text.matches("[0-9]{1,15}") && Long.parseLong(text) <= MetricLine.LATEST) {
      return Instant.ofEpochMilli(Long.parseLong(text));
    }
    if (!text.isEmpty()) {
      notes.changed(file, field + " is '" + text + "' (must be milliseconds since 1970)");
    }
    return null;
  }

  RunStatus status() {
    String text = fields.text("status").orElse("");
    RunStatus status = STATES.get(text);
    if (text.isEmpty()) {
      notes.changed(file, "there is no status: RUNNING was taken, and so CRASHED");
      return RunStatus.CRASHED;
    }
    if (status == null) {
      notes.changed(file, "the status is '" + text + "' (must be 1 to 5): UNKNOWN was taken");
      return RunStatus.UNKNOWN;
    }
    if (status == RunStatus.CRASHED) {
      String name = text.equals("1") ? "RUNNING" : "SCHEDULED";
      notes.changed(file, "the status is " + name + ", and it is not recorded here: CRASHED");
    }
    return status;
  }

  boolean deleted() {
    return MetaFiles.deleted(file, fields, notes);
  }

  /** Passes on the fields that become tags. */
  void fieldsAsTags(BiConsumer<String, String> tag) {
    if (fields.text("user_id").isEmpty()) {
      notes.changed(file, "there is no user_id");
    }
    FIELDS_AS_TAGS.forEach(
        (field, name) ->
            fields
                .text(field)
                .filter(text -> !text.isBlank() && !text.equals("unknown"))
                .ifPresent(text -> tag.accept(name, text)));
  }
}
