package io.lifecycle4j.training;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.copy;

import java.util.Map;

/**
 * How far training is.
 *
 * @param epoch the epoch, from 1
 * @param epochs how many epochs there will be
 * @param batch the batches done in this epoch
 * @param batches how many batches an epoch has; {@code batch == batches} ends an epoch
 * @param metrics what was measured last, by name, such as {@code loss}
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
    metrics = copy(metrics, "metrics");
  }

  /**
   * Returns which share of the work is done.
   *
   * @return 0 to 1
   */
  public double share() {
    return (epoch - 1 + (double) batch / Math.max(1, batches)) / epochs;
  }
}
