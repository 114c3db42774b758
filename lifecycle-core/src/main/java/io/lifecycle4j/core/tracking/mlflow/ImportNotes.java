package io.lifecycle4j.core.tracking.mlflow;

import io.lifecycle4j.tracking.ImportReport;
import io.lifecycle4j.tracking.ImportReport.Counts;
import io.lifecycle4j.tracking.ImportReport.Kind;
import io.lifecycle4j.tracking.ImportReport.Remark;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Collects what an import did. Not thread-safe. */
final class ImportNotes {
  private static final int MAX_TEXT = 500;

  private final Path folder;
  private final List<Remark> remarks = new ArrayList<>();
  private long found;
  private long present;
  private long skipped;
  private long changed;
  private Counts imported = new Counts(0, 0, 0, 0, 0, 0);

  ImportNotes(Path folder) {
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

  private void add(Kind kind, Path file, long line, String reason) {
    if (remarks.size() < ImportReport.MAX_REMARKS) {
      String name = folder.relativize(file).toString().replace('\\', '/');
      remarks.add(new Remark(kind, name.isEmpty() ? "." : name, line, shown(reason)));
    }
  }

  /** Text from a foreign file goes into messages in one short line. */
  private static String shown(String text) {
    StringBuilder shown = new StringBuilder();
    for (int i = 0; i < Math.min(text.length(), MAX_TEXT); i++) {
      char c = text.charAt(i);
      shown.append(Character.isISOControl(c) ? String.format("\\u%04x", (int) c) : c);
    }
    return text.length() > MAX_TEXT ? shown + "…" : shown.toString();
  }

  ImportReport report() {
    return new ImportReport(found, present, imported, skipped, changed, remarks);
  }
}
