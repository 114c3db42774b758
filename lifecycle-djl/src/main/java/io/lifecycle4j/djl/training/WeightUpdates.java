package io.lifecycle4j.djl.training;

import java.util.OptionalDouble;

/** Changes the weights of a network by their gradients. */
interface WeightUpdates extends AutoCloseable {
  /**
   * Performs one step, and resets the gradients to zero.
   *
   * @param done the share of the steps before this one, 0 to 1
   */
  void step(double done);

  /** Returns the learning rate of the last step, if it is known. */
  OptionalDouble learningRate();

  /** Frees what the network does not own. */
  @Override
  default void close() {}
}
