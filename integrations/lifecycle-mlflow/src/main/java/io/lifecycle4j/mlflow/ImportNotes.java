package io.lifecycle4j.mlflow;

import io.lifecycle4j.mlflow.ImportReport.Counts;
import io.lifecycle4j.mlflow.ImportReport.Kind;
import io.lifecycle4j.mlflow.ImportReport.Remark;
import io.lifecycle4j.mlflow.RunTarget.Kept;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Collects the remarks and counts of an import. Not thread-safe. */
final class ImportNotes {
  private static final int MAX_TEXT = 500;
  private static final int MAX_NAME = 200;

  private final Path folder;
  private final ImportReport.Stage stage;
  private final List<Remark> remarks = new ArrayList<>();
  private long found;
  private long present;
  private long skipped;
  private long changed;
  private Counts imported = new Counts(0, 0, 0, 0, 0, 0);

  ImportNotes(Path folder, ImportReport.Stage stage) {
    this.stage = stage;
    this.folder = folder;
  }

  void found(int runs) {
    found += runs;
  }

  void present() {
    present++;
  }

  void imported(Counts run) {
    imported =
        new Counts(
            imported.runs() + run.runs(),
            imported.points() + run.points(),
            imported.params() + run.params(),
            imported.tags() + run.tags(),
            imported.artifacts() + run.artifacts(),
            imported.bytes() + run.bytes());
  }

  void skipped(Path file, String reason) {
    skipped(file, 0, reason);
  }

  void skipped(Path file, long line, String reason) {
    skipped++;
    add(Kind.SKIPPED, file, line, reason);
  }

  void changed(Path file, String reason) {
    changed(file, 0, reason);
  }

  void changed(Path file, long line, String reason) {
    changed++;
    add(Kind.CHANGED, file, line, reason);
  }

  /** Reports that something was renamed, because its name is not allowed or already taken. */
  void renamed(Path file, String raw, String name) {
    if (!name.equals(raw)) {
      String why = AllowedNames.path(raw).equals(raw) ? "is there already" : "is not allowed";
      changed(file, "the name '" + cut(raw) + "' " + why + ": '" + name + "' was taken");
    }
  }

  /**
   * Reports how a parameter or a tag was imported.
   *
   * @param raw its name in MLflow
   * @param kept what was imported, or empty if the limit was reached
   */
  void kept(Path file, String raw, Optional<Kept> kept) {
    if (kept.isEmpty()) {
      skipped(file, "'" + cut(raw) + "': the run has more than can be kept of one");
      return;
    }
    renamed(file, raw, kept.get().name());
    if (!kept.get().whole()) {
      changed(file, "'" + cut(raw) + "' holds what looks like a secret, which is not kept");
    }
  }

  private static String cut(String raw) {
    return raw.length() > MAX_NAME ? raw.substring(0, MAX_NAME) + "…" : raw;
  }

  private void add(Kind kind, Path file, long line, String reason) {
    if (remarks.size() < ImportReport.MAX_REMARKS) {
      remarks.add(new Remark(kind, name(file), line, shown(reason)));
    }
  }

  /** Returns a path relative to the folder. */
  String name(Path file) {
    String name = folder.relativize(file).toString().replace('\\', '/');
    return name.isEmpty() ? "." : name;
  }

  /** Shortens text from an untrusted file to one line for messages. */
  private static String shown(String text) {
    StringBuilder shown = new StringBuilder();
    for (int i = 0; i < Math.min(text.length(), MAX_TEXT); i++) {
      char c = text.charAt(i);
      shown.append(Character.isISOControl(c) ? String.format("\\u%04x", (int) c) : c);
    }
    return text.length() > MAX_TEXT ? shown + "…" : shown.toString();
  }

  ImportReport report() {
    return new ImportReport(stage, found, present, imported, skipped, changed, remarks);
  }
}
