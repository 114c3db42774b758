package io.lifecycle4j.preprocessing;

import java.util.function.DoubleUnaryOperator;

/**
 * A step of the application's own, from a number to a number.
 *
 * <p>It is found by its id among the services of this type on the class path ({@link
 * java.util.ServiceLoader}), in training and wherever a model is loaded; a model that names an id
 * which is not there is refused. Nothing that data say is ever taken for the name of a class.
 * Implementations are thread-safe and have a constructor without parameters.
 */
public interface UserStep {
  /**
   * Names the step, for ever: models are stored with it.
   *
   * @return the id, such as {@code acme.winsorize}
   */
  String id();

  /**
   * Returns which form of state {@link Learner#state()} gives.
   *
   * @return the version, from 1
   */
  int version();

  /**
   * Begins to learn from training rows.
   *
   * @return a new learner
   */
  Learner learner();

  /**
   * Makes the function that was learned.
   *
   * @param version the form of the state, this or an earlier one
   * @param state what a learner gave
   * @return the function, thread-safe; it gets NaN for a missing number and may give NaN, and the
   *     same number gives the same bits on every machine
   * @throws io.lifecycle4j.error.LifecycleException if it cannot read the state
   */
  DoubleUnaryOperator function(int version, String state);

  /** Learns from training rows. Used by one thread at a time. */
  interface Learner {
    /**
     * Takes the number of a training row as the steps before leave it, in the order of the rows.
     *
     * @param value the number, NaN when it is missing
     */
    void add(double value);

    /**
     * Returns what was learned, once all rows were taken.
     *
     * @return the state; the same rows give the same text
     */
    String state();
  }
}
