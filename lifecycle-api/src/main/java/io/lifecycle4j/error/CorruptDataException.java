package io.lifecycle4j.error;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when stored bytes are corrupt or lost.
 *
 * <p>Stop and restore from a backup. Nothing was changed, and a retry fails again.
 */
public final class CorruptDataException extends LifecycleException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates an exception.
   *
   * @param message states the problem, the value and what was expected
   */
  public CorruptDataException(String message) {
    this(message, null);
  }

  /**
   * Creates an exception with a cause.
   *
   * @param message states the problem, the value and what was expected
   * @param cause the cause, or null
   */
  public CorruptDataException(String message, @Nullable Throwable cause) {
    super("CORRUPT_DATA", Kind.FAILED, message, cause);
  }
}
