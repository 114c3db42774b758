package io.lifecycle4j.data.spi;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.data.DatasetManifest;
import io.lifecycle4j.storage.BlobId;
import java.time.Instant;

/**
 * A stored dataset version.
 *
 * @param header what is known without reading the manifest
 * @param manifest the manifest
 */
public record StoredVersion(VersionHeader header, DatasetManifest manifest) {
  /** Checks the parts. */
  public StoredVersion {
    required(header, "header");
    required(manifest, "manifest");
  }

  /**
   * Returns the name of the dataset.
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
   * Returns the time of the commit.
   *
   * @return the time
   */
  public Instant created() {
    return header.created();
  }
}
