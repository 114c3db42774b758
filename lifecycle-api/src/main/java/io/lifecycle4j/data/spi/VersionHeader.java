package io.lifecycle4j.data.spi;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.data.DatasetManifest;
import io.lifecycle4j.storage.BlobId;
import java.time.Instant;

/**
 * What is known of a dataset version without reading its manifest.
 *
 * @param dataset the name of the dataset
 * @param number the number of the version, from 1 without gaps
 * @param id the hash of the manifest, which covers every byte of the version
 * @param summary the small parts of the manifest
 * @param created the time of the commit
 */
public record VersionHeader(
    String dataset, int number, BlobId id, DatasetManifest.Summary summary, Instant created) {
  /** Checks the parts. */
  public VersionHeader {
    checkName("dataset", dataset);
    check(number >= 1, "Invalid dataset version: %s (must be at least 1)", number);
    required(id, "hash of the manifest");
    required(summary, "summary");
    required(created, "time of the commit");
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
