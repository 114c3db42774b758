package io.lifecycle4j.core.data;

import static io.lifecycle4j.core.markdown.Markdown.escaped;

import io.lifecycle4j.core.markdown.Markdown;
import io.lifecycle4j.data.DatasetDiff;
import io.lifecycle4j.data.DatasetDiff.CellChange;
import io.lifecycle4j.data.DatasetDiff.ColumnShift;
import io.lifecycle4j.data.DatasetDiff.Example;
import io.lifecycle4j.data.DatasetDiff.FileChanges;
import io.lifecycle4j.data.DatasetDiff.RowChanges;
import io.lifecycle4j.data.DatasetDiff.Values;
import io.lifecycle4j.error.Preconditions;
import io.lifecycle4j.schema.DataType;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Formats a diff as Markdown: the greatest changes come first, and everything unchanged is one
 * line.
 */
final class DiffMarkdown {
  private static final int SHOWN = 20;
  private static final double MILLIS_OF_DAY = 86_400_000;

  private final Markdown text = new Markdown();

  private DiffMarkdown() {}

  static String of(DatasetDiff diff) {
    DiffMarkdown markdown = new DiffMarkdown();
    markdown.text.line("# %s to %s", escaped(diff.older()), escaped(diff.newer()));
    markdown.files(diff.files());
    markdown.text.line("**Schema**: %s", diff.schema().compatibility());
    markdown.list("", diff.schema().differences());
    markdown.rows(diff.rows());
    if (!diff.statistics().isEmpty()) {
      markdown.statistics(diff.statistics());
    }
    return markdown.text.toString();
  }

  private void files(FileChanges files) {
    text.line(
        "**Files**: %,d added, %,d removed, %,d changed, %,d the same",
        files.added().size(), files.removed().size(), files.changed().size(), files.same());
    list("added ", files.added());
    list("removed ", files.removed());
    list("changed ", files.changed());
  }

  private void list(String change, List<?> items) {
    String more = items.size() > SHOWN ? "\n- and " + (items.size() - SHOWN) + " more" : "";
    if (!items.isEmpty()) {
      text.line(
          "%s%s",
          items.stream()
              .limit(SHOWN)
              .map(item -> "- " + change + escaped(item.toString()))
              .collect(Collectors.joining("\n")),
          more);
    }
  }

  private void rows(RowChanges rows) {
    text.line(
        "**Rows**, %s: %,d added, %,d removed, %,d changed, %,d the same",
        rows.key().isEmpty()
            ? "compared as a whole"
            : "by " + escaped(String.join(", ", rows.key())),
        rows.added(),
        rows.removed(),
        rows.changed(),
        rows.same());
    if (!rows.columns().isEmpty()) {
      text.table(1, "Column", "Changed in");
      rows.columns().entrySet().stream()
          .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
          .forEach(column -> text.row(escaped(column.getKey()), format("%,d", column.getValue())));
      text.end();
    }
    if (!rows.examples().isEmpty()) {
      text.table(0, "For example", "Row", "Cells");
      rows.examples().forEach(this::example);
      text.end();
    }
  }

  private void example(Example example) {
    String key =
        example.key().entrySet().stream()
            .map(cell -> cell.getKey() + "=" + cell.getValue())
            .collect(Collectors.joining(", "));
    text.row(
        example.change().name().toLowerCase(Locale.ROOT),
        Markdown.cut(key, 0),
        example.cells().stream().map(this::cell).collect(Collectors.joining(", ")));
  }

  private String cell(CellChange cell) {
    return escaped(cell.column()) + ": " + shown(cell.older()) + " → " + shown(cell.newer());
  }

  private String shown(String cell) {
    return cell.isEmpty() ? "(missing)" : Markdown.cut(cell, 0);
  }

  private void statistics(List<ColumnShift> shifts) {
    text.line("**Statistics**, the greatest change first; times, which move on, last");
    text.table(6, "Column", "PSI", "Shift", "Missing", "Mean", "Deviation", "Median");
    shifts.stream()
        .sorted(
            Comparator.comparing(DiffMarkdown::isTime)
                .thenComparingDouble(shift -> Double.isNaN(shift.psi()) ? 0 : -shift.psi()))
        .forEach(this::shift);
  }

  private void shift(ColumnShift shift) {
    Values older = shift.older();
    Values newer = shift.newer();
    text.row(
        escaped(shift.column()),
        Double.isNaN(shift.psi()) ? "-" : format("%.3f", shift.psi()),
        Double.isNaN(shift.shift()) ? "-" : percent(shift.shift()),
        both(percent(older.missing()), percent(newer.missing())),
        both(point(shift, older.mean()), point(shift, newer.mean())),
        both(spread(shift, older), spread(shift, newer)),
        both(point(shift, older.median()), point(shift, newer.median())));
  }

  private static boolean isTime(ColumnShift shift) {
    return shift.type() == DataType.TIMESTAMP;
  }

  /** Formats a number, or a time to the second, which is precise enough for a mean. */
  private static String point(ColumnShift shift, double number) {
    return isTime(shift) && Double.isFinite(number)
        ? Instant.ofEpochSecond(Math.round(number / 1_000)).toString()
        : number(number);
  }

  private static String spread(ColumnShift shift, Values values) {
    return isTime(shift) && Double.isFinite(values.deviation())
        ? format("%.1f days", values.deviation() / MILLIS_OF_DAY)
        : number(values.deviation());
  }

  private static String both(String older, String newer) {
    return older.equals(newer) ? older : older + " → " + newer;
  }

  private static String percent(double share) {
    return format("%.1f %%", share * 100);
  }

  private static String number(double number) {
    if (Double.isNaN(number)) {
      return "-";
    }
    return number == Math.rint(number) ? Preconditions.number(number) : format("%.5g", number);
  }

  private static String format(String format, Object value) {
    return String.format(Locale.ROOT, format, value);
  }
}
