package io.lifecycle4j.core.evaluation;

import io.lifecycle4j.schema.Scores;
import io.lifecycle4j.schema.Task.Metric;
import io.lifecycle4j.schema.spi.MetricProvider.Choices;
import io.lifecycle4j.schema.spi.MetricSet;
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
    return ClassMetric.parse(name, classes, positive).map(metric -> new Metric(name, metric.better()));
  }

  @Override
  public Scores score(Choices predictions, int[] labels) {
    return new ClassificationScores(
        classes, positive, predictions.probabilities(), predictions.choices(), labels);
  }
}
