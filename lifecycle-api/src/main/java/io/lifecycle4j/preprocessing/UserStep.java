package io.lifecycle4j.preprocessing;

import java.util.function.DoubleUnaryOperator;

/**
 * A step that the application implements: a function from a number to a number.
 *
 * <p>It is found by its id among the services of this type on the class path ({@link
 * java.util.ServiceLoader}), in training and wherever a model is loaded; a model with an unknown id
 * is rejected. Stored data is never used as the name of a class. Implementations are thread-safe
 * and have a constructor without parameters.
 */
public interface UserStep {
  /**
   * Returns the id of the step. It must never change: models are stored with it.
   *
   * @return the id, such as {@code acme.winsorize}
   */
  String id();

  /**
   * Returns the version of the format that {@link Learner#state()} returns.
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
   * Creates the learned function from a state.
   *
   * @param version the version of the format, the current or an earlier one
   * @param state the state that a learner returned
   * @return the function, thread-safe; it receives NaN for a missing number and may return NaN; for
   *     the same number it must return the same bits on every machine
   * @throws io.lifecycle4j.error.LifecycleException if it cannot read the state
   */
  DoubleUnaryOperator function(int version, String state);

  /** Learns from training rows. Used by one thread at a time. */
  interface Learner {
    /**
     * Adds the number of a training row, as returned by the previous steps, in the order of the
     * rows.
     *
     * @param value the number, NaN if it is missing
     */
    void add(double value);

    /**
     * Returns the learned state, after all rows were added.
     *
     * @return the state; for the same rows always the same text
     */
    String state();
  }
}
