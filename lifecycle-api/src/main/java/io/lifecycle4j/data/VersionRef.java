package io.lifecycle4j.data;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.storage.BlobId;

/**
 * A reference to a dataset version, by its number and the hash of its content.
 *
 * @param dataset the name of the dataset
 * @param number the number of the version, from 1
 * @param id the hash of the manifest, which covers every byte of the version
 */
public record VersionRef(String dataset, int number, BlobId id) {
  /** Checks the parts. */
  public VersionRef {
    checkName("dataset", dataset);
    check(number >= 1, "Invalid dataset version: %s (must be at least 1)", number);
    required(id, "hash of the manifest");
  }

  /**
   * Returns the name of the version.
   *
   * @return the name, such as {@code rides:3}
   */
  @Override
  public String toString() {
    return dataset + ":" + number;
  }
}
