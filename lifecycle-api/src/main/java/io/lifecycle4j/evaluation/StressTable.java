package io.lifecycle4j.evaluation;

import static io.lifecycle4j.error.Preconditions.counted;

import io.lifecycle4j.evaluation.StressResult.Figures;
import io.lifecycle4j.schema.Scores.Interval;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** Writes a stress report as a table whose columns are aligned. */
final class StressTable {
  private static final Pattern HIDDEN = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]");

  private static final Pattern MARKS =
      Pattern.compile("[\\\\`*{}\\[\\]<>()#!|~&]|(?<![\\p{L}\\p{Nd}])_|_(?![\\p{L}\\p{Nd}])");

  private final UnaryOperator<String> escape;
  private final List<List<String>> rows = new ArrayList<>();

  private StressTable(StressReport report, UnaryOperator<String> escape) {
    this.escape = text -> escape.apply(HIDDEN.matcher(text).replaceAll(" "));
    rows.add(
        List.of(
            "Test",
            this.escape.apply(report.metric()),
            "95 % interval",
            "Clean",
            "Drop",
            "Answered",
            "Refused",
            "Note"));
    report.results().forEach(result -> rows.add(row(result)));
  }

  static String markdown(StressReport report) {
    return table(report, text -> MARKS.matcher(text).replaceAll("\\\\$0"));
  }

  static String text(StressReport report) {
    return table(report, text -> text);
  }

  private static String table(StressReport report, UnaryOperator<String> escape) {
    StressTable table = new StressTable(report, escape);
    String title =
        String.format(
            "%s on %s (%s, seed %s): %s is %s (%s)",
            report.model(),
            report.data(),
            counted(report.rows(), "row"),
            report.seed(),
            report.metric(),
            figure(report.clean()),
            shown(report.interval()));
    return table.escape.apply(title) + "\n\n" + table.aligned();
  }

  private List<String> row(StressResult result) {
    List<String> cells = new ArrayList<>();
    cells.add(escape.apply(result.test().toString()));
    cells.add(result.figures().map(found -> figure(found.value())).orElse(""));
    cells.add(result.figures().map(Figures::interval).map(StressTable::shown).orElse(""));
    cells.add(result.figures().map(found -> figure(found.clean())).orElse(""));
    cells.add(result.drop().map(StressTable::figure).orElse(""));
    cells.add(String.valueOf(result.answered()));
    cells.add(String.valueOf(result.refused()));
    cells.add(escape.apply(result.note()));
    return cells;
  }

  private static String shown(Interval interval) {
    return Double.isNaN(interval.lower()) || Double.isNaN(interval.upper())
        ? "no interval"
        : figure(interval.lower()) + " to " + figure(interval.upper());
  }

  private static String figure(double value) {
    if (!Double.isFinite(value)) {
      return String.valueOf(value);
    }
    BigDecimal rounded = new BigDecimal(value).round(new MathContext(4)).stripTrailingZeros();
    return Math.abs(value) < 1e-6 ? rounded.toString() : rounded.toPlainString();
  }

  private boolean isText(int column) {
    return column == 0 || column == rows.get(0).size() - 1;
  }

  private String aligned() {
    StringBuilder text = new StringBuilder();
    int columns = rows.get(0).size();
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    for (List<String> row : rows) {
      for (int i = 0; i < columns; i++) {
        String pad = " ".repeat(widths[i] - row.get(i).length());
        text.append("| ").append(isText(i) ? row.get(i) + pad : pad + row.get(i)).append(' ');
      }
      text.append("|\n");
      if (row == rows.get(0)) {
        for (int i = 0; i < columns; i++) {
          String line = "-".repeat(widths[i] - 1);
          text.append("| ").append(line).append(isText(i) ? "- " : ": ");
        }
        text.append("|\n");
      }
    }
    return text.toString();
  }
}
