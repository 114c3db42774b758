package io.lifecycle4j.tracking;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.storage.StoredFile;
import java.util.Map;
import java.util.Optional;

/**
 * A stored state of the model of a run, from which training can be resumed, or the tombstone of
 * one.
 *
 * @param step the step after which it was saved
 * @param file the file; its digest remains when its bytes are gone
 * @param dropped why the run no longer needs the file; empty if it does
 */
public record Checkpoint(long step, StoredFile file, Optional<Dropped> dropped) {
  /** Checks the file. */
  public Checkpoint {
    required(file, "file of a checkpoint");
    required(dropped, "tombstone of a checkpoint");
  }

  /**
   * Creates a checkpoint that is needed.
   *
   * @param step the step after which it was saved
   * @param file the stored file
   */
  public Checkpoint(long step, StoredFile file) {
    this(step, file, Optional.empty());
  }

  /**
   * What remains of a checkpoint that was dropped, beside its digest.
   *
   * @param reason why it was dropped
   * @param metrics what was measured when it was saved, by name, finite
   */
  public record Dropped(String reason, Map<String, Double> metrics) {
    /** Checks and copies the parts. */
    public Dropped {
      required(reason, "reason of a dropped checkpoint");
      metrics = copy(metrics, "metrics of a dropped checkpoint");
      metrics.forEach(
          (name, value) ->
              check(
                  Double.isFinite(value),
                  "Invalid metric %s of a dropped checkpoint: %s (must be finite)",
                  name,
                  value));
    }
  }
}
