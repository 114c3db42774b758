package io.lifecycle4j.registry;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.data.VersionRef;
import io.lifecycle4j.model.ModelManifest;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.StoredFile;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A version was registered. Precondition: the number is the next one.
 *
 * @param model the model
 * @param version the number of the version, from 1
 * @param manifest the hash of its manifest
 * @param files the files that the manifest names: its weights, or a program
 * @param data the dataset version that it was trained on, or registered with
 * @param run the id of the run that trained it; empty for a model from elsewhere
 */
public record VersionRegistered(
    String model,
    int version,
    BlobId manifest,
    List<StoredFile> files,
    VersionRef data,
    Optional<String> run)
    implements VersionChange {
  /** Checks the parts. */
  public VersionRegistered {
    checkName("model", model);
    check(version >= 1, "Invalid model version: %s (must be at least 1)", version);
    required(manifest, "hash of the manifest");
    files = copy(files, "files");
    required(data, "dataset version");
    required(run, "run");
  }

  /**
   * Returns the registration of a version.
   *
   * @param model the model
   * @param version the number of the version, from 1
   * @param id the hash of its manifest
   * @param manifest the manifest
   * @return the change
   */
  public static VersionRegistered of(String model, int version, BlobId id, ModelManifest manifest) {
    ModelManifest whole = required(manifest, "manifest");
    return new VersionRegistered(
        model,
        version,
        id,
        whole.artifact().files(),
        whole.provenance().data(),
        whole.provenance().findRun());
  }

  @Override
  public List<BlobId> needs() {
    return Stream.concat(Stream.of(manifest), files.stream().map(StoredFile::blob))
        .distinct()
        .toList();
  }

  @Override
  public String toString() {
    return model + ":" + version + " registered";
  }
}
