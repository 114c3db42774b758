package io.lifecycle4j.error;

import org.jspecify.annotations.Nullable;

/**
 * An ordinary reader asked for the sealed holdout.
 *
 * <p>Nothing was read. Only the evaluation that gates a promotion opens it.
 */
public final class SealedDataException extends LifecycleException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates an exception.
   *
   * @param message what was wrong, with the value, and what was expected
   */
  public SealedDataException(String message) {
    this(message, null);
  }

  /**
   * Creates an exception with a cause.
   *
   * @param message what was wrong, with the value, and what was expected
   * @param cause what caused it, if anything
   */
  public SealedDataException(String message, @Nullable Throwable cause) {
    super("SEALED", message, cause);
  }
}
