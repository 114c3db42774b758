package io.lifecycle4j.schema;

import static io.lifecycle4j.error.Preconditions.required;

import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** The scores of a model on a set of rows. Immutable and thread-safe. */
public interface Scores {
  /**
   * Measures a selection of rows: a slice, or a sample of a bootstrap.
   *
   * @param weights the number of times that each row counts, not negative; the result retains it
   * @return a function from the name of a metric to its value, NaN if it is undefined for these
   *     rows
   */
  ToDoubleFunction<String> measure(int[] weights);

  /**
   * Returns the confidence interval of a metric that has a formula for it. The library computes the
   * others by a bootstrap.
   *
   * @param name the name of a metric
   * @param weights the number of times that each row counts
   * @return the interval; empty, the default, if there is no formula
   */
  default Optional<Interval> interval(String name, int[] weights) {
    required(name, "metric name");
    required(weights, "weights");
    return Optional.empty();
  }

  /**
   * Returns which rows a metric counts, if the metric is the share of counted rows, such as
   * accuracy. Such a metric is compared with production by an exact paired test, other metrics by a
   * bootstrap.
   *
   * @param name the name of a metric
   * @return {@code boolean[rows]}, one for each scored row, which must not be changed; empty, the
   *     default, for other metrics. A gate that finds another length has the verdict ERROR
   */
  default Optional<boolean[]> counted(String name) {
    required(name, "metric name");
    return Optional.empty();
  }

  /**
   * A 95 % confidence interval of a metric.
   *
   * @param lower the lower bound; NaN if it is undefined for the rows
   * @param upper the upper bound; NaN if it is undefined for the rows
   */
  record Interval(double lower, double upper) {}
}
