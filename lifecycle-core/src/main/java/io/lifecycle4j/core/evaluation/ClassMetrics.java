package io.lifecycle4j.core.evaluation;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.schema.Metric;
import io.lifecycle4j.schema.MetricSet;
import io.lifecycle4j.schema.Metrics.Choices;
import io.lifecycle4j.schema.Scores;
import java.util.List;
import java.util.Optional;

/**
 * The metrics of a classification.
 *
 * @param positive the index of the class that a metric of one of two classes refers to
 */
record ClassMetrics(List<String> classes, int positive) implements MetricSet<Choices, int[]> {
  @Override
  public List<Metric> list() {
    return ClassMetric.listed(classes).stream().map(name -> find(name).orElseThrow()).toList();
  }

  @Override
  public Optional<Metric> find(String name) {
    return ClassMetric.parse(name, classes, positive)
        .map(metric -> metric.as(name, classes.size()));
  }

  @Override
  public Scores score(Choices predictions, int[] labels) {
    int rows = required(labels, "labels").length;
    checkRows("probabilities", required(predictions, "choices").probabilities().length, rows);
    checkRows("choices", predictions.choices().length, rows);
    check(classes.size() > 1, "Invalid classes: %s (needs at least 2)", classes);
    check(
        isIndex(positive, 0),
        "Invalid positive class: %s (must be the index of one of %s classes)",
        positive,
        classes.size());
    for (int row = 0; row < rows; row++) {
      checkIndex("label", row, labels[row], 0);
      checkIndex("choice", row, predictions.choices()[row], -1);
    }
    checkNumbers("probabilities", predictions.probabilities(), classes.size(), "classes");
    return new ClassificationScores(
        classes, positive, predictions.probabilities(), predictions.choices(), labels);
  }

  private boolean isIndex(int index, int least) {
    return index >= least && index < classes.size();
  }

  private void checkIndex(String what, int row, int index, int least) {
    check(
        isIndex(index, least),
        "Invalid %s of row %s: %s (must be the index of one of %s classes)",
        what,
        row,
        index,
        classes.size());
  }

  /** Rejects rows without a number for each of some things. */
  static void checkNumbers(String what, double[][] rows, int width, String things) {
    required(rows, what);
    for (int row = 0; row < rows.length; row++) {
      int found = rows[row] == null ? 0 : rows[row].length;
      check(
          rows[row] != null && found == width,
          "Invalid %s of row %s: %s numbers (must be one for each of %s %s)",
          what,
          row,
          found,
          width,
          things);
    }
  }

  /** Rejects predictions of another number of rows than the labels. */
  static void checkRows(String what, int found, int rows) {
    check(found == rows, "Invalid %s: %s rows (must be as many as labels: %s)", what, found, rows);
  }
}
