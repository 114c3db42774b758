package io.lifecycle4j.error;

import org.jspecify.annotations.Nullable;

/**
 * A data file of the caller's is not what it should be.
 *
 * <p>Nothing happened. The message names the file and the place in it; mend the file.
 */
public final class InvalidDataException extends LifecycleException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates an exception.
   *
   * @param message what was wrong, with the value, and what was expected
   */
  public InvalidDataException(String message) {
    this(message, null);
  }

  /**
   * Creates an exception with a cause.
   *
   * @param message what was wrong, with the value, and what was expected
   * @param cause what caused it, if anything
   */
  public InvalidDataException(String message, @Nullable Throwable cause) {
    super("INVALID_DATA", message, cause);
  }
}
