package io.lifecycle4j.schema;

import static io.lifecycle4j.error.Preconditions.required;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Creates tasks: {@code classification("species")}. */
public final class Tasks {
  private Tasks() {}

  /**
   * Returns the task of predicting one of several classes.
   *
   * @param label the column with the name of the true class
   * @param classes the names of the classes in the order of the outputs; none to use those of the
   *     training rows, sorted
   * @return the task
   */
  public static Classification classification(String label, String... classes) {
    return new Classification(label, Arrays.asList(required(classes, "classes")));
  }

  /**
   * Returns the task of predicting a number.
   *
   * @param label the column with the true number
   * @return the task
   */
  public static Regression regression(String label) {
    return new Regression(label);
  }

  /**
   * Returns the task of predicting quantiles of a number.
   *
   * @param label the column with the true number
   * @param quantiles the shares of rows below each estimate, above 0 and below 1, in ascending
   *     order, such as 0.1, 0.5 and 0.9
   * @return the task
   */
  public static QuantileRegression quantiles(String label, double... quantiles) {
    List<Double> shares = Arrays.stream(required(quantiles, "quantiles")).boxed().toList();
    return new QuantileRegression(label, shares);
  }

  /**
   * Returns the task of predicting several numbers, such as the horizons of a forecast.
   *
   * @param first the first column with true numbers
   * @param second the second one
   * @param more further ones
   * @return the task
   */
  public static MultiRegression regression(String first, String second, String... more) {
    List<String> labels = list(first, second);
    labels.addAll(Arrays.asList(required(more, "labels")));
    return new MultiRegression(labels);
  }

  /**
   * Returns the task of predicting which of several labels a row has.
   *
   * @param first the first column that says whether a row has a label, whose name is its name
   * @param more further ones
   * @return the task
   */
  public static MultiLabel multiLabel(String first, String... more) {
    return new MultiLabel(list(first, more));
  }

  /**
   * Returns the task of reproducing the prepared inputs, to find anomalies.
   *
   * @return the task
   */
  public static Reconstruction reconstruction() {
    return new Reconstruction(0);
  }

  /** Returns a list, which may have nulls that the task refuses. */
  private static List<String> list(String first, String... more) {
    List<String> labels = new ArrayList<>();
    labels.add(first);
    labels.addAll(Arrays.asList(required(more, "labels")));
    return labels;
  }
}
