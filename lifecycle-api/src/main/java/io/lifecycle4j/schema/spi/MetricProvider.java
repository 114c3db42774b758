package io.lifecycle4j.schema.spi;

import io.lifecycle4j.schema.MetricSet;
import io.lifecycle4j.schema.Metrics.Choices;
import io.lifecycle4j.schema.Tensor;
import java.util.List;

/**
 * Computes {@link io.lifecycle4j.schema.Metrics}, which describes each method. {@code
 * lifecycle-core} implements it; found by {@link java.util.ServiceLoader}. Thread-safe.
 */
public interface MetricProvider {
  /**
   * Returns the metrics of a classification. A label is the index of a class.
   *
   * @param classes the names of the classes; empty if they are not known yet
   * @param positive the index of the class that a metric of one of two classes refers to
   * @return the metrics
   */
  MetricSet<Choices, int[]> ofClasses(List<String> classes, int positive);

  /**
   * Returns the metrics of a regression.
   *
   * @return the metrics
   */
  MetricSet<double[], double[]> ofNumbers();

  /**
   * Returns the metrics of a regression of several columns. Predictions and labels are {@code
   * [rows][columns]}.
   *
   * @param columns the names of the columns
   * @return the metrics
   */
  MetricSet<double[][], double[][]> ofColumns(List<String> columns);

  /**
   * Returns the metrics of a quantile regression. Predictions are {@code [rows][quantiles]}, each
   * row in ascending order.
   *
   * @param quantiles the shares of the quantiles, in ascending order
   * @return the metrics
   */
  MetricSet<double[][], double[]> ofQuantiles(List<Double> quantiles);

  /**
   * Returns the metrics of a multi-label classification. Predictions are the probabilities {@code
   * [rows][labels]}; a label is predicted if its probability is above 0.5.
   *
   * @param labels the names of the labels
   * @return the metrics
   */
  MetricSet<double[][], boolean[][]> ofLabels(List<String> labels);

  /**
   * Returns the metrics of a reconstruction. Predictions and labels are the reconstructed and the
   * true numbers of the rows, in tensors of the same size and number of rows.
   *
   * @return the metrics
   */
  MetricSet<Tensor, Tensor> ofReconstruction();
}
