package io.lifecycle4j.mlflow;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/** Reads {@code meta.yaml} files. */
final class MetaFiles {
  static final String NAME = "meta.yaml";
  private static final int MAX_META = 1 << 20;

  private MetaFiles() {}

  /**
   * Reads a file as far as it is valid, and reports the rest. A last line without a line end may be
   * incomplete.
   */
  static YamlFields read(Path file, ImportNotes notes) {
    return read(file, MAX_META, notes);
  }

  /** Reads the file of a dataset, which contains its profile and may be long. */
  static YamlFields readDataSet(Path file, ImportNotes notes) {
    return read(file, YamlFields.MAX_DOCUMENT, notes);
  }

  private static YamlFields read(Path file, int most, ImportNotes notes) {
    byte[] bytes;
    try {
      bytes = ForeignFiles.read(file, most);
    } catch (IOException e) {
      notes.skipped(file, ForeignFiles.reason(e));
      return YamlFields.read(new byte[0]);
    }
    int whole = bytes.length;
    while (whole > 0 && bytes[whole - 1] != '\n') {
      whole--;
    }
    YamlFields fields = YamlFields.read(Arrays.copyOf(bytes, whole));
    if (bytes.length == 0) {
      notes.skipped(file, "the file is empty");
    } else if (whole < bytes.length) {
      notes.skipped(file, "the last line is torn");
    }
    fields
        .problem()
        .ifPresent(
            problem ->
                notes.skipped(file, problem.line(), problem.what() + ": what follows is left out"));
    return fields;
  }

  /** Returns whether something is marked as deleted. */
  static boolean deleted(Path file, YamlFields fields, ImportNotes notes) {
    String stage = fields.text("lifecycle_stage").orElse("");
    if (!stage.equals("active") && !stage.equals("deleted")) {
      notes.changed(file, "the lifecycle_stage is '" + stage + "': active was taken");
    }
    return stage.equals("deleted");
  }
}
