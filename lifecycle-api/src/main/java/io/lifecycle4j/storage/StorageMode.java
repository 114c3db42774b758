package io.lifecycle4j.storage;

import static io.lifecycle4j.error.Preconditions.required;

import java.net.URI;

/** How the bytes of a file are stored. */
public sealed interface StorageMode {
  /** How the files of a snapshot are stored. */
  enum Mode {
    /** Each file in a blob. */
    COPIED,
    /** Each file in content-defined chunks, so that versions share unchanged chunks. */
    CHUNKED,
    /** Files stay where they are; only their hashes are stored. */
    REFERENCED
  }

  /** In the blob whose id is their hash. */
  record Whole() implements StorageMode {}

  /**
   * Chunks, each of which is a blob.
   *
   * @param list the blob that lists them
   */
  record Chunks(BlobId list) implements StorageMode {
    /** Checks the parts. */
    public Chunks {
      required(list, "list of chunks");
    }
  }

  /**
   * Bytes outside the home.
   *
   * @param location the location, without a user and a password
   * @param tag the tag that {@link Locations} returned, which is the same as long as the bytes do
   *     not change
   */
  record Reference(URI location, String tag) implements StorageMode {
    /** Checks the parts. */
    public Reference {
      ShownLocation.check(location);
      required(tag, "tag of " + Locations.shown(location));
    }
  }
}
