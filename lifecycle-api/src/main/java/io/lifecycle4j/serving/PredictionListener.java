package io.lifecycle4j.serving;

/**
 * Receives every prediction, on the thread that predicts. It is called before {@link
 * ServedModel#predict(Object)} returns, or after the future of {@link
 * ServedModel#predictAsync(Object)} is complete.
 *
 * @param <I> the type of an input
 * @param <O> the type of a predicted value
 */
@FunctionalInterface
public interface PredictionListener<I, O> {
  /**
   * Called with each prediction. Should return at once. Anything that it throws, even an {@link
   * Error}, is logged and does not reach the caller. It may close the model.
   *
   * <p>A call that has not returned for ten seconds is logged with its stack. Until it returns, the
   * listener is not called again, so it blocks no further callers. {@link
   * io.lifecycle4j.monitoring.Monitoring#missedByListeners} counts what it missed.
   *
   * @param input the input
   * @param prediction the prediction
   */
  void predicted(I input, Prediction<O> prediction);
}
