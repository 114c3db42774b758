package io.lifecycle4j.training;

import static io.lifecycle4j.error.Preconditions.required;

/** Receives the progress of training after each batch, and its end, on the training thread. */
@FunctionalInterface
public interface TrainingListener {
  /**
   * Called with the progress. Should return at once. An exception that it throws ends the training.
   *
   * @param progress the progress
   */
  void progressed(TrainingProgress progress);

  /**
   * Called when training has completed: all epochs are done, or it stopped early. An exception that
   * it throws makes the training fail. Default: does nothing.
   */
  default void completed() {}

  /**
   * Called when training has failed or was cancelled. Default: does nothing.
   *
   * @param cause the cause; an exception this method throws is added to it as suppressed
   */
  default void failed(Throwable cause) {
    required(cause, "cause");
  }
}
