package io.lifecycle4j.error;

import org.jspecify.annotations.Nullable;

/**
 * Something that was named does not exist.
 *
 * <p>Nothing happened. Check the name, or create what is missing.
 */
public final class NotFoundException extends LifecycleException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates an exception.
   *
   * @param message what was wrong, with the value, and what was expected
   */
  public NotFoundException(String message) {
    this(message, null);
  }

  /**
   * Creates an exception with a cause.
   *
   * @param message what was wrong, with the value, and what was expected
   * @param cause what caused it, if anything
   */
  public NotFoundException(String message, @Nullable Throwable cause) {
    super("NOT_FOUND", message, cause);
  }
}
