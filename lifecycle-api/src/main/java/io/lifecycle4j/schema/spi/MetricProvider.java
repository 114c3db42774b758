package io.lifecycle4j.schema.spi;

import io.lifecycle4j.schema.Task.Metric;
import io.lifecycle4j.schema.Task.Scores;
import java.util.List;
import java.util.Optional;

/**
 * Computes the metrics of {@link io.lifecycle4j.schema.Metrics}, where each method is described.
 * Found by {@link java.util.ServiceLoader}; {@code lifecycle-core} has the one there is.
 * Thread-safe.
 */
public interface MetricProvider {
  /**
   * Lists the metrics of classes.
   *
   * @param classes the names of the classes; none if they are not known yet
   * @return the metrics, by name
   */
  List<Metric> ofClasses(List<String> classes);

  /**
   * Finds a metric of classes.
   *
   * @param classes the names of the classes; none if they are not known yet
   * @param name its name
   * @return the metric, or empty
   */
  Optional<Metric> findOfClasses(List<String> classes, String name);

  /**
   * Scores classes.
   *
   * @param classes the names of the classes
   * @param probabilities {@code [rows][classes]}
   * @param choices the chosen class of each row, or -1
   * @param labels the class of each row
   * @return the scores
   */
  Scores scoreClasses(List<String> classes, double[][] probabilities, int[] choices, int[] labels);

  /**
   * Lists the metrics of numbers.
   *
   * @return the metrics, by name
   */
  List<Metric> ofNumbers();

  /**
   * Finds a metric of numbers.
   *
   * @param name its name
   * @return the metric, or empty
   */
  Optional<Metric> findOfNumbers(String name);

  /**
   * Scores numbers.
   *
   * @param estimates what the model estimated
   * @param labels the true numbers
   * @return the scores
   */
  Scores scoreNumbers(double[] estimates, double[] labels);
}
