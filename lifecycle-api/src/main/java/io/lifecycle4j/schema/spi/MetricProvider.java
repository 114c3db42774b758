package io.lifecycle4j.schema.spi;

import io.lifecycle4j.schema.Scores;
import io.lifecycle4j.schema.Task.Metric;
import java.util.List;
import java.util.Optional;

/**
 * Computes the metrics of {@link io.lifecycle4j.schema.Metrics}, which describes each method.
 * {@code lifecycle-core} implements it; found by {@link java.util.ServiceLoader}. Thread-safe.
 */
public interface MetricProvider {
  /**
   * Lists the metrics of a classification.
   *
   * @param classes the names of the classes; empty if they are not known yet
   * @return the metrics, by name
   */
  List<Metric> ofClasses(List<String> classes);

  /**
   * Finds a metric of a classification.
   *
   * @param classes the names of the classes; empty if they are not known yet
   * @param name the name
   * @return the metric, or empty
   */
  Optional<Metric> findOfClasses(List<String> classes, String name);

  /**
   * Scores a classifier.
   *
   * @param classes the names of the classes
   * @param positive the index of the class that a metric of one of two classes refers to
   * @param probabilities {@code [rows][classes]}
   * @param choices the index of the predicted class of each row, or -1
   * @param labels the index of the true class of each row
   * @return the scores
   */
  Scores scoreClasses(
      List<String> classes, int positive, double[][] probabilities, int[] choices, int[] labels);

  /**
   * Lists the metrics of a regression.
   *
   * @return the metrics, by name
   */
  List<Metric> ofNumbers();

  /**
   * Finds a metric of a regression.
   *
   * @param name the name
   * @return the metric, or empty
   */
  Optional<Metric> findOfNumbers(String name);

  /**
   * Scores a regression.
   *
   * @param estimates the predicted numbers
   * @param labels the true numbers
   * @return the scores
   */
  Scores scoreNumbers(double[] estimates, double[] labels);
}
