package io.lifecycle4j.training;

/** What a training is for. Constants may be added: a switch needs a default branch. */
public enum TrainingPurpose {
  /** A version that can be registered. */
  VERSION,

  /**
   * A {@linkplain TrainableModel#rehearse rehearsal}. The trainer takes only a few batches, as it
   * would otherwise train on them, and stores its state before the last of them if it can. A
   * trainer that ignores this trains on the few thousand rows of the rehearsal.
   */
  REHEARSAL,

  /**
   * A {@linkplain TrainableModel#overfitOn check} whether a network can learn a few rows by heart.
   * The trainer leaves out what prevents that, such as weight decay, dropout and early stopping,
   * reports the {@code loss} of each epoch, and trains until it is told to stop. A trainer that
   * ignores this trains as it always does.
   */
  OVERFITTING
}
