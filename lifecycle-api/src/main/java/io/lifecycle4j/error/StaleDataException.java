package io.lifecycle4j.error;

import org.jspecify.annotations.Nullable;

/**
 * Data that are kept by reference changed since, or have gone.
 *
 * <p>The version that refers to them cannot be read until the very bytes are there again. Put them
 * back, or take a new snapshot.
 */
public final class StaleDataException extends LifecycleException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates an exception.
   *
   * @param message what was wrong, with the value, and what was expected
   */
  public StaleDataException(String message) {
    this(message, null);
  }

  /**
   * Creates an exception with a cause.
   *
   * @param message what was wrong, with the value, and what was expected
   * @param cause what caused it, if anything
   */
  public StaleDataException(String message, @Nullable Throwable cause) {
    super("STALE_DATA", message, cause);
  }
}
