package io.lifecycle4j.storage;

import static io.lifecycle4j.error.InvalidNameException.checkPath;
import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

/**
 * A named file whose bytes are stored.
 *
 * @param name the name of the file, a path with slashes if it is in a folder
 * @param blob the hash of the bytes, which is also the id of the blob unless another storage mode
 *     is set
 * @param size the length in bytes
 * @param keeping how the bytes are stored
 */
public record StoredFile(String name, BlobId blob, long size, StorageMode keeping) {
  private static final StorageMode WHOLE = new StorageMode.Whole();

  /** Checks the parts. */
  public StoredFile {
    checkPath("file", name);
    required(blob, "blob of file", name);
    required(keeping, "storage mode of file", name);
    check(size >= 0, "Invalid size of file %s: %s (must not be negative)", name, size);
  }

  /**
   * Creates a file that is stored in a blob.
   *
   * @param name the name of the file
   * @param blob the hash of the bytes
   * @param size the length in bytes
   */
  public StoredFile(String name, BlobId blob, long size) {
    this(name, blob, size, WHOLE);
  }

  /**
   * Returns the same bytes under another name.
   *
   * @param other the new name
   * @return the file
   */
  public StoredFile named(String other) {
    return name.equals(other) ? this : new StoredFile(other, blob, size, keeping);
  }

  /** Contains the storage mode only if the bytes are not in the blob. */
  @Override
  public String toString() {
    String where = keeping instanceof StorageMode.Whole ? "" : ", keeping=" + keeping;
    return "StoredFile[name=" + name + ", blob=" + blob + ", size=" + size + where + "]";
  }
}
