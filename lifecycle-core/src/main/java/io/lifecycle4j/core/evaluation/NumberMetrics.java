package io.lifecycle4j.core.evaluation;

import io.lifecycle4j.schema.Metric;
import io.lifecycle4j.schema.MetricSet;
import io.lifecycle4j.schema.Scores;
import io.lifecycle4j.schema.Scores.Interval;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

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
    return new OfRows(new NumberErrors(estimates, labels));
  }

  /** The scores of rows. */
  private record OfRows(NumberErrors errors) implements Scores {
    @Override
    public ToDoubleFunction<String> measure(int[] weights) {
      return name ->
          NumberMetric.parse(name)
              .map(metric -> metric.figure().of(errors, weights))
              .orElse(Double.NaN);
    }

    @Override
    public Optional<Interval> interval(String name, int[] weights) {
      return errors.interval(name, weights);
    }
  }
}
