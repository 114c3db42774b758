package io.lifecycle4j.training;

/** Hears how far training is, after each batch, and that it has ended; on the training thread. */
@FunctionalInterface
public interface TrainingListener {
  /**
   * Takes the news. Should return at once; what it throws ends the training.
   *
   * @param progress how far training is
   */
  void progressed(TrainingProgress progress);

  /**
   * Hears that no more news comes: all epochs are done, training stopped early, or it failed. What
   * it throws ends the training with a failure.
   */
  default void ended() {}
}
