package io.lifecycle4j.djl.training;

import java.util.OptionalDouble;

/** Changes the weights of a network by their gradients. */
interface WeightUpdates extends AutoCloseable {
  /**
   * Performs one step, and resets the gradients to zero.
   *
   * @param step the number of the step, from 1
   * @param factor the factor of the learning rate at this step
   */
  void step(long step, double factor);

  /** Returns the learning rate of the last step, if it is known. */
  OptionalDouble learningRate();

  /** Frees what the network does not own. */
  @Override
  default void close() {}
}
