package io.lifecycle4j.core.storage;

import static io.lifecycle4j.error.InvalidValueException.required;

import io.lifecycle4j.error.InvalidDataException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.BlobStore;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.storage.StoredFile;
import java.io.IOException;

/** Stores named files as blobs. */
public final class StoredFiles {
  private StoredFiles() {}

  /**
   * Tells whether a blob is stored, and stores it again if a garbage collection set it aside. Who
   * commits a reference asks before and after: the collection looks for references again once it
   * has set blobs aside, so that one of the two sees the other.
   *
   * @param blobs where it is stored
   * @param id the blob
   * @return whether it is stored now
   */
  public static boolean keep(BlobStore blobs, BlobId id) {
    if (blobs.contains(id)) {
      return true;
    }
    try {
      blobs.restore(id);
      return true;
    } catch (NotFoundException e) {
      return blobs.contains(id); // the collection may have put it back itself
    }
  }

  /**
   * Stores a file, durable on return.
   *
   * @param blobs where to store it
   * @param file the file
   * @return its name, hash and length
   * @throws InvalidDataException if the file cannot be read; nothing was stored
   */
  public static StoredFile put(BlobStore blobs, NamedContent file) {
    required(file, "file");
    try {
      BlobId id = blobs.put(file.content());
      return new StoredFile(file.name(), id, size(blobs, id));
    } catch (InvalidDataException e) {
      throw e.getCause() instanceof IOException cause
          ? StorageErrors.unreadable(file.name(), cause)
          : e;
    }
  }

  private static long size(BlobStore blobs, BlobId id) {
    try {
      return blobs.size(id);
    } catch (NotFoundException e) {
      keep(blobs, id); // a garbage collection without a grace period came between
      return blobs.size(id);
    }
  }
}
