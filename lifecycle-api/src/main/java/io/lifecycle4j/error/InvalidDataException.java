package io.lifecycle4j.error;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when input data of the caller is invalid.
 *
 * <p>The operation did not happen. The message names the file and the place in it; correct the
 * file.
 */
public final class InvalidDataException extends LifecycleException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates an exception.
   *
   * @param message states the problem, the value and what was expected
   */
  public InvalidDataException(String message) {
    this(message, null);
  }

  /**
   * Creates an exception with a cause.
   *
   * @param message states the problem, the value and what was expected
   * @param cause the cause, or null
   */
  public InvalidDataException(String message, @Nullable Throwable cause) {
    super("INVALID_DATA", Kind.FAILED, message, cause);
  }
}
