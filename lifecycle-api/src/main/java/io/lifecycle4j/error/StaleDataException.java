package io.lifecycle4j.error;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when data kept by reference have changed since the snapshot, or no longer exist.
 *
 * <p>The version that refers to them cannot be read until the original bytes are restored. Restore
 * them, or create a new snapshot.
 */
public final class StaleDataException extends LifecycleException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates an exception.
   *
   * @param message states the problem, the value and what was expected
   */
  public StaleDataException(String message) {
    this(message, null);
  }

  /**
   * Creates an exception with a cause.
   *
   * @param message states the problem, the value and what was expected
   * @param cause the cause, or null
   */
  public StaleDataException(String message, @Nullable Throwable cause) {
    super("STALE_DATA", Kind.FAILED, message, cause);
  }
}
