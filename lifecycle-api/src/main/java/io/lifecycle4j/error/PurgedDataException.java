package io.lifecycle4j.error;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when data of a dataset version, or of a model version, that was purged is requested.
 *
 * <p>Nothing was read, and a retry fails again: the bytes were deleted on purpose. The message
 * states who purged the version, when and why. Use another version.
 */
public final class PurgedDataException extends LifecycleException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates an exception.
   *
   * @param message states the problem, the value and what was expected
   */
  public PurgedDataException(String message) {
    this(message, null);
  }

  /**
   * Creates an exception with a cause.
   *
   * @param message states the problem, the value and what was expected
   * @param cause the cause, or null
   */
  public PurgedDataException(String message, @Nullable Throwable cause) {
    super("PURGED", Kind.MISSING, message, cause);
  }
}
