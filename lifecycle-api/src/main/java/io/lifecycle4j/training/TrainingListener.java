package io.lifecycle4j.training;

/** Receives the progress of training after each batch, and its end, on the training thread. */
@FunctionalInterface
public interface TrainingListener {
  /**
   * Called with the progress. Should return at once; an exception it throws ends the training.
   *
   * @param progress the progress
   */
  void progressed(TrainingProgress progress);

  /**
   * Called when training has ended: all epochs are done, training stopped early, or it failed. An
   * exception it throws makes the training fail.
   */
  default void ended() {}
}
