package io.lifecycle4j.core.monitoring.quality;

import io.lifecycle4j.schema.Metric;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Scores;
import io.lifecycle4j.schema.Task;
import io.lifecycle4j.schema.Tensor;
import io.lifecycle4j.schema.TensorSpec;
import java.util.List;
import java.util.Optional;

/** A task that lists some metrics of another one. */
record SomeMetrics<O>(Task<O> of, List<Metric> metrics) implements Task<O> {
  @Override
  public String id() {
    return of.id();
  }

  @Override
  public List<String> labels() {
    return of.labels();
  }

  @Override
  public List<TensorSpec> targets() {
    return of.targets();
  }

  @Override
  public List<TensorSpec> outputs() {
    return of.outputs();
  }

  @Override
  public void encode(Row row, List<Tensor> targets, int place) {
    of.encode(row, targets, place);
  }

  @Override
  public O decode(List<Tensor> outputs, int place) {
    return of.decode(outputs, place);
  }

  @Override
  public Optional<String> positiveClass() {
    return of.positiveClass();
  }

  @Override
  public Optional<Metric> findMetric(String name) {
    return of.findMetric(name);
  }

  @Override
  public Scores score(List<Tensor> outputs, List<Tensor> targets) {
    return of.score(outputs, targets);
  }
}
