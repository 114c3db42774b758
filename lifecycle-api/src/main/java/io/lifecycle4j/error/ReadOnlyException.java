package io.lifecycle4j.error;

import org.jspecify.annotations.Nullable;

/**
 * The home cannot be written.
 *
 * <p>Nothing happened. The message says why: opened for reading, or written by a newer version.
 */
public final class ReadOnlyException extends LifecycleException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates an exception.
   *
   * @param message what was wrong, with the value, and what was expected
   */
  public ReadOnlyException(String message) {
    this(message, null);
  }

  /**
   * Creates an exception with a cause.
   *
   * @param message what was wrong, with the value, and what was expected
   * @param cause what caused it, if anything
   */
  public ReadOnlyException(String message, @Nullable Throwable cause) {
    super("READ_ONLY", message, cause);
  }
}
