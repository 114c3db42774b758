package io.lifecycle4j.djl.training;

/**
 * When the state of a training is stored; 0 for never.
 *
 * @param epochs after so many epochs
 * @param updates after so many updates
 */
record Checkpoints(int epochs, int updates) {
  boolean any() {
    return epochs > 0 || updates > 0;
  }
}
