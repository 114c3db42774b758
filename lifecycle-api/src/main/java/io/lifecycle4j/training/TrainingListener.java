package io.lifecycle4j.training;

/** Hears how far training is, after each batch, on the training thread. */
@FunctionalInterface
public interface TrainingListener {
  /**
   * Takes the news. Should return at once; what it throws ends the training.
   *
   * @param progress how far training is
   */
  void progressed(TrainingProgress progress);
}
