package io.lifecycle4j.djl.training;

import ai.djl.training.dataset.Batch;

/** Tracks the progress of an epoch of DJL, which reports only its end, not its beginning. */
final class EpochWatch {
  private final long start = System.nanoTime();
  private long trainingEnd = start;
  private long validationEnd = start;
  private long rows;
  private boolean validated;
  private boolean complete;

  void trained(Batch batch) {
    trainingEnd = System.nanoTime();
    rows += batch.getSize();
    complete = isLast(batch);
  }

  void validated(Batch batch) {
    validationEnd = System.nanoTime();
    validated = true;
    complete = isLast(batch);
  }

  private static boolean isLast(Batch batch) {
    return batch.getProgress() >= batch.getProgressTotal();
  }

  boolean hasTrained() {
    return rows > 0;
  }

  boolean hasValidated() {
    return validated;
  }

  /** Returns whether the last batch of the training or validation rows has been seen. */
  boolean isComplete() {
    return complete;
  }

  long rows() {
    return rows;
  }

  double trainingSeconds() {
    return seconds(start, trainingEnd);
  }

  double validationSeconds() {
    return seconds(trainingEnd, validationEnd);
  }

  double seconds() {
    return seconds(start, validated ? validationEnd : trainingEnd);
  }

  private static double seconds(long from, long to) {
    return Math.max(1, to - from) / 1e9;
  }
}
