package io.lifecycle4j.training;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.copy;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Progress of training.
 *
 * @param epoch the epoch, from 1
 * @param epochs the total number of epochs
 * @param batch the batches done in this epoch
 * @param batches the number of batches in an epoch; {@code batch == batches} at the end of an epoch
 * @param metrics the latest values by name, such as {@code loss}, the most important first
 */
public record TrainingProgress(
    int epoch, int epochs, int batch, int batches, Map<String, Double> metrics) {
  /** Checks the parts. */
  public TrainingProgress {
    check(
        epoch >= 1 && epoch <= epochs,
        "Invalid progress: epoch %s of %s (must be 1 to all)",
        epoch,
        epochs);
    check(
        batch >= 0 && batch <= batches,
        "Invalid progress: batch %s of %s (must be 0 to all)",
        batch,
        batches);
    copy(metrics, "metrics"); // checks them, and loses their order
    metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
  }

  /**
   * Returns the share of the work that is done.
   *
   * @return 0 to 1
   */
  public double share() {
    return (epoch - 1 + (double) batch / Math.max(1, batches)) / epochs;
  }
}
