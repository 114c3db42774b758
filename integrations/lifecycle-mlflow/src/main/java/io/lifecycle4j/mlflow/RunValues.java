package io.lifecycle4j.mlflow;

import io.lifecycle4j.mlflow.RunTarget.Kept;
import io.lifecycle4j.tracking.RunRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiFunction;

/**
 * Reads the parameters and tags of a run: each is a file with its name, which contains the value.
 */
final class RunValues {
  static final String PARENT = "mlflow.parentRunId";
  static final String NAME = "mlflow.runName";
  private static final String NOTE = "mlflow.note.content";
  private static final int MAX_VALUE = 1 << 20;

  private final Path run;
  private final ImportNotes notes;
  private final Map<String, Path> tagFiles;
  private final Map<String, String> tags = new TreeMap<>();

  /** Fields that old versions of MLflow stored in the meta file, as the tags of newer versions. */
  private final Map<String, String> old = new TreeMap<>();

  private RunValues(Path run, ImportNotes notes) {
    this.run = run;
    this.notes = notes;
    this.tagFiles = FileWalk.files(run.resolve("tags"), notes);
  }

  /** Reads the tags, which describe a run better than its parameters. */
  static RunValues read(Path run, RunMeta meta, ImportNotes notes) {
    RunValues values = new RunValues(run, notes);
    values.tagFiles.forEach(
        (name, file) -> values.text(file).ifPresent(text -> values.tags.put(name, text)));
    meta.fieldsAsTags(values.old::put);
    values.old.keySet().removeAll(values.tags.keySet());
    return values;
  }

  private Optional<String> text(Path file) {
    try {
      byte[] bytes = ForeignFiles.read(file, MAX_VALUE);
      String text = ForeignFiles.text(bytes);
      if (bytes.length == 0) {
        notes.changed(file, "the file is empty, so an empty text, or torn");
      }
      return Optional.of(text);
    } catch (IOException e) {
      notes.skipped(file, ForeignFiles.reason(e));
      return Optional.empty();
    }
  }

  Optional<String> tag(String name) {
    return Optional.ofNullable(tags.get(name)).filter(text -> !text.isBlank());
  }

  /** Sets all tags; the MLflow note also becomes the note of the run. */
  void tags(RunTarget target) {
    give(tags, tagFiles, target::tag);
    give(old, Map.of(), target::note);
    String note = tags.get(NOTE);
    if (note != null && !tags.containsKey(RunRecord.NOTE)) {
      target.note(RunRecord.NOTE, note);
    } else if (note != null) {
      notes.changed(run, "there is a tag 'note': " + NOTE + " is kept as a tag alone");
    }
  }

  void params(RunTarget target) {
    Map<String, Path> files = FileWalk.files(run.resolve("params"), notes);
    Map<String, String> params = new TreeMap<>();
    files.forEach((name, file) -> text(file).ifPresent(text -> params.put(name, text)));
    give(params, files, target::param);
  }

  private void give(
      Map<String, String> values,
      Map<String, Path> files,
      BiFunction<String, String, Optional<Kept>> target) {
    Map<String, String> names = AllowedNames.distinct(values.keySet(), AllowedNames::key);
    values.forEach(
        (raw, value) -> {
          String name = names.getOrDefault(raw, raw);
          Path file = files.getOrDefault(raw, run.resolve(MetaFiles.NAME));
          notes.kept(file, raw, target.apply(name, value));
        });
  }
}
