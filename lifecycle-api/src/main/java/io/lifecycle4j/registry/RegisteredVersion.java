package io.lifecycle4j.registry;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.storage.BlobId;
import java.time.Instant;
import java.util.Optional;

/**
 * A version of a model as the registry lists it: without its manifest, with what people say about
 * it, and whether it was deleted or purged.
 *
 * @param registration what was registered
 * @param registered the time of the registration
 * @param notes what people say about it
 * @param removal whether it was deleted or purged
 */
public record RegisteredVersion(
    VersionRegistered registration, Instant registered, VersionNotes notes, Removal removal) {
  /** Checks the parts. */
  public RegisteredVersion {
    required(registration, "registration");
    required(registered, "time of the registration");
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
        VersionRegistered.of(
            required(version, "model version").model(),
            version.number(),
            version.id(),
            version.manifest()),
        version.registered(),
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
    return new RegisteredVersion(registration, registered, others, removal);
  }

  /**
   * Returns this version, removed or not.
   *
   * @param other the removal
   * @return the version
   */
  public RegisteredVersion with(Removal other) {
    return new RegisteredVersion(registration, registered, notes, other);
  }

  /**
   * Returns the name of the model.
   *
   * @return the name
   */
  public String model() {
    return registration.model();
  }

  /**
   * Returns the number of the version.
   *
   * @return the number, from 1, never reused
   */
  public int number() {
    return registration.version();
  }

  /**
   * Returns the hash of the manifest, which covers every byte of the version.
   *
   * @return the hash
   */
  public BlobId id() {
    return registration.manifest();
  }

  /**
   * Returns the run that trained the version.
   *
   * @return the id of the run; empty for a model from elsewhere
   */
  public Optional<String> run() {
    return registration.run();
  }

  /**
   * Returns the label of the version.
   *
   * @return the label, such as {@code fraud:7}
   */
  public String label() {
    return model() + ":" + number();
  }

  /** Returns only the label, as {@link ModelVersion} does. */
  @Override
  public String toString() {
    return label();
  }
}
