package io.lifecycle4j.djl.training;

import static io.lifecycle4j.error.Preconditions.check;

/**
 * When the state of a training is stored, and how many states remain; 0 for never and for all.
 *
 * @param epochs after so many epochs
 * @param updates after so many updates
 * @param best how many of those after an epoch remain because they are the best
 * @param last how many remain because they are the newest; 0 if nothing is dropped
 */
record Checkpoints(int epochs, int updates, int best, int last) {
  /** Checks the combination. */
  Checkpoints {
    check(
        last == 0 || epochs > 0 || updates > 0,
        "Invalid trainer: %s checkpoints, but none are stored (set checkpointEvery)",
        best + last);
    check(
        best == 0 || epochs > 0,
        "Invalid trainer: the %s best checkpoints, but none are stored after an epoch (set"
            + " checkpointEvery)",
        best);
  }

  boolean any() {
    return epochs > 0 || updates > 0;
  }
}
