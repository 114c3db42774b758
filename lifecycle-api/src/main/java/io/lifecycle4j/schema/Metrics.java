package io.lifecycle4j.schema;

import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.error.Preconditions;
import io.lifecycle4j.schema.spi.MetricProvider;
import java.util.List;

/**
 * The metrics of each kind of task, also for custom tasks. Each metric equals that of scikit-learn,
 * or a NumPy formula where scikit-learn has none. The tables name the publication that defines a
 * metric, and the function of scikit-learn or NumPy that computes the same. {@code
 * docs/reference/metrics.md} says more, such as which are listed and what is undefined.
 */
public final class Metrics {
  private Metrics() {}

  /**
   * Returns the metrics of a classification. A label is the index of a class.
   *
   * <table>
   * <caption>Metrics</caption>
   * <tr><th>Name<th>Definition<th>Better<th>Source
   * <tr><td>{@code accuracy}<td>share of rows whose true class is predicted
   *     <td>higher<td>{@code accuracy_score}
   * <tr><td>{@code balanced_accuracy}<td>mean of the recalls of all classes
   *     <td>higher<td>Brodersen et al. 2010, {@code balanced_accuracy_score}
   * <tr><td>{@code precision}<td>tp / (tp + fp)
   *     <td>higher<td>van Rijsbergen 1979, {@code precision_score}
   * <tr><td>{@code recall}<td>tp / (tp + fn)<td>higher<td>van Rijsbergen 1979, {@code recall_score}
   * <tr><td>{@code specificity}<td>tn / (tn + fp)<td>higher<td>Yerushalmy 1947
   * <tr><td>{@code f1}, {@code f2}, {@code f0.5}, …<td>(1 + β²) tp / ((1 + β²) tp + β² fn + fp)
   *     <td>higher<td>van Rijsbergen 1979, {@code fbeta_score}
   * <tr><td>{@code roc_auc}<td>probability that a row of the class has a higher score
   *     <td>higher<td>Hanley and McNeil 1982, {@code roc_auc_score}
   * <tr><td>{@code average_precision}
   *     <td>sum of the precisions at each score, weighted by the recall that it adds
   *     <td>higher<td>{@code average_precision_score}
   * <tr><td>{@code mcc}<td>correlation of the true and the predicted class
   *     <td>higher<td>Matthews 1975, Gorodkin 2004, {@code matthews_corrcoef}
   * <tr><td>{@code top_2_accuracy}, {@code top_3_accuracy}, …
   *     <td>share of rows whose true class is among the 2, 3, … most probable ones
   *     <td>higher<td>{@code top_k_accuracy_score}
   * <tr><td>{@code log_loss}<td>mean of −ln(probability of the true class), in nats
   *     <td>lower<td>Good 1952, {@code log_loss}
   * <tr><td>{@code brier}<td>mean squared error of the probabilities
   *     <td>lower<td>Brier 1950, {@code brier_score_loss}
   * <tr><td>{@code ece}<td>mean distance between confidence and accuracy, in 15 bins
   *     <td>lower<td>Naeini et al. 2015
   * <tr><td>{@code baseline_accuracy}<td>share of the most frequent class
   *     <td>neither<td>{@code DummyClassifier}
   * </table>
   *
   * <p>Here {@code tp}, {@code fp}, {@code fn} and {@code tn} are the true and false positives and
   * negatives of a class. Metrics that use them, {@code roc_auc} and {@code average_precision} are
   * of the positive one of two classes; {@code recall[cat]} is of another one, {@code
   * recall_macro}, {@code recall_weighted} and {@code recall_micro} of all.
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
   * <table>
   * <caption>Metrics</caption>
   * <tr><th>Name<th>Definition<th>Better<th>Source
   * <tr><td>{@code rmse}<td>root of the mean squared error
   *     <td>lower<td>{@code root_mean_squared_error}
   * <tr><td>{@code mae}<td>mean absolute error<td>lower<td>{@code mean_absolute_error}
   * <tr><td>{@code median_absolute_error}<td>median absolute error
   *     <td>lower<td>{@code median_absolute_error}
   * <tr><td>{@code r2}<td>1 − squared error / squared deviation of the label
   *     <td>higher<td>{@code r2_score}
   * <tr><td>{@code mape}<td>mean of absolute error / absolute label
   *     <td>lower<td>{@code mean_absolute_percentage_error}
   * <tr><td>{@code pinball[0.9]}<td>mean pinball loss of the quantile 0.9
   *     <td>lower<td>Koenker and Bassett 1978, {@code mean_pinball_loss}
   * <tr><td>{@code baseline_rmse}<td>standard deviation of the label
   *     <td>neither<td>{@code numpy.std}
   * </table>
   *
   * @return the metrics
   */
  public static MetricSet<double[], double[]> ofNumbers() {
    return provider().ofNumbers();
  }

