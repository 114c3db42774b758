package io.lifecycle4j.mlflow;

import io.lifecycle4j.mlflow.ImportReport.Counts;
import io.lifecycle4j.mlflow.ImportReport.Remark;

/** Formats an import report as Markdown. */
final class ImportText {
  private ImportText() {}

  static String of(ImportReport report) {
    Counts counts = report.imported();
    StringBuilder text = new StringBuilder("# Import\n\n| what | how many |\n|---|---:|\n");
    row(text, "runs found", report.found());
    row(text, "runs imported before", report.present());
    row(text, "runs " + report.deed(), counts.runs());
    row(text, "points", counts.points());
    row(text, "parameters", counts.params());
    row(text, "tags", counts.tags());
    row(text, "files", counts.artifacts());
    row(text, "bytes of files", counts.bytes());
    row(text, "things left out", report.skipped());
    row(text, "things changed", report.changed());
    if (!report.remarks().isEmpty()) {
      text.append("\n| file | line | | what |\n|---|---:|---|---|\n");
      report.remarks().forEach(remark -> row(text, remark));
    }
    long more = report.skipped() + report.changed() - report.remarks().size();
    if (more > 0) {
      text.append("\n").append(more).append(" more are not listed.\n");
    }
    return text.toString();
  }

  private static void row(StringBuilder text, String what, long count) {
    text.append("| ").append(what).append(" | ").append(count).append(" |\n");
  }

  private static void row(StringBuilder text, Remark remark) {
    text.append("| ").append(cell(remark.file()));
    text.append(" | ").append(remark.line() == 0 ? "" : remark.line());
    text.append(" | ").append(remark.kind());
    text.append(" | ").append(cell(remark.reason())).append(" |\n");
  }

  /** Escapes text from outside: Markdown, line ends and invisible characters. */
  private static String cell(String text) {
    return text.replaceAll("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]", " ")
        .replaceAll("[\\\\`*_{}\\[\\]<>()#+!|~&]", "\\\\$0");
  }
}
