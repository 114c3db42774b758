package io.lifecycle4j.error;

import org.jspecify.annotations.Nullable;

/**
 * Stored bytes are not the bytes that were stored.
 *
 * <p>Stop and restore from a copy. Nothing was changed, and a retry gives the same.
 */
public final class CorruptDataException extends LifecycleException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates an exception.
   *
   * @param message what was wrong, with the value, and what was expected
   */
  public CorruptDataException(String message) {
    this(message, null);
  }

  /**
   * Creates an exception with a cause.
   *
   * @param message what was wrong, with the value, and what was expected
   * @param cause what caused it, if anything
   */
  public CorruptDataException(String message, @Nullable Throwable cause) {
    super("CORRUPT_DATA", message, cause);
  }
}
