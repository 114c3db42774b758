package io.lifecycle4j.evaluation;

import static io.lifecycle4j.error.Preconditions.counted;
import static java.util.stream.Collectors.joining;

import io.lifecycle4j.schema.CalibrationBin;
import io.lifecycle4j.schema.ConfusionMatrix;
import io.lifecycle4j.schema.Metric.Better;
import io.lifecycle4j.schema.Scores.Interval;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Writes an evaluation as a table in Markdown whose columns are also aligned as plain text. */
final class EvaluationTable {
  private static final double ROUNDING = 1e-12;

  private static final Pattern HIDDEN = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]");

  private static final Pattern MARKS =
      Pattern.compile("[\\\\`*{}\\[\\]<>()#+!|~&]|(?<![\\p{L}\\p{Nd}])_|_(?![\\p{L}\\p{Nd}])");

  private final List<List<String>> rows;
  private final int texts;
  private final List<Integer> widths = new ArrayList<>();

  /**
   * Creates a table.
   *
   * @param rows the head, and the rows; escaped
   * @param texts the number of columns on the left that are texts; all others are numbers
   */
  private EvaluationTable(List<List<String>> rows, int texts) {
    this.rows = rows;
    this.texts = texts;
    for (int i = 0; i < rows.get(0).size(); i++) {
      int column = i;
      widths.add(rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0));
    }
  }

  static String of(Evaluation evaluation) {
    String title = escaped(evaluation.model() + " on " + evaluation.data());
    StringBuilder text = new StringBuilder(title);
    text.append(" (").append(counted(evaluation.rows(), "row")).append(")\n\n");
    text.append(metrics(evaluation).text());
    parts(evaluation.classes(), "Class", text);
    parts(evaluation.slices(), "Slice", text);
    evaluation.confusion().ifPresent(matrix -> text.append('\n').append(confusion(matrix).text()));
    if (!evaluation.calibration().isEmpty()) {
      text.append('\n').append(calibration(evaluation.calibration()).text());
    }
    return text.toString();
  }

  private static EvaluationTable metrics(Evaluation evaluation) {
    List<String> head = new ArrayList<>(List.of("Metric", "Better", "Model", "95 % interval"));
    evaluation.baselines().keySet().forEach(name -> head.add("Baseline " + escaped(name)));
    List<List<String>> rows = new ArrayList<>(List.of(head));
    evaluation.metrics().forEach((name, value) -> rows.add(row(evaluation, name, value)));
    return new EvaluationTable(rows, 2);
  }

  private static void parts(Map<String, EvaluatedPart> parts, String kind, StringBuilder text) {
    if (parts.isEmpty()) {
      return;
    }
    SortedSet<String> metrics = new TreeSet<>();
    parts.values().forEach(part -> metrics.addAll(part.metrics().keySet()));
    List<String> head = new ArrayList<>(List.of(kind, "Rows"));
    metrics.forEach(name -> head.add(escaped(name)));
    List<List<String>> rows = new ArrayList<>(List.of(head));
    parts.forEach(
        (name, part) -> {
          List<String> row = new ArrayList<>(List.of(escaped(name), String.valueOf(part.rows())));
          metrics.forEach(metric -> row.add(figure(part.metrics().get(metric))));
          rows.add(row);
        });
    text.append('\n').append(new EvaluationTable(rows, 1).text());
  }

  private static EvaluationTable confusion(ConfusionMatrix matrix) {
    List<String> head = new ArrayList<>(List.of("True class"));
    matrix.classes().forEach(name -> head.add("Predicted " + escaped(name)));
    List<List<String>> rows = new ArrayList<>(List.of(head));
    for (int i = 0; i < matrix.classes().size(); i++) {
      List<String> row = new ArrayList<>(List.of(escaped(matrix.classes().get(i))));
      matrix.counts().get(i).forEach(count -> row.add(count.toString()));
      rows.add(row);
    }
    return new EvaluationTable(rows, 1);
  }

  private static EvaluationTable calibration(List<CalibrationBin> bins) {
    List<List<String>> rows =
        new ArrayList<>(List.of(List.of("Probability", "Rows", "Predicted", "Observed")));
    for (CalibrationBin bin : bins) {
      rows.add(
          List.of(
              figure(bin.from()) + " to " + figure(bin.to()),
              String.valueOf(bin.rows()),
              figure(bin.predicted()),
              figure(bin.observed())));
    }
    return new EvaluationTable(rows, 1);
  }

  /** Returns the metrics in one line of plain text. */
  static String line(Evaluation evaluation) {
    String title = evaluation.model() + " on " + evaluation.data();
    String metrics =
        evaluation.metrics().entrySet().stream()
            .map(metric -> metric.getKey() + " " + figure(metric.getValue()))
            .collect(joining(", "));
    String rows = " (" + counted(evaluation.rows(), "row") + ")";
    return visible(title + rows + (metrics.isEmpty() ? "" : ": " + metrics));
  }

  private static List<String> row(Evaluation evaluation, String name, double value) {
    List<String> cells = new ArrayList<>();
    cells.add(escaped(name));
    Better better = evaluation.directions().getOrDefault(name, Better.NONE);
    cells.add(better == Better.NONE ? "" : better.name().toLowerCase(Locale.ROOT));
    cells.add(figure(value));
    Interval interval = evaluation.intervals().get(name);
    cells.add(interval == null ? "" : shown(interval));
    for (Map<String, Double> baseline : evaluation.baselines().values()) {
      cells.add(figure(baseline.get(name)));
    }
    return cells;
  }

  private static String shown(Interval interval) {
    double lower = interval.lower();
    double upper = interval.upper();
    return Double.isNaN(lower) || Double.isNaN(upper)
        ? ""
        : bound(lower, upper) + " to " + bound(upper, lower);
  }

  /** What rounding leaves of a zero beside the other bound is no figure. */
  private static String bound(double value, double other) {
    boolean isRounding = Double.isFinite(other) && Math.abs(value) < ROUNDING * Math.abs(other);
    return figure(isRounding ? 0.0 : value);
  }

  private static String figure(@Nullable Double value) {
    if (value == null || !Double.isFinite(value)) {
      return value == null ? "" : value.toString();
    }
    BigDecimal rounded = new BigDecimal(value).round(new MathContext(4)).stripTrailingZeros();
    return Math.abs(value) < 1e-6 ? rounded.toString() : rounded.toPlainString();
  }

  private String text() {
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      for (int column = 0; column < row.size(); column++) {
        String pad = " ".repeat(widths.get(column) - row.get(column).length());
        String cell = row.get(column);
        text.append("| ").append(column < texts ? cell + pad : pad + cell).append(' ');
      }
      text.append("|\n");
      if (row == rows.get(0)) {
        for (int column = 0; column < row.size(); column++) {
          String line = "-".repeat(widths.get(column) - 1);
          text.append("| ").append(line).append(column < texts ? "- " : ": ");
        }
        text.append("|\n");
      }
    }
    return text.toString();
  }

  /** Escapes what Markdown or a terminal would interpret; no underscore within a word. */
  private static String escaped(String text) {
    return MARKS.matcher(visible(text)).replaceAll("\\\\$0");
  }

  private static String visible(String text) {
    return HIDDEN.matcher(text).replaceAll(" ");
  }
}
