package io.lifecycle4j.storage;

import static io.lifecycle4j.error.Preconditions.required;

import java.net.URI;

/** Where the bytes of a file are. */
public sealed interface StorageMode {
  /** How the files of a snapshot are kept. */
  enum Mode {
    /** Each in a blob. */
    COPIED,
    /** Each in pieces that are cut by content, so that versions share those that did not change. */
    CHUNKED,
    /** Where they are; only their hashes are kept. */
    REFERENCED
  }

  /** In the blob that has their hash. */
  record Whole() implements StorageMode {}

  /**
   * Pieces that are blobs.
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
   * Bytes outside of the home.
   *
   * @param location where they are; without a user and a password
   * @param tag what {@link Locations} told of them, and tells as long as they do not change
   */
  record Reference(URI location, String tag) implements StorageMode {
    /** Checks the parts. */
    public Reference {
      ShownLocation.check(location);
      required(tag, "tag of " + Locations.shown(location));
    }
  }
}
