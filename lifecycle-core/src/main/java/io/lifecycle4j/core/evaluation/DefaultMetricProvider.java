package io.lifecycle4j.core.evaluation;

import io.lifecycle4j.schema.Scores;
import io.lifecycle4j.schema.Task.Metric;
import io.lifecycle4j.schema.spi.MetricProvider;
import java.util.List;
import java.util.Optional;

/** The metrics of the library. Stateless and thread-safe. */
public final class DefaultMetricProvider implements MetricProvider {
  /** Creates a provider, for {@link java.util.ServiceLoader}. */
  public DefaultMetricProvider() {}

  @Override
  public List<Metric> ofClasses(List<String> classes) {
    return ClassMetric.listed(classes).stream()
        .map(name -> findOfClasses(classes, name).orElseThrow())
        .toList();
  }

  @Override
  public Optional<Metric> findOfClasses(List<String> classes, String name) {
    return ClassMetric.parse(name, classes, 1).map(metric -> new Metric(name, metric.better()));
  }

  @Override
  public Scores scoreClasses(
      List<String> classes, int positive, double[][] probabilities, int[] choices, int[] labels) {
    return new ClassificationScores(classes, positive, probabilities, choices, labels);
  }

  @Override
  public List<Metric> ofNumbers() {
    return NumberMetric.listed();
  }

  @Override
  public Optional<Metric> findOfNumbers(String name) {
    return NumberMetric.find(name);
  }

  @Override
  public Scores scoreNumbers(double[] estimates, double[] labels) {
    NumberErrors errors = new NumberErrors(estimates, labels);
    return weights ->
        name ->
            NumberMetric.parse(name)
                .map(metric -> metric.figure().of(errors, weights))
                .orElse(Double.NaN);
  }
}
