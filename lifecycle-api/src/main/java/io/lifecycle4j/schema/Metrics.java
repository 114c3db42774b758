package io.lifecycle4j.schema;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.error.Preconditions;
import io.lifecycle4j.schema.spi.MetricProvider;
import java.util.List;
import java.util.Optional;

/**
 * The metrics of classification and regression, for tasks of one's own. Each equals the one of
 * scikit-learn; {@code docs/reference/metrics.md} has the names, definitions and sources.
 */
public final class Metrics {
  private Metrics() {}

  /**
   * Lists the metrics of an evaluation of answers that choose one of several classes.
   *
   * @param classes the names of the classes; none if they are not known yet
   * @return the metrics, by name
   */
  public static List<Task.Metric> ofClasses(List<String> classes) {
    return provider().ofClasses(copy(classes, "classes"));
  }

  /**
   * Finds a metric of answers that choose one of several classes. Among two classes, a metric of
   * one class such as {@code recall} is about the second.
   *
   * @param classes the names of the classes; none if they are not known yet
   * @param name a name, such as {@code recall[cat]} or {@code f2_macro}
   * @return the metric, or empty
   */
  public static Optional<Task.Metric> findOfClasses(List<String> classes, String name) {
    return provider().findOfClasses(copy(classes, "classes"), required(name, "metric name"));
  }

  /**
   * Lists the metrics of an evaluation of answers that estimate a number.
   *
   * @return the metrics, by name
   */
  public static List<Task.Metric> ofNumbers() {
    return provider().ofNumbers();
  }

  /**
   * Finds a metric of answers that estimate a number.
   *
   * @param name a name, such as {@code rmse} or {@code pinball[0.9]}
   * @return the metric, or empty
   */
  public static Optional<Task.Metric> findOfNumbers(String name) {
    return provider().findOfNumbers(required(name, "metric name"));
  }

  /**
   * Scores answers that choose one of several classes.
   *
   * @param classes the names of the classes, at least two
   * @param probabilities {@code [rows][classes]}, each row with a sum of 1, or NaN where the model
   *     put out what is no number; kept, not copied
   * @param choices the chosen class of each row, by its place, or -1 for none; kept, not copied
   * @param labels the true class of each row, by its place; kept, not copied
   * @return the scores
   * @throws io.lifecycle4j.error.InvalidValueException if the lengths differ, or a label or choice
   *     is no place of a class
   */
  public static Task.Scores scoreClasses(
      List<String> classes, double[][] probabilities, int[] choices, int[] labels) {
    List<String> names = copy(classes, "classes");
    int rows = required(labels, "labels").length;
    check(names.size() > 1, "Invalid classes: %s (needs at least 2)", names);
    checkRows("probabilities", required(probabilities, "probabilities").length, rows);
    checkRows("choices", required(choices, "choices").length, rows);
    for (int row = 0; row < rows; row++) {
      checkPlace("label", row, labels[row], 0, names);
      checkPlace("choice", row, choices[row], -1, names);
      int given = required(probabilities[row], "probabilities of a row").length;
      check(
          given == names.size(),
          "Invalid probabilities of row %s: %s (there are %s classes)",
          row,
          given,
          names.size());
    }
    return provider().scoreClasses(names, probabilities, choices, labels);
  }

  private static void checkPlace(String what, int row, int place, int least, List<String> names) {
    check(
        place >= least && place < names.size(),
        "Invalid %s of row %s: %s (must be the index of one of %s classes)",
        what,
        row,
        place,
        names.size());
  }

  /**
   * Scores answers that estimate a number.
   *
   * @param estimates what the model estimated; NaN makes each metric NaN
   * @param labels the true numbers, finite
   * @return the scores
   * @throws io.lifecycle4j.error.InvalidValueException if the lengths differ, or a label is not
   *     finite
   */
  public static Task.Scores scoreNumbers(double[] estimates, double[] labels) {
    checkRows(
        "estimates", required(estimates, "estimates").length, required(labels, "labels").length);
    for (int row = 0; row < labels.length; row++) {
      check(
          Double.isFinite(labels[row]),
          "Invalid label of row %s: %s (must be a finite number)",
          row,
          labels[row]);
    }
    return provider().scoreNumbers(estimates.clone(), labels.clone());
  }

  private static void checkRows(String what, int given, int rows) {
    check(given == rows, "Invalid %s: %s rows (there are %s labels)", what, given, rows);
  }

  private static MetricProvider provider() {
    return Preconditions.service(MetricProvider.class, "measure a model");
  }
}
