package io.lifecycle4j.core.data.keeping;

import io.lifecycle4j.core.hash.Hashing;
import io.lifecycle4j.core.storage.StoredFiles;
import io.lifecycle4j.error.InvalidDataException;
import io.lifecycle4j.error.StaleDataException;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Keeping;
import io.lifecycle4j.storage.Locations;
import io.lifecycle4j.storage.Locations.Located;
import io.lifecycle4j.storage.StoredFile;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;

/** A file that stays where it is, and is used only while it is what it was. */
record ReferencedFile(StoredFile file, Keeping.Reference reference, Locations locations)
    implements KeptFile {
  @Override
  public InputStream open() {
    return Hashing.judged(located().bytes(), this::requireSame);
  }

  @Override
  public InputStream open(long offset, long length) {
    KeptFile.checkPart(file, offset, length);
    InputStream in = located().bytes();
    try {
      in.skipNBytes(offset);
      return new PartStream(in, length);
    } catch (IOException e) {
      throw StoredFiles.unreadable(file.name(), e);
    }
  }

  /** Finds what is referred to; refuses what looks other than before. */
  private Located located() {
    Located now = find();
    if (now.size() == file.size() && now.tag().equals(reference.tag())) {
      return now;
    }
    close(now.bytes());
    throw new StaleDataException(
        String.format(
            "Cannot read %s: it changed since the snapshot: %s bytes of %s (must be %s of %s)",
            what(), now.size(), now.tag(), file.size(), reference.tag()));
  }

  private Located find() {
    try {
      return locations.open(reference.location());
    } catch (NoSuchFileException | FileNotFoundException e) {
      throw new StaleDataException("Cannot read " + what() + ": it is no longer there", e);
    } catch (IOException e) {
      throw new InvalidDataException("Cannot read " + what() + ": " + e.getMessage(), e);
    }
  }

  private void requireSame(BlobId found) {
    if (!found.equals(file.blob())) {
      throw new StaleDataException(
          "Cannot read " + what() + ": it changed since the snapshot, though it does not look so");
    }
  }

  private String what() {
    return file.name() + " at " + reference.location();
  }

  private static void close(InputStream in) {
    try {
      in.close();
    } catch (IOException e) {
      // nothing of it is used
    }
  }
}
