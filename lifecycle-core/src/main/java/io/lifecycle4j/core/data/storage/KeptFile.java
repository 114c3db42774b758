package io.lifecycle4j.core.data.storage;

import io.lifecycle4j.storage.StoredFile;
import java.io.InputStream;

/**
 * The bytes of one file, however it is kept. Thread-safe if it is stored.
 *
 * <p>Who reads many parts keeps it: where the parts are is then looked up once.
 */
public sealed interface KeptFile permits CopiedFile, ChunkedFile, ReferencedFile, ArrivingFile {
  /**
   * Returns what is stored.
   *
   * @return the file
   */
  StoredFile file();

  /**
   * Returns the name of the file, also of one that is not stored yet.
   *
   * @return the name
   */
  default String name() {
    return file().name();
  }

  /**
   * Opens the file; a stream that was read to its end gave the bytes that were stored.
   *
   * @return its bytes
   */
  InputStream open();

  /**
   * Opens a part, which is not verified against the hash of the file.
   *
   * @param offset where the part begins
   * @param length how many bytes it has
   * @return its bytes
   */
  InputStream open(long offset, long length);
}
