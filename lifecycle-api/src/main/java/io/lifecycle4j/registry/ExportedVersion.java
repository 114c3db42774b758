package io.lifecycle4j.registry;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.storage.BlobId;
import java.util.UUID;

/**
 * Which version is in a file that {@link ModelExport#toFile} wrote.
 *
 * @param home the id of the home that exported it, as the file says
 * @param model the model
 * @param number the number of the version in that home
 * @param id the id of the version, which an import keeps; it covers the manifest and the weights
 * @param file the id of the file, which covers all of it, also what is on record of the version
 */
public record ExportedVersion(UUID home, String model, int number, BlobId id, BlobId file) {
  /** Checks the parts. */
  public ExportedVersion {
    required(home, "home");
    checkName("model", model);
    check(number >= 1, "Invalid model version: %s (must be at least 1)", number);
    required(id, "id of the version");
    required(file, "id of the file");
  }

  /** Returns text such as {@code fraud:7 of home …}. */
  @Override
  public String toString() {
    return model + ":" + number + " of home " + home;
  }
}
