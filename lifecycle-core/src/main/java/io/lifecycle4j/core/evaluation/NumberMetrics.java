package io.lifecycle4j.core.evaluation;

import io.lifecycle4j.schema.MetricSet;
import io.lifecycle4j.schema.Scores;
import io.lifecycle4j.schema.Task.Metric;
import java.util.List;
import java.util.Optional;

/** The metrics of a regression. */
record NumberMetrics() implements MetricSet<double[], double[]> {
  @Override
  public List<Metric> list() {
    return NumberMetric.listed();
  }

  @Override
  public Optional<Metric> find(String name) {
    return NumberMetric.find(name);
  }

  @Override
  public Scores score(double[] estimates, double[] labels) {
    NumberErrors errors = new NumberErrors(estimates, labels);
    return weights ->
        name ->
            NumberMetric.parse(name)
                .map(metric -> metric.figure().of(errors, weights))
                .orElse(Double.NaN);
  }
}
