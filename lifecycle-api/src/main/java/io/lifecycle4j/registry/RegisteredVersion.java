package io.lifecycle4j.registry;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.storage.BlobId;
import java.time.Instant;
import java.util.Optional;

/**
 * A version of a model as the registry lists it: without its manifest, with what people say about
 * it, and whether it was deleted or purged.
 *
 * @param model the name of the model
 * @param number the number of the version, from 1, never reused
 * @param id the hash of the manifest, which covers every byte of the version
 * @param registered the time of the registration
 * @param run the id of the run that trained it; empty for a model from elsewhere
 * @param notes what people say about it
 * @param removal whether it was deleted or purged
 */
public record RegisteredVersion(
    String model,
    int number,
    BlobId id,
    Instant registered,
    Optional<String> run,
    VersionNotes notes,
    Removal removal) {
  /** Checks the parts. */
  public RegisteredVersion {
    checkName("model", model);
    check(number >= 1, "Invalid model version: %s (must be at least 1)", number);
    required(id, "hash of the manifest");
    required(registered, "time of the registration");
    required(run, "run");
    required(notes, "notes");
    required(removal, "removal");
  }

  /**
   * Returns a version as the registry lists it before anybody says anything about it, or removes
   * it.
   *
   * @param version the version
   * @return the same without its manifest
   */
  public static RegisteredVersion of(ModelVersion version) {
    return new RegisteredVersion(
        required(version, "model version").model(),
        version.number(),
        version.id(),
        version.registered(),
        version.manifest().provenance().findRun(),
        VersionNotes.NONE,
        Removal.NONE);
  }

  /**
   * Returns this version with other notes.
   *
   * @param others the notes
   * @return the version
   */
  public RegisteredVersion with(VersionNotes others) {
    return new RegisteredVersion(model, number, id, registered, run, others, removal);
  }

  /**
   * Returns this version, removed or not.
   *
   * @param other the removal
   * @return the version
   */
  public RegisteredVersion with(Removal other) {
    return new RegisteredVersion(model, number, id, registered, run, notes, other);
  }

  /**
   * Returns the label of the version.
   *
   * @return the label, such as {@code fraud:7}
   */
  public String label() {
    return model + ":" + number;
  }

  /** Returns only the label, as {@link ModelVersion} does. */
  @Override
  public String toString() {
    return label();
  }
}
