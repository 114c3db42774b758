package io.lifecycle4j.data;

import java.util.function.Consumer;

/**
 * Writes the files of a version into a directory. Not thread-safe; nothing happens before {@link
 * #write()}.
 *
 * <p>Files lie in folders as they did, so that the directory is a source again.
 */
public interface CheckOut {
  /**
   * Allows a directory that holds something already; a file of the same name is replaced. Default:
   * the directory must be new or empty.
   *
   * @return this builder
   */
  CheckOut intoExisting();

  /**
   * Reports how far it is, at the beginning and after each file. Default: not reported.
   *
   * @param listener is told on the calling thread, {@code ConsoleProgress.to(System.out)} for
   *     instance; what it throws ends the writing
   * @return this builder
   */
  CheckOut onProgress(Consumer<? super DataProgress> listener);

  /**
   * Writes all files, each durable and verified against its hash before it gets its name. After a
   * failure the files that were written stay.
   *
   * @throws io.lifecycle4j.error.InvalidValueException if the directory is not what was allowed,
   *     lies in a home, or a link in it leads elsewhere; if two files would be one, and nothing is
   *     written
   * @throws io.lifecycle4j.error.CorruptDataException if stored bytes are damaged; the file is not
   *     written
   * @throws io.lifecycle4j.error.StorageFailedException if it cannot be written
   */
  void write();
}
