package io.lifecycle4j.core.data.storage;

import io.lifecycle4j.core.hash.Hashing;
import io.lifecycle4j.core.storage.StoredFiles;
import io.lifecycle4j.error.InvalidDataException;
import io.lifecycle4j.error.StaleDataException;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Locations;
import io.lifecycle4j.storage.Locations.Located;
import io.lifecycle4j.storage.Locations.Stat;
import io.lifecycle4j.storage.StorageMode;
import io.lifecycle4j.storage.StoredFile;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.NoSuchFileException;

/** A file that stays where it is, and is used only while it is unchanged. */
record ReferencedFile(StoredFile file, StorageMode.Reference reference, Locations locations)
    implements KeptFile {
  @Override
  public InputStream open() {
    return Hashing.judged(same(locations::open), this::requireSame);
  }

  @Override
  public InputStream open(long offset, long length) {
    KeptFiles.checkPart(file, offset, length);
    return length == 0
        ? InputStream.nullInputStream() // an object store has no empty part
        : StoredFiles.part(
            same(location -> locations.open(location, offset, length)),
            length,
            left -> new StaleDataException(tooShort(left + " bytes are missing")));
  }

  @FunctionalInterface
  private interface Opening {
    Located open(URI location) throws IOException;
  }

  /** Opens the location; rejects a file whose size or tag changed. */
  private InputStream same(Opening opening) {
    Located now = find(opening);
    Stat stat = now.stat();
    if (stat.equals(new Stat(reference.tag(), file.size()))) {
      return now.bytes();
    }
    close(now.bytes());
    throw new StaleDataException(
        String.format(
            "Cannot read %s: it changed since the snapshot: %s bytes of %s (must be %s of %s)",
            what(), stat.size(), stat.tag(), file.size(), reference.tag()));
  }

  private Located find(Opening opening) {
    try {
      return opening.open(reference.location());
    } catch (NoSuchFileException | FileNotFoundException e) {
      throw new StaleDataException("Cannot read " + what() + ": it is no longer there", e);
    } catch (EOFException e) {
      throw new StaleDataException(tooShort(String.valueOf(e.getMessage())), e);
    } catch (IOException e) {
      throw new InvalidDataException("Cannot read " + what() + ": " + e.getMessage(), e);
    }
  }

  private String tooShort(String how) {
    return "Cannot read " + what() + ": it is shorter than it was (" + how + ")";
  }

  private void requireSame(BlobId found) {
    if (!found.equals(file.blob())) {
      throw new StaleDataException(
          "Cannot read " + what() + ": it changed since the snapshot, though it does not look so");
    }
  }

  private String what() {
    return file.name() + " at " + Locations.shown(reference.location());
  }

  private static void close(InputStream in) {
    try {
      in.close();
    } catch (IOException e) {
      // nothing of it is used
    }
  }
}
