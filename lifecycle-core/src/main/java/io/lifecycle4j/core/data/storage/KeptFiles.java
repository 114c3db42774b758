package io.lifecycle4j.core.data.storage;

import static io.lifecycle4j.error.Preconditions.check;

import io.lifecycle4j.core.storage.NamedBlobs;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.error.OperationInterruptedException;
import io.lifecycle4j.error.StorageFailedException;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Locations;
import io.lifecycle4j.storage.StorageMode;
import io.lifecycle4j.storage.StoredFile;
import io.lifecycle4j.storage.spi.BlobStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.ClosedByInterruptException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

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
      return new Chunked(file, chunks.list(), blobs);
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

  /** Returns the exception for bytes that could not be read. */
  public static LifecycleException failed(String what, IOException e) {
    return e instanceof ClosedByInterruptException
        ? new OperationInterruptedException(
            "Cannot read " + what + ": the thread was interrupted", e)
        : new StorageFailedException("Cannot read " + what + ": " + e.getMessage(), e);
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

  /** A file in chunks, whose list is read when the file is first opened. */
  private static final class Chunked implements KeptFile {
    private final StoredFile file;
    private final BlobId id;
    private final BlobStore blobs;
    private volatile @Nullable ChunkList list; // a race only reads it twice

    Chunked(StoredFile file, BlobId list, BlobStore blobs) {
      this.file = file;
      this.id = list;
      this.blobs = blobs;
    }

    @Override
    public StoredFile file() {
      return file;
    }

    @Override
    public InputStream open() {
      return list().open(blobs, 0, file.size());
    }

    @Override
    public InputStream open(long offset, long length) {
      KeptFiles.checkPart(file, offset, length);
      return list().open(blobs, offset, length);
    }

    private ChunkList list() {
      ChunkList known = list;
      if (known == null) {
        known =
            NamedBlobs.read(
                "file " + file.name(), "its list of chunks", id, () -> ChunkList.read(blobs, id));
        requireSame(known);
        list = known;
      }
      return known;
    }

    private void requireSame(ChunkList found) {
      if (found.size() != file.size() || !found.file().equals(file.blob())) {
        throw new CorruptDataException(
            String.format(
                "Corrupt file %s: its chunks are %s bytes of %s (must be %s of %s)",
                file.name(), found.size(), found.file(), file.size(), file.blob()));
      }
    }
  }
}
