package io.lifecycle4j.model;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.storage.BlobId;
import java.time.Instant;

/**
 * An immutable, registered version of a model.
 *
 * @param model the name of the model
 * @param number the number of the version, from 1, never reused
 * @param id the hash of the manifest, which covers every byte of the version
 * @param manifest the manifest
 * @param registered the time of the registration
 */
public record ModelVersion(
    String model, int number, BlobId id, ModelManifest manifest, Instant registered) {
  /** Checks the parts. */
  public ModelVersion {
    checkName("model", model);
    check(number >= 1, "Invalid model version: %s (must be at least 1)", number);
    required(id, "hash of the manifest");
    required(manifest, "manifest");
    required(registered, "time of the registration");
  }

  /**
   * Returns the label of the version.
   *
   * @return the label, such as {@code fraud:7}
   */
  public String label() {
    return model + ":" + number;
  }

  /** Returns only the label, because the manifest would fill pages. */
  @Override
  public String toString() {
    return label();
  }
}
