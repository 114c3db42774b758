package io.lifecycle4j.schema;

import static io.lifecycle4j.error.Preconditions.required;

import java.util.Arrays;

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
}
