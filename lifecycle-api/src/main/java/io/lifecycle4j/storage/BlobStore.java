package io.lifecycle4j.storage;

import java.io.InputStream;
import java.util.List;

/**
 * Keeps immutable bytes, each named by its SHA-256.
 *
 * <p>Thread-safe, and safe for several processes. A blob never changes; the same bytes put twice
 * are kept once.
 */
public interface BlobStore {
  /**
   * Stores a content, durable on return (survives a power cut).
   *
   * @param content the bytes; written to the store once
   * @return the name of the bytes
   * @throws io.lifecycle4j.error.InvalidDataException if the content cannot be read
   * @throws io.lifecycle4j.error.StorageFailedException if nothing was stored
   */
  BlobId put(Content content);

  /**
   * Opens a blob for reading. The bytes are verified against the name: a stream that was read to
   * its end without an exception gave exactly the stored bytes.
   *
   * @param id the name
   * @return a stream whose {@code read} throws {@link io.lifecycle4j.error.CorruptDataException} at
   *     the end if the bytes are not the stored ones
   * @throws io.lifecycle4j.error.NotFoundException if no such blob is stored
   */
  InputStream open(BlobId id);

  /**
   * Reads a whole blob, verified.
   *
   * @param id the name
   * @return all bytes
   * @throws io.lifecycle4j.error.NotFoundException if no such blob is stored
   * @throws io.lifecycle4j.error.CorruptDataException if the bytes are not the stored ones
   */
  byte[] read(BlobId id);

  /**
   * Tells the length of a blob.
   *
   * @param id the name
   * @return the length in bytes
   * @throws io.lifecycle4j.error.NotFoundException if no such blob is stored
   */
  long size(BlobId id);

  /**
   * Tells whether a blob is stored.
   *
   * @param id the name
   * @return whether it is stored
   */
  boolean contains(BlobId id);

  /**
   * Lists all blobs.
   *
   * @return the names, sorted
   */
  List<BlobId> list();
}
