package io.lifecycle4j.data.spi;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.data.DatasetManifest;
import io.lifecycle4j.storage.BlobId;
import java.time.Instant;

/**
 * A data set version as a store keeps it.
 *
 * @param header what is told of it without its manifest
 * @param manifest everything that is kept of it
 */
public record StoredVersion(VersionHeader header, DatasetManifest manifest) {
  /** Checks the parts. */
  public StoredVersion {
    required(header, "header");
    required(manifest, "manifest");
  }

  /**
   * Returns the name of the data set.
   *
   * @return the name
   */
  public String dataset() {
    return header.dataset();
  }

  /**
   * Returns the number.
   *
   * @return the number, from 1
   */
  public int number() {
    return header.number();
  }

  /**
   * Returns the hash of the manifest.
   *
   * @return the hash
   */
  public BlobId id() {
    return header.id();
  }

  /**
   * Returns when it was committed.
   *
   * @return the time
   */
  public Instant created() {
    return header.created();
  }
}
