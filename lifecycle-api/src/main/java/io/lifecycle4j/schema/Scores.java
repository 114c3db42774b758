package io.lifecycle4j.schema;

import static io.lifecycle4j.error.Preconditions.required;

import java.util.List;
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
   * Returns which rows a metric counts, if the metric is the share of counted rows among those of
   * {@link #basis}, such as accuracy or recall. If it rests on the same rows for both versions,
   * such a metric is compared by a paired score test, other metrics by a bootstrap.
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
   * Returns the rows that a metric rests on, if it counts or ranks rows, rather than averaging a
   * number of each row: for recall the rows of the class, for precision the rows predicted to be of
   * the class, for the area under a ROC curve the rows of the rarer side. If they are few, a single
   * changed prediction moves the metric a lot. A bootstrap that compares versions needs at least 30
   * of them, and corrects for differences that, by chance, did not occur.
   *
   * @param name the name of a metric
   * @return {@code boolean[rows]}, one for each scored row, which must not be changed; empty, the
   *     default, if the metric rests on all rows alike. A gate that finds another length has the
   *     verdict ERROR
   */
  default Optional<boolean[]> basis(String name) {
    required(name, "metric name");
    return Optional.empty();
  }

  /**
   * Counts rows by true and by predicted class, for an evaluation to show.
   *
   * @param weights the number of times that each row counts
   * @return the matrix; empty, the default, if there are no classes, or more than {@value
   *     ConfusionMatrix#MOST_CLASSES}
   */
  default Optional<ConfusionMatrix> confusion(int[] weights) {
    required(weights, "weights");
    return Optional.empty();
  }

  /**
   * Compares probabilities with the shares of rows that are as predicted, for an evaluation to
   * show.
   *
   * @param weights the number of times that each row counts
   * @return the bins that have rows, by increasing probability; empty, the default, if there are no
   *     probabilities
   */
  default List<CalibrationBin> calibration(int[] weights) {
    required(weights, "weights");
    return List.of();
  }

  /**
   * A 95 % confidence interval of a metric.
   *
   * @param lower the lower bound; NaN if it is undefined for the rows
   * @param upper the upper bound; NaN if it is undefined for the rows
   */
  record Interval(double lower, double upper) {}
}
