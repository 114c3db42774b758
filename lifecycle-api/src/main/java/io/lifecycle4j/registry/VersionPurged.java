package io.lifecycle4j.registry;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.storage.BlobId;
import java.util.List;

/**
 * The files of a version are not needed any more: its weights, its golden rows, and the figures of
 * rows in its evaluations. Garbage collection frees them; the metadata stays. Precondition: the
 * version exists and is not purged, it never was in production or in a rollout, and otherwise that
 * of {@link VersionDeleted}, except that it may be deleted. If it is not, it has no approvals that
 * count, and no verdicts that let it be promoted.
 *
 * @param model the model
 * @param version the number of the version
 * @param manifest the hash of what is kept of the manifest: all but golden rows
 */
public record VersionPurged(String model, int version, BlobId manifest) implements VersionChange {
  /** Checks the parts. */
  public VersionPurged {
    checkName("model", model);
    check(version >= 1, "Invalid model version: %s (must be at least 1)", version);
    required(manifest, "hash of the manifest");
  }

  @Override
  public List<BlobId> needs() {
    return List.of(manifest);
  }

  @Override
  public String toString() {
    return model + ":" + version + " purged";
  }
}
