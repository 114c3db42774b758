package io.lifecycle4j.core.data.storage;

import io.lifecycle4j.storage.StoredFile;
import java.io.InputStream;

/**
 * The bytes of one file, whatever its storage mode. Thread-safe if it is stored.
 *
 * <p>To read many parts, reuse one instance: it looks up the location of the parts only once.
 */
public interface KeptFile {
  /** Returns the stored file. */
  StoredFile file();

  /** Returns the name, also of a file that is not stored yet. */
  default String name() {
    return file().name();
  }

  /** Opens the file. A stream that was read to its end has returned the bytes that were stored. */
  InputStream open();

  /**
   * Opens a part, which is not verified against the hash of the file.
   *
   * @param offset in bytes
   * @param length in bytes
   */
  InputStream open(long offset, long length);
}
