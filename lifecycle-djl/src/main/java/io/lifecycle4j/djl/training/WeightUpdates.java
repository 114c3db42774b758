package io.lifecycle4j.djl.training;

import ai.djl.ndarray.NDArray;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

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

  /**
   * Returns the arrays that are kept between steps, by what they are and the names of the
   * parameters; null if they are not known.
   */
  @Nullable Map<String, Map<String, NDArray>> state();

  /** Names the optimizer. */
  String name();

  /** Frees what the network does not own. */
  @Override
  default void close() {}
}
