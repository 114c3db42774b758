package io.lifecycle4j.error;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when the home cannot be written.
 *
 * <p>The operation did not happen. The message states why: it is open read-only, or was written by
 * a newer version of the library.
 */
public final class ReadOnlyException extends LifecycleException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates an exception.
   *
   * @param message states the problem, the value and what was expected
   */
  public ReadOnlyException(String message) {
    this(message, null);
  }

  /**
   * Creates an exception with a cause.
   *
   * @param message states the problem, the value and what was expected
   * @param cause the cause, or null
   */
  public ReadOnlyException(String message, @Nullable Throwable cause) {
    super("READ_ONLY", Kind.FAILED, message, cause);
  }
}
