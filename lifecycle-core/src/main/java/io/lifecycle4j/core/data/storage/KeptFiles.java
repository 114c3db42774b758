package io.lifecycle4j.core.data.storage;

import static io.lifecycle4j.error.Preconditions.check;

import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Locations;
import io.lifecycle4j.storage.StorageMode;
import io.lifecycle4j.storage.StoredFile;
import io.lifecycle4j.storage.spi.BlobStore;
import java.util.function.Consumer;

/**
 * Finds the bytes of stored files, however they are kept. Thread-safe.
 *
 * @param blobs keeps blobs and chunks
 * @param locations opens what is kept by reference
 */
public record KeptFiles(BlobStore blobs, Locations locations) {
  /**
   * Returns the bytes of a file; reads nothing.
   *
   * @param file the file
   * @return its bytes
   */
  public KeptFile of(StoredFile file) {
    if (file.keeping() instanceof StorageMode.Chunks chunks) {
      return new ChunkedFile(file, chunks.list(), blobs);
    }
    return file.keeping() instanceof StorageMode.Reference reference
        ? new ReferencedFile(file, reference, locations)
        : new CopiedFile(file, blobs);
  }

  /**
   * Tells every blob that a file needs; none if it is kept by reference.
   *
   * @param blobs keeps lists of chunks
   * @param file the file
   * @param lists is told the blobs that name others
   * @param bytes is told the blobs that hold bytes of the file
   */
  public static void blobsOf(
      BlobStore blobs, StoredFile file, Consumer<BlobId> lists, Consumer<BlobId> bytes) {
    if (file.keeping() instanceof StorageMode.Whole) {
      bytes.accept(file.blob());
    } else if (file.keeping() instanceof StorageMode.Chunks chunks) {
      lists.accept(chunks.list());
      ChunkList.read(blobs, chunks.list()).chunks().forEach(bytes);
    }
  }

  /** Throws unless a part lies within a file. */
  static void checkPart(StoredFile file, long offset, long length) {
    check(
        offset >= 0 && length >= 0 && length <= file.size() - offset,
        "Invalid part of %s: %s bytes from byte %s (it has %s)",
        file.name(),
        length,
        offset,
        file.size());
  }
}
