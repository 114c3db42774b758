package io.lifecycle4j.serving;

import java.util.List;

/**
 * Answers inputs. Ids, log, hooks and swapping are not its business.
 *
 * <p>Thread-safe.
 *
 * @param <I> the type of an input
 * @param <O> the type of an answer
 */
@FunctionalInterface
public interface Predictor<I, O> {
  /**
   * Answers several inputs.
   *
   * @param inputs the inputs, at least one
   * @return one answer for each, in the same order
   */
  List<O> predict(List<? extends I> inputs);
}
