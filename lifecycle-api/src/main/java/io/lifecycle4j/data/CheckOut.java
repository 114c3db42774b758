package io.lifecycle4j.data;

import java.util.function.Consumer;

/**
 * Writes the files of a version into a directory. Not thread-safe; nothing happens before {@link
 * #write()}.
 *
 * <p>Files keep their folders, so that the directory can be used as a source again.
 */
public interface CheckOut {
  /**
   * Allows a directory that is not empty; a file of the same name is replaced. Default: the
   * directory must be new or empty.
   *
   * @return this builder
   */
  CheckOut intoExisting();

  /**
   * Sets the listener that receives the progress, at the beginning and after each file. Default:
   * none.
   *
   * @param listener the listener, {@code ConsoleProgress.to(System.out)} for instance; runs on the
   *     calling thread; an exception it throws ends the writing
   * @return this builder
   */
  CheckOut onProgress(Consumer<? super DataProgress> listener);

  /**
   * Writes all files. Each is verified against its hash and made durable before it gets its name.
   * After a failure, the files written so far stay.
   *
   * @throws io.lifecycle4j.error.InvalidValueException if the directory is not allowed, is inside a
   *     home, or contains a link that leads elsewhere; also, before anything is written, if two
   *     files would have the same path
   * @throws io.lifecycle4j.error.CorruptDataException if a stored file is corrupt; that file is not
   *     written
   * @throws io.lifecycle4j.error.StorageFailedException if a file cannot be written
   */
  void write();
}
