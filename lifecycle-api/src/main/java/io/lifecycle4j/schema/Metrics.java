package io.lifecycle4j.schema;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.error.Preconditions;
import io.lifecycle4j.schema.spi.MetricProvider;
import io.lifecycle4j.schema.spi.MetricProvider.Choices;
import java.util.List;
import java.util.Optional;

/**
 * The metrics of classification and regression, for custom tasks. Each equals the metric of
 * scikit-learn; {@code docs/reference/metrics.md} lists the names, definitions and sources.
 */
public final class Metrics {
  private Metrics() {}

  /**
   * Lists the metrics of a classification.
   *
   * @param classes the names of the classes; empty if they are not known yet
   * @return the metrics, by name
   */
  public static List<Task.Metric> ofClasses(List<String> classes) {
    List<String> names = copy(classes, "classes");
    return provider().ofClasses(names, 1).list();
  }

  /**
   * Finds a metric of a classification. With two classes, a metric of one class, such as {@code
   * recall}, refers to the positive one, which is the second unless the task names it.
   *
   * @param classes the names of the classes; empty if they are not known yet
   * @param name a name, such as {@code recall[cat]} or {@code f2_macro}
   * @return the metric, or empty
   */
  public static Optional<Task.Metric> findOfClasses(List<String> classes, String name) {
    List<String> names = copy(classes, "classes");
    String metric = required(name, "metric name");
    return provider().ofClasses(names, 1).find(metric);
  }

  /**
   * Lists the metrics of a regression.
   *
   * @return the metrics, by name
   */
  public static List<Task.Metric> ofNumbers() {
    return provider().ofNumbers().list();
  }

  /**
   * Finds a metric of a regression.
   *
   * @param name a name, such as {@code rmse} or {@code pinball[0.9]}
   * @return the metric, or empty
   */
  public static Optional<Task.Metric> findOfNumbers(String name) {
    String metric = required(name, "metric name");
    return provider().ofNumbers().find(metric);
  }

  /**
   * Scores a classifier. The result retains the arrays, which must not be changed.
   *
   * @param classes the names of the classes, at least two
   * @param probabilities {@code [rows][classes]}; each row sums to 1, or is NaN if the output of
   *     the model is not a number
   * @param choices the index of the predicted class of each row, or -1 for none
   * @param labels the index of the true class of each row
   * @return the scores
   * @throws io.lifecycle4j.error.InvalidValueException if the lengths differ, or if a label or
   *     choice is not the index of a class
   */
  public static Scores scoreClasses(
      List<String> classes, double[][] probabilities, int[] choices, int[] labels) {
    return scoreClasses(classes, 1, probabilities, choices, labels);
  }

  /**
   * Scores a classifier. The result retains the arrays, which must not be changed.
   *
   * @param classes the names of the classes, at least two
   * @param positive the index of the class that a metric of one class without a name refers to, if
   *     there are two
   * @param probabilities {@code [rows][classes]}; each row sums to 1, or is NaN if the output of
   *     the model is not a number
   * @param choices the index of the predicted class of each row, or -1 for none
   * @param labels the index of the true class of each row
   * @return the scores
   * @throws io.lifecycle4j.error.InvalidValueException if the lengths differ, or if a label, a
   *     choice or the positive class is not the index of a class
   */
  public static Scores scoreClasses(
      List<String> classes,
      int positive,
      double[][] probabilities,
      int[] choices,
      int[] labels) {
    List<String> names = copy(classes, "classes");
    int rows = required(labels, "labels").length;
    checkRows("probabilities", required(probabilities, "probabilities").length, rows);
    checkRows("choices", required(choices, "choices").length, rows);
    for (double[] row : probabilities) {
      required(row, "probabilities of a row");
    }
    check(names.size() > 1, "Invalid classes: %s (needs at least 2)", names);
    check(
        positive >= 0 && positive < names.size(),
        "Invalid positive class: %s (must be the index of one of %s classes)",
        positive,
        names.size());
    for (int row = 0; row < rows; row++) {
      checkIndex("label", row, labels[row], 0, names);
      checkIndex("choice", row, choices[row], -1, names);
      int found = probabilities[row].length;
      check(
          found == names.size(),
          "Invalid probabilities of row %s: %s numbers (must be one for each of %s classes)",
          row,
          found,
          names.size());
    }
    return provider().ofClasses(names, positive).score(new Choices(probabilities, choices), labels);
  }

  private static void checkIndex(String what, int row, int index, int least, List<String> names) {
    check(
        index >= least && index < names.size(),
        "Invalid %s of row %s: %s (must be the index of one of %s classes)",
        what,
        row,
        index,
        names.size());
  }

  /**
   * Scores a regression.
   *
   * @param estimates the predicted numbers; a NaN makes each metric NaN
   * @param labels the true numbers, finite
   * @return the scores
   * @throws io.lifecycle4j.error.InvalidValueException if the lengths differ, or a label is not
   *     finite
   */
  public static Scores scoreNumbers(double[] estimates, double[] labels) {
    checkRows(
        "estimates", required(estimates, "estimates").length, required(labels, "labels").length);
    for (int row = 0; row < labels.length; row++) {
      check(
          Double.isFinite(labels[row]),
          "Invalid label of row %s: %s (must be a finite number)",
          row,
          labels[row]);
    }
    return provider().ofNumbers().score(estimates.clone(), labels.clone());
  }

  private static void checkRows(String what, int found, int rows) {
    check(found == rows, "Invalid %s: %s rows (must be as many as labels: %s)", what, found, rows);
  }

  static MetricProvider provider() {
    return Preconditions.service(MetricProvider.class, "measure a model");
  }
}
