package io.lifecycle4j.serving;

import java.util.List;

/**
 * Predicts inputs. The library adds ids, logging, listeners and swapping.
 *
 * <p>Thread-safe.
 *
 * @param <I> the type of an input
 * @param <O> the type of a predicted value
 */
@FunctionalInterface
public interface Predictor<I, O> {
  /**
   * Predicts several inputs.
   *
   * @param inputs the inputs, at least one
   * @return one value for each input, in the same order
   */
  List<O> predict(List<? extends I> inputs);
}
