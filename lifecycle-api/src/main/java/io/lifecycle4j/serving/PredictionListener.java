package io.lifecycle4j.serving;

/**
 * Hears every prediction, on the thread that asked for it, before it is returned.
 *
 * @param <I> the type of an input
 * @param <O> the type of an answer
 */
@FunctionalInterface
public interface PredictionListener<I, O> {
  /**
   * Takes the news. Should return at once; what it throws, an {@link Error} too, is logged and does
   * not reach the caller. It may close the model.
   *
   * @param input the input
   * @param prediction the answer
   */
  void predicted(I input, Prediction<O> prediction);
}
