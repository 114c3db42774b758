package io.lifecycle4j.core.evaluation;

import io.lifecycle4j.schema.MetricSet;
import io.lifecycle4j.schema.Scores;
import io.lifecycle4j.schema.Task.Metric;
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
    return LabelMetric.parse(name, labels).map(metric -> new Metric(name, metric.better()));
  }

  @Override
  public Scores score(double[][] probabilities, boolean[][] truth) {
    return new LabelScores(labels, probabilities, truth);
  }
}
