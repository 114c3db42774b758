package io.lifecycle4j.core.storage.blob;

import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.storage.BlobId;

/** Parts of a blob. */
final class Ranges {
  private Ranges() {}

  /** Throws unless a part lies within a blob. */
  static void check(BlobId id, long offset, long length, long size) {
    InvalidValueException.check(
        offset >= 0 && length >= 0 && offset <= size && length <= size - offset,
        "Invalid part of blob %s: %s bytes from byte %s (it has %s)",
        id,
        length,
        offset,
        size);
  }
}
