package io.lifecycle4j.evaluation;

import static io.lifecycle4j.error.Preconditions.counted;
import static io.lifecycle4j.evaluation.AlignedTable.escaped;
import static io.lifecycle4j.evaluation.AlignedTable.figure;
import static io.lifecycle4j.evaluation.AlignedTable.interval;
import static io.lifecycle4j.evaluation.AlignedTable.visible;
import static java.util.stream.Collectors.joining;

import io.lifecycle4j.schema.CalibrationBin;
import io.lifecycle4j.schema.ConfusionMatrix;
import io.lifecycle4j.schema.Metric.Better;
import io.lifecycle4j.schema.Scores.Interval;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/** Writes an evaluation as tables. */
final class EvaluationTable {
  private EvaluationTable() {}

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

  private static AlignedTable metrics(Evaluation evaluation) {
    List<String> head = new ArrayList<>(List.of("Metric", "Better", "Model", "95 % interval"));
    evaluation.baselines().keySet().forEach(name -> head.add("Baseline " + escaped(name)));
    List<List<String>> rows = new ArrayList<>(List.of(head));
    evaluation.metrics().forEach((name, value) -> rows.add(row(evaluation, name, value)));
    return table(rows, 2);
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
    text.append('\n').append(table(rows, 1).text());
  }

  private static AlignedTable confusion(ConfusionMatrix matrix) {
    List<String> head = new ArrayList<>(List.of("True class"));
    matrix.classes().forEach(name -> head.add("Predicted " + escaped(name)));
    List<List<String>> rows = new ArrayList<>(List.of(head));
    for (int i = 0; i < matrix.classes().size(); i++) {
      List<String> row = new ArrayList<>(List.of(escaped(matrix.classes().get(i))));
      matrix.counts().get(i).forEach(count -> row.add(count.toString()));
      rows.add(row);
    }
    return table(rows, 1);
  }

  private static AlignedTable calibration(List<CalibrationBin> bins) {
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
    return table(rows, 1);
  }

  /** Returns the metrics in one line of plain text. */
  static String line(Evaluation evaluation) {
    String title = evaluation.model() + " on " + evaluation.data();
    String metrics =
        evaluation.metrics().entrySet().stream()
            .map(metric -> evaluation.fullName(metric.getKey()) + " " + figure(metric.getValue()))
            .collect(joining(", "));
    String rows = " (" + counted(evaluation.rows(), "row") + ")";
    return visible(title + rows + (metrics.isEmpty() ? "" : ": " + metrics));
  }

  private static List<String> row(Evaluation evaluation, String name, double value) {
    List<String> cells = new ArrayList<>();
    cells.add(escaped(evaluation.fullName(name)));
    Better better = evaluation.directions().getOrDefault(name, Better.NONE);
    cells.add(better == Better.NONE ? "" : better.name().toLowerCase(Locale.ROOT));
    cells.add(figure(value));
    Interval interval = evaluation.intervals().get(name);
    cells.add(interval == null ? "" : interval(interval, ""));
    for (Map<String, Double> baseline : evaluation.baselines().values()) {
      cells.add(figure(baseline.get(name)));
    }
    return cells;
  }

  private static AlignedTable table(List<List<String>> rows, int texts) {
    return new AlignedTable(rows, column -> column < texts);
  }
}
