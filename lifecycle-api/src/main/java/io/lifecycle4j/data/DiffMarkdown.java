package io.lifecycle4j.data;

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

/** Writes a diff as Markdown: what changed most comes first, what did not is one line. */
final class DiffMarkdown {
  private static final String ESCAPED = "\\`*_{}[]<>()#+!|~&";
  private static final int SHOWN = 20;
  private static final int LONGEST = 40;
  private static final double MILLIS_OF_DAY = 86_400_000;

  private final StringBuilder text = new StringBuilder();

  private DiffMarkdown() {}

  static String of(DatasetDiff diff) {
    DiffMarkdown markdown = new DiffMarkdown();
    markdown.line("# %s to %s%n", escaped(diff.older()), escaped(diff.newer()));
    markdown.files(diff.files());
    markdown.schema(diff);
    markdown.rows(diff.rows());
    markdown.statistics(diff.statistics());
    return markdown.text.toString();
  }

  private void line(String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values).replace("\r\n", "\n")).append('\n');
  }

  private void files(FileChanges files) {
    line(
        "**Files**: %,d added, %,d removed, %,d changed, %,d the same%n",
        files.added().size(), files.removed().size(), files.changed().size(), files.same());
    names("added", files.added());
    names("removed", files.removed());
    names("changed", files.changed());
  }

  private void names(String change, List<String> names) {
    names.stream().limit(SHOWN).forEach(name -> line("- %s %s", change, escaped(name)));
    if (names.size() > SHOWN) {
      line("- and %,d more %s", names.size() - SHOWN, change);
    }
    if (!names.isEmpty()) {
      line("");
    }
  }

  private void schema(DatasetDiff diff) {
    line("**Schema**: %s%n", diff.schema().compatibility());
    diff.schema().differences().forEach(difference -> line("- %s", escaped(difference.toString())));
    if (!diff.schema().differences().isEmpty()) {
      line("");
    }
  }

  private void rows(RowChanges rows) {
    line(
        "**Rows**, %s: %,d added, %,d removed, %,d changed, %,d the same%n",
        rows.key().isEmpty() ? "compared as a whole" : "by " + escaped(list(rows.key())),
        rows.added(),
        rows.removed(),
        rows.changed(),
        rows.same());
    if (!rows.columns().isEmpty()) {
      line("| Column | Changed in |\n|---|--:|");
      rows.columns().entrySet().stream()
          .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
          .forEach(column -> line("| %s | %,d |", escaped(column.getKey()), column.getValue()));
      line("");
    }
    if (!rows.examples().isEmpty()) {
      line("| For example | Row | Cells |\n|---|---|---|");
      rows.examples().forEach(this::example);
      line("");
    }
  }

  private void example(Example example) {
    String key =
        example.key().entrySet().stream()
            .map(cell -> cell.getKey() + "=" + cell.getValue())
            .collect(Collectors.joining(", "));
    line(
        "| %s | %s | %s |",
        example.change().name().toLowerCase(Locale.ROOT),
        escaped(key),
        example.cells().stream().map(DiffMarkdown::cell).collect(Collectors.joining(", ")));
  }

  private static String cell(CellChange cell) {
    return escaped(cell.column()) + ": " + shown(cell.older()) + " → " + shown(cell.newer());
  }

  private static String shown(String cell) {
    return cell.isEmpty() ? "(missing)" : escaped(cell);
  }

  private void statistics(List<ColumnShift> shifts) {
    if (shifts.isEmpty()) {
      return;
    }
    line("**Statistics**, the greatest change first; times, which move on, last%n");
    line("| Column | PSI | Shift | Missing | Mean | Deviation | Median |");
    line("|---|--:|--:|--:|--:|--:|--:|");
    shifts.stream()
        .sorted(
            Comparator.comparing(DiffMarkdown::isTime)
                .thenComparingDouble(shift -> Double.isNaN(shift.psi()) ? 0 : -shift.psi()))
        .forEach(this::shift);
  }

  private void shift(ColumnShift shift) {
    line(
        "| %s | %s | %s | %s | %s | %s | %s |",
        escaped(shift.column()),
        Double.isNaN(shift.psi()) ? "-" : String.format(Locale.ROOT, "%.3f", shift.psi()),
        Double.isNaN(shift.shift()) ? "-" : percent(shift.shift()),
        both(percent(shift.older().missing()), percent(shift.newer().missing())),
        both(point(shift, shift.older().mean()), point(shift, shift.newer().mean())),
        both(spread(shift, shift.older()), spread(shift, shift.newer())),
        both(point(shift, shift.older().median()), point(shift, shift.newer().median())));
  }

  private static boolean isTime(ColumnShift shift) {
    return shift.type() == DataType.TIMESTAMP;
  }

  /** Writes a number, or a time to the second, which is near enough for a mean. */
  private static String point(ColumnShift shift, double number) {
    return isTime(shift) && Double.isFinite(number)
        ? Instant.ofEpochSecond(Math.round(number / 1_000)).toString()
        : number(number);
  }

  private static String spread(ColumnShift shift, Values values) {
    return isTime(shift) && Double.isFinite(values.deviation())
        ? String.format(Locale.ROOT, "%.1f days", values.deviation() / MILLIS_OF_DAY)
        : number(values.deviation());
  }

  private static String both(String older, String newer) {
    return older.equals(newer) ? older : older + " → " + newer;
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f %%", share * 100);
  }

  private static String number(double number) {
    if (Double.isNaN(number)) {
      return "-";
    }
    return number == Math.rint(number)
        ? Preconditions.number(number)
        : String.format(Locale.ROOT, "%.5g", number);
  }

  private static String list(List<String> names) {
    return String.join(", ", names);
  }

  private static String escaped(String value) {
    StringBuilder escaped = new StringBuilder();
    value
        .codePoints()
        .limit(LONGEST * 10L)
        .forEach(
            c -> {
              if (ESCAPED.indexOf(c) >= 0) {
                escaped.append('\\').appendCodePoint(c);
              } else {
                escaped.appendCodePoint(Character.isISOControl(c) ? ' ' : c);
              }
            });
    return escaped.toString();
  }
}
