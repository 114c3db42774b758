package io.lifecycle4j.core.storage;

import static io.lifecycle4j.error.InvalidValueException.required;

import io.lifecycle4j.error.InvalidDataException;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.BlobStore;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.storage.StoredFile;
import java.io.IOException;

/** Stores named files as blobs. */
public final class StoredFiles {
  private StoredFiles() {}

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
      return new StoredFile(file.name(), id, blobs.size(id));
    } catch (InvalidDataException e) {
      throw e.getCause() instanceof IOException cause
          ? StorageErrors.unreadable(file.name(), cause)
          : e;
    }
  }
}
