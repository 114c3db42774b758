package io.lifecycle4j.core.evaluation;

import io.lifecycle4j.schema.MetricSet;
import io.lifecycle4j.schema.Metrics.Choices;
import io.lifecycle4j.schema.Tensor;
import io.lifecycle4j.schema.spi.MetricProvider;
import java.util.List;

/** The metrics of the library. Stateless and thread-safe. */
public final class DefaultMetricProvider implements MetricProvider {
  /** Creates a provider, for {@link java.util.ServiceLoader}. */
  public DefaultMetricProvider() {}

  @Override
  public MetricSet<Choices, int[]> ofClasses(List<String> classes, int positive) {
    return new ClassMetrics(classes, positive);
  }

  @Override
  public MetricSet<double[], double[]> ofNumbers() {
    return new NumberMetrics();
  }

  @Override
  public MetricSet<double[][], double[][]> ofColumns(List<String> columns) {
    return new ColumnMetrics(columns);
  }

  @Override
  public MetricSet<double[][], double[]> ofQuantiles(List<Double> quantiles) {
    return new QuantileMetrics(quantiles);
  }

  @Override
  public MetricSet<double[][], boolean[][]> ofLabels(List<String> labels) {
    return new LabelMetrics(labels);
  }

  @Override
  public MetricSet<Tensor, Tensor> ofReconstruction() {
    return new ReconstructionMetrics();
  }
}
