package io.lifecycle4j.core.storage;

import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.storage.BlobId;

/** Parts of a blob. */
public final class Ranges {
  private Ranges() {}

  /**
   * Throws unless a part lies within a blob.
   *
   * @param id the blob
   * @param offset where the part begins
   * @param length how many bytes it has
   * @param size how many bytes the blob has
   * @throws InvalidValueException if it does not
   */
  public static void check(BlobId id, long offset, long length, long size) {
    InvalidValueException.check(
        offset >= 0 && length >= 0 && offset <= size && length <= size - offset,
        "Invalid part of blob %s: %s bytes from byte %s (it has %s)",
        id,
        length,
        offset,
        size);
  }
}
