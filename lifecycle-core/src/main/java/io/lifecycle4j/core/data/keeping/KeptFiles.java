package io.lifecycle4j.core.data.keeping;

import static io.lifecycle4j.error.InvalidValueException.check;

import io.lifecycle4j.core.hash.Hashing;
import io.lifecycle4j.core.storage.StoredFiles;
import io.lifecycle4j.error.InvalidDataException;
import io.lifecycle4j.error.StaleDataException;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.BlobStore;
import io.lifecycle4j.storage.Keeping;
import io.lifecycle4j.storage.Locations;
import io.lifecycle4j.storage.Locations.Located;
import io.lifecycle4j.storage.StoredFile;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.util.function.Consumer;

/**
 * The bytes of stored files, however they are kept. Thread-safe.
 *
 * @param blobs keeps blobs and chunks
 * @param locations opens what is kept by reference
 */
public record KeptFiles(BlobStore blobs, Locations locations) {
  /**
   * Opens a file; a stream that was read to its end gave the bytes that were stored.
   *
   * @param file the file
   * @return its bytes
   */
  public InputStream open(StoredFile file) {
    if (file.keeping() instanceof Keeping.Chunks chunks) {
      return ChunkList.read(blobs, chunks.list()).open(blobs);
    }
    return file.keeping() instanceof Keeping.Reference reference
        ? open(file, reference)
        : blobs.open(file.blob());
  }

  /**
   * Opens a part, which is not verified against the hash of the file.
   *
   * @param file the file
   * @param offset where the part begins
   * @param length how many bytes it has
   * @return its bytes
   */
  public InputStream open(StoredFile file, long offset, long length) {
    if (file.keeping() == null) {
      return blobs.open(file.blob(), offset, length);
    }
    check(
        offset >= 0 && length >= 0 && length <= file.size() - offset,
        "Invalid part of %s: %s bytes from byte %s (it has %s)",
        file.name(),
        length,
        offset,
        file.size());
    return file.keeping() instanceof Keeping.Chunks chunks
        ? ChunkList.read(blobs, chunks.list()).open(blobs, offset, length)
        : part(
            located(file, (Keeping.Reference) file.keeping()).bytes(), file.name(), offset, length);
  }

  private static InputStream part(InputStream in, String name, long offset, long length) {
    try {
      in.skipNBytes(offset);
      return new PartStream(in, length);
    } catch (IOException e) {
      throw StoredFiles.unreadable(name, e);
    }
  }

  private InputStream open(StoredFile file, Keeping.Reference reference) {
    return Hashing.judged(
        located(file, reference).bytes(), found -> requireSame(found, file, what(file, reference)));
  }

  private static String what(StoredFile file, Keeping.Reference reference) {
    return file.name() + " at " + reference.location();
  }

  /** Finds what is referred to; refuses what looks other than before. */
  private Located located(StoredFile file, Keeping.Reference reference) {
    String what = what(file, reference);
    Located now = find(what, reference);
    if (now.size() == file.size() && now.tag().equals(reference.tag())) {
      return now;
    }
    close(now.bytes());
    throw new StaleDataException(
        String.format(
            "Cannot read %s: it changed since the snapshot: %s bytes of %s (must be %s of %s)",
            what, now.size(), now.tag(), file.size(), reference.tag()));
  }

  private static void requireSame(BlobId found, StoredFile file, String what) {
    if (!found.equals(file.blob())) {
      throw new StaleDataException(
          "Cannot read " + what + ": it changed since the snapshot, though it does not look so");
    }
  }

  private Located find(String what, Keeping.Reference reference) {
    try {
      return locations.open(reference.location());
    } catch (NoSuchFileException | FileNotFoundException e) {
      throw new StaleDataException("Cannot read " + what + ": it is no longer there", e);
    } catch (IOException e) {
      throw new InvalidDataException("Cannot read " + what + ": " + e.getMessage(), e);
    }
  }

  private static void close(InputStream in) {
    try {
      in.close();
    } catch (IOException e) {
      // nothing of it is used
    }
  }

  /**
   * Tells every blob that a file needs; none if it is kept by reference.
   *
   * @param blobs keeps lists of chunks
   * @param file the file
   * @param lists is told the blobs that name others
   * @param bytes is told the blobs that hold bytes of the file
   */
  public static void needed(
      BlobStore blobs, StoredFile file, Consumer<BlobId> lists, Consumer<BlobId> bytes) {
    if (file.keeping() == null) {
      bytes.accept(file.blob());
    } else if (file.keeping() instanceof Keeping.Chunks chunks) {
      lists.accept(chunks.list());
      ChunkList.read(blobs, chunks.list()).chunks().forEach(bytes);
    }
  }
}
