package io.lifecycle4j.storage;

import static io.lifecycle4j.error.InvalidNameException.checkPath;
import static io.lifecycle4j.error.InvalidValueException.check;
import static io.lifecycle4j.error.InvalidValueException.required;

/**
 * A named file whose bytes are stored.
 *
 * @param name what the file is called, a path with slashes if it lies in a folder
 * @param blob its bytes
 * @param size its length in bytes
 */
public record StoredFile(String name, BlobId blob, long size) {
  /** Checks the parts. */
  public StoredFile {
    checkPath("file", name);
    required(blob, "blob of file " + name);
    check(size >= 0, "Invalid size of file %s: %s (must not be negative)", name, size);
  }
}
