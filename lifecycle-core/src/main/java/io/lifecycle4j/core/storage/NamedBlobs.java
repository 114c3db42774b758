package io.lifecycle4j.core.storage;

import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.StoredFile;
import java.util.function.Supplier;

/** Reads blobs that something stored names; that one is not stored any more is damage. */
public final class NamedBlobs {
  private NamedBlobs() {}

  /**
   * Reads a blob.
   *
   * @param <T> the type of what is read
   * @param holder what names it, for messages
   * @param part what it is of the holder, for messages
   * @param blob the blob
   * @param reading reads it
   * @return what was read
   * @throws CorruptDataException if it is damaged or gone
   */
  public static <T> T read(String holder, String part, BlobId blob, Supplier<T> reading) {
    try {
      return reading.get();
    } catch (NotFoundException e) {
      throw lost(holder, part, blob, e);
    }
  }

  /**
   * Reads the bytes of a file that a version, a model or a run names.
   *
   * @param <T> the type of what is read
   * @param file the file
   * @param reading reads it
   * @return what was read
   * @throws CorruptDataException if it is damaged or gone
   */
  public static <T> T file(StoredFile file, Supplier<T> reading) {
    return read("file " + file.name(), "its content", file.blob(), reading);
  }

  /**
   * Says that a blob is gone.
   *
   * @param holder what names it
   * @param part what it is of the holder
   * @param blob the blob
   * @param e how the store says it
   * @return what to throw
   */
  public static CorruptDataException lost(
      String holder, String part, BlobId blob, NotFoundException e) {
    return new CorruptDataException(
        String.format(
            "Corrupt %s: %s %s is not stored (run maintenance().verify())", holder, part, blob),
        e);
  }
}
