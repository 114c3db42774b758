package io.lifecycle4j.core.evaluation;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.schema.Metric;
import io.lifecycle4j.schema.MetricSet;
import io.lifecycle4j.schema.Scores;
import java.util.List;
import java.util.Optional;

/** The metrics of a multi-label classification. */
record LabelMetrics(List<String> labels) implements MetricSet<double[][], boolean[][]> {
  @Override
  public List<Metric> list() {
    return LabelMetric.LISTED.stream().map(name -> find(name).orElseThrow()).toList();
  }

  @Override
  public Optional<Metric> find(String name) {
    return LabelMetric.parse(name, labels).map(metric -> metric.as(name));
  }

  @Override
  public Scores score(double[][] probabilities, boolean[][] truth) {
    int rows = required(truth, "labels").length;
    check(!labels.isEmpty(), "Invalid names of labels: [] (needs at least 1)");
    ClassMetrics.checkNumbers("probabilities", probabilities, labels.size(), "labels");
    ClassMetrics.checkRows("probabilities", probabilities.length, rows);
    for (int row = 0; row < rows; row++) {
      int found = truth[row] == null ? 0 : truth[row].length;
      check(
          truth[row] != null && found == labels.size(),
          "Invalid labels of row %s: %s (must be one for each of %s labels)",
          row,
          found,
          labels.size());
    }
    return new LabelScores(labels, probabilities, truth);
  }
}
