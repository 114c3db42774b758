package io.lifecycle4j.core.data.storage;

import static io.lifecycle4j.error.Preconditions.check;

import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Locations;
import io.lifecycle4j.storage.StorageMode;
import io.lifecycle4j.storage.StoredFile;
import io.lifecycle4j.storage.spi.BlobStore;
import java.io.InputStream;
import java.util.function.Consumer;

/**
 * Finds the bytes of stored files, whatever their storage mode. Thread-safe.
 *
 * @param blobs stores blobs and chunks
 * @param locations opens files that are kept by reference
 */
public record KeptFiles(BlobStore blobs, Locations locations) {
  /** Returns the bytes of a file; reads nothing yet. */
  public KeptFile of(StoredFile file) {
    if (file.keeping() instanceof StorageMode.Chunks chunks) {
      return new ChunkedFile(file, chunks.list(), blobs);
    }
    return file.keeping() instanceof StorageMode.Reference reference
        ? new ReferencedFile(file, reference, locations)
        : new Copied(file, blobs);
  }

  /**
   * Passes every blob that a file needs to the consumers; none if the file is kept by reference.
   *
   * @param lists receives the blobs that list other blobs
   * @param bytes receives the blobs with bytes of the file
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

  /** A file that is one blob. */
  private record Copied(StoredFile file, BlobStore blobs) implements KeptFile {
    @Override
    public InputStream open() {
      return blobs.open(file.blob());
    }

    @Override
    public InputStream open(long offset, long length) {
      return blobs.open(file.blob(), offset, length);
    }
  }
}
