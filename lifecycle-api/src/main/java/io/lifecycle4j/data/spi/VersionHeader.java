package io.lifecycle4j.data.spi;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.data.DatasetManifest;
import io.lifecycle4j.data.Purge;
import io.lifecycle4j.error.PurgedDataException;
import io.lifecycle4j.storage.BlobId;
import java.time.Instant;
import java.util.Optional;

/**
 * What is known of a dataset version without reading its manifest.
 *
 * @param dataset the name of the dataset
 * @param number the number of the version, from 1 without gaps
 * @param id the hash of the manifest, which covers every byte of the version
 * @param summary the small parts of the manifest
 * @param created the time of the commit
 * @param purge who purged the version, when and why; empty if it was not
 */
public record VersionHeader(
    String dataset,
    int number,
    BlobId id,
    DatasetManifest.Summary summary,
    Instant created,
    Optional<Purge> purge) {
  /** Checks the parts. */
  public VersionHeader {
    checkName("dataset", dataset);
    check(number >= 1, "Invalid dataset version: %s (must be at least 1)", number);
    required(id, "hash of the manifest");
    required(summary, "summary");
    required(created, "time of the commit");
    required(purge, "purge");
  }

  /**
   * Creates the header of a version that was not purged.
   *
   * @param dataset the name of the dataset
   * @param number the number of the version, from 1 without gaps
   * @param id the hash of the manifest, which covers every byte of the version
   * @param summary the small parts of the manifest
   * @param created the time of the commit
   */
  public VersionHeader(
      String dataset, int number, BlobId id, DatasetManifest.Summary summary, Instant created) {
    this(dataset, number, id, summary, created, Optional.empty());
  }

  /**
   * Throws if the version was purged.
   *
   * @param doing what needs its bytes, for the message: {@code read rides:3}
   * @throws PurgedDataException if it was; the message states by whom, when and why
   */
  public void checkNotPurged(String doing) {
    purge.ifPresent(
        by -> {
          throw new PurgedDataException("Cannot " + doing + ": " + this + " was purged " + by);
        });
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
