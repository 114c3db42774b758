package io.lifecycle4j.schema;

import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.error.Preconditions;
import io.lifecycle4j.schema.spi.MetricProvider;
import java.util.List;

/**
 * The metrics of each kind of task, also for custom tasks. Each metric equals that of scikit-learn;
 * {@code docs/reference/metrics.md} lists the names, definitions and sources.
 */
public final class Metrics {
  private Metrics() {}

  /**
   * Returns the metrics of a classification. A label is the index of a class.
   *
   * @param classes the names of the classes; empty if they are not known yet
   * @param positive the index of the class that a metric of one of two classes refers to, such as
   *     {@code recall}; usually 1
   * @return the metrics
   */
  public static MetricSet<Choices, int[]> ofClasses(List<String> classes, int positive) {
    List<String> names = copy(classes, "classes");
    return provider().ofClasses(names, positive);
  }

  /**
   * Returns the metrics of a regression.
   *
   * @return the metrics
   */
  public static MetricSet<double[], double[]> ofNumbers() {
    return provider().ofNumbers();
  }

  /**
   * Returns the metrics of a regression of several columns. Predictions and labels are {@code
   * [rows][columns]}.
   *
   * @param columns the names of the columns
   * @return the metrics
   */
  public static MetricSet<double[][], double[][]> ofColumns(List<String> columns) {
    List<String> names = copy(columns, "columns");
    return provider().ofColumns(names);
  }

  /**
   * Returns the metrics of a quantile regression. Predictions are {@code [rows][quantiles]}, each
   * row in ascending order.
   *
   * @param quantiles the shares of the quantiles, in ascending order
   * @return the metrics
   */
  public static MetricSet<double[][], double[]> ofQuantiles(List<Double> quantiles) {
    List<Double> shares = copy(quantiles, "quantiles");
    return provider().ofQuantiles(shares);
  }

  /**
   * Returns the metrics of a multi-label classification. Predictions are the probabilities {@code
   * [rows][labels]}; a label is predicted if its probability is above 0.5.
   *
   * @param labels the names of the labels
   * @return the metrics
   */
  public static MetricSet<double[][], boolean[][]> ofLabels(List<String> labels) {
    List<String> names = copy(labels, "labels");
    return provider().ofLabels(names);
  }

  /**
   * Returns the metrics of a reconstruction. Predictions and labels are the reconstructed and the
   * true numbers of the rows, in tensors of the same size and number of rows.
   *
   * @return the metrics
   */
  public static MetricSet<Tensor, Tensor> ofReconstruction() {
    return provider().ofReconstruction();
  }

  /**
   * The predictions of a classifier.
   *
   * @param probabilities {@code [rows][classes]}
   * @param choices the index of the predicted class of each row, or -1
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Choices(double[][] probabilities, int[] choices) {
    /** Checks that all parts are given. */
    public Choices {
      for (double[] row : required(probabilities, "probabilities")) {
        required(row, "probabilities of a row");
      }
      required(choices, "choices");
    }
  }

  private static MetricProvider provider() {
    return Preconditions.service(MetricProvider.class, "measure a model");
  }
}
