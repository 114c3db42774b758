package io.lifecycle4j.core.storage;

import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.StoredFile;
import java.util.function.Supplier;

/** Reads blobs that stored data refers to; a missing one is reported as corruption. */
public final class NamedBlobs {
  private NamedBlobs() {}

  /**
   * Reads a blob.
   *
   * @param holder what refers to the blob, for messages
   * @param part its role in the holder, for messages
   * @throws CorruptDataException if it is corrupt or missing
   */
  public static <T> T read(String holder, String part, BlobId blob, Supplier<T> reading) {
    try {
      return reading.get();
    } catch (NotFoundException e) {
      throw lost(holder, part, blob, e);
    }
  }

  /**
   * Reads the bytes of a file of a version, a model or a run.
   *
   * @throws CorruptDataException if it is corrupt or missing
   */
  public static <T> T file(StoredFile file, Supplier<T> reading) {
    return read("file " + file.name(), "its content", file.blob(), reading);
  }

  /**
   * Returns the exception for a missing blob.
   *
   * @param holder what refers to the blob
   * @param part its role in the holder
   */
  public static CorruptDataException lost(
      String holder, String part, BlobId blob, NotFoundException e) {
    return new CorruptDataException(
        String.format(
            "Corrupt %s: %s %s is not stored (run maintenance().verify())", holder, part, blob),
        e);
  }
}