  /**
   * Returns the metrics of a regression of several columns. Predictions and labels are {@code
   * [rows][columns]}. The metrics are those of {@link #ofNumbers}, each as the mean over the
   * columns, scikit-learn's {@code uniform_average}; {@code rmse[y2]} is of one column.
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
   * <table>
   * <caption>Metrics</caption>
   * <tr><th>Name<th>Definition<th>Better<th>Source
   * <tr><td>{@code pinball}<td>mean pinball loss over the quantiles
   *     <td>lower<td>Koenker and Bassett 1978, {@code mean_pinball_loss}
   * <tr><td>{@code pinball[0.9]}<td>mean pinball loss of one quantile
   *     <td>lower<td>Koenker and Bassett 1978, {@code mean_pinball_loss}
   * <tr><td>{@code coverage}<td>share of labels between the first and the last quantile
   *     <td>neither<td>Khosravi et al. 2011
   * <tr><td>{@code coverage_error}<td>distance between coverage and its nominal value
   *     <td>lower<td>Wan et al. 2014
   * <tr><td>{@code interval_width}<td>mean distance between the first and the last quantile
   *     <td>lower<td>Khosravi et al. 2011
   * <tr><td>{@code mae}<td>mean absolute error of the median
   *     <td>lower<td>{@code mean_absolute_error}
   * </table>
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
   * <table>
   * <caption>Metrics</caption>
   * <tr><th>Name<th>Definition<th>Better<th>Source
   * <tr><td>{@code subset_accuracy}<td>share of rows with all labels right
   *     <td>higher<td>{@code accuracy_score}
   * <tr><td>{@code hamming_loss}<td>share of wrong cells
   *     <td>lower<td>Tsoumakas and Katakis 2007, {@code hamming_loss}
   * <tr><td>{@code precision}<td>tp / (tp + fp)
   *     <td>higher<td>van Rijsbergen 1979, {@code precision_score}
   * <tr><td>{@code recall}<td>tp / (tp + fn)<td>higher<td>van Rijsbergen 1979, {@code recall_score}
   * <tr><td>{@code specificity}<td>tn / (tn + fp)<td>higher<td>Yerushalmy 1947
   * <tr><td>{@code f1}, {@code f2}, {@code f0.5}, …<td>(1 + β²) tp / ((1 + β²) tp + β² fn + fp)
   *     <td>higher<td>van Rijsbergen 1979, {@code fbeta_score}
   * <tr><td>{@code roc_auc}<td>probability that a row with the label has a higher score
   *     <td>higher<td>Hanley and McNeil 1982, {@code roc_auc_score}
   * <tr><td>{@code average_precision}
   *     <td>sum of the precisions at each score, weighted by the recall that it adds
   *     <td>higher<td>{@code average_precision_score}
   * <tr><td>{@code log_loss}<td>mean binary cross-entropy, in nats
   *     <td>lower<td>Good 1952, {@code log_loss}
   * <tr><td>{@code brier}<td>mean squared error of the probabilities
   *     <td>lower<td>Brier 1950, {@code brier_score_loss}
   * </table>
   *
   * <p>All but {@code subset_accuracy} and {@code hamming_loss} have a suffix: {@code
   * recall[sport]} is of one label, {@code recall_macro}, {@code recall_weighted}, {@code
   * recall_micro} and {@code recall_samples} are of all. It may be absent from {@code log_loss} and
   * {@code brier}.
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
   * <table>
   * <caption>Metrics</caption>
   * <tr><th>Name<th>Definition<th>Better<th>Source
   * <tr><td>{@code mse}<td>mean squared error over all numbers
   *     <td>lower<td>{@code mean_squared_error}
   * <tr><td>{@code rmse}<td>root of the mean squared error
   *     <td>lower<td>{@code root_mean_squared_error}
   * <tr><td>{@code mae}<td>mean absolute error over all numbers
   *     <td>lower<td>{@code mean_absolute_error}
   * <tr><td>{@code error[0.95]}<td>quantile 0.95 of the mean squared errors of the rows
   *     <td>lower<td>Hyndman and Fan 1996 (type 7), {@code numpy.quantile}
   * <tr><td>{@code baseline_rmse}<td>{@code rmse} of predicting the mean of each number
   *     <td>neither<td>{@code numpy.var}
   * </table>
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
