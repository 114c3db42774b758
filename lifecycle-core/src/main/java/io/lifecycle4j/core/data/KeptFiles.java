package io.lifecycle4j.core.data;

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
record KeptFiles(BlobStore blobs, Locations locations) {
  /** Opens a file; a stream that was read to its end gave the bytes that were stored. */
  InputStream open(StoredFile file) throws IOException {
    if (file.keeping() instanceof Keeping.Chunks chunks) {
      return ChunkList.read(blobs, chunks.list()).open(blobs);
    }
    return file.keeping() instanceof Keeping.Reference reference
        ? open(file, reference)
        : blobs.open(file.blob());
  }

  private InputStream open(StoredFile file, Keeping.Reference reference) throws IOException {
    String what = file.name() + " at " + reference.location();
    Located now = find(what, reference);
    if (now.size() == file.size() && now.tag().equals(reference.tag())) {
      return new ReferencedStream(now.bytes(), file, what);
    }
    now.bytes().close();
    throw new StaleDataException(
        String.format(
            "Cannot read %s: it changed since the snapshot: %s bytes of %s (must be %s of %s)",
            what, now.size(), now.tag(), file.size(), reference.tag()));
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

  /** Tells every blob that a file needs; none if it is kept by reference. */
  static void needed(BlobStore blobs, StoredFile file, Consumer<BlobId> told) {
    if (file.keeping() == null) {
      told.accept(file.blob());
    } else if (file.keeping() instanceof Keeping.Chunks chunks) {
      told.accept(chunks.list());
      ChunkList.read(blobs, chunks.list()).chunks().forEach(told);
    }
  }
}
