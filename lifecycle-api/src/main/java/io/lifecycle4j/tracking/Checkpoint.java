package io.lifecycle4j.tracking;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.storage.StoredFile;

/**
 * A stored state of the model of a run, from which training can be resumed.
 *
 * @param step the step after which it was saved
 * @param file the stored file
 */
public record Checkpoint(long step, StoredFile file) {
  /** Checks the file. */
  public Checkpoint {
    required(file, "file of a checkpoint");
  }
}
