package io.lifecycle4j.data;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.InvalidValueException.check;
import static io.lifecycle4j.error.InvalidValueException.required;

import io.lifecycle4j.storage.BlobId;
import java.time.Instant;

/**
 * A data set version as a store keeps it.
 *
 * @param dataset the name of the data set
 * @param number the number of the version, from 1 without gaps
 * @param id the hash of the manifest, and so of every byte of the version
 * @param manifest everything that is kept of it
 * @param created when it was committed
 */
public record StoredVersion(
    String dataset, int number, BlobId id, DatasetManifest manifest, Instant created) {
  /** Checks the parts. */
  public StoredVersion {
    checkName("data set", dataset);
    check(number >= 1, "Invalid data set version: %s (must be at least 1)", number);
    required(id, "hash of the manifest");
    required(manifest, "manifest");
    required(created, "time of the commit");
  }
}
