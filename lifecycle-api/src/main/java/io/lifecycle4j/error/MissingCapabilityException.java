package io.lifecycle4j.error;

import org.jspecify.annotations.Nullable;

/**
 * A backend cannot do what was asked for, and says so in its capabilities.
 *
 * <p>Nothing happened. The message names the capability.
 */
public final class MissingCapabilityException extends LifecycleException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates an exception.
   *
   * @param message what was wrong, with the value, and what was expected
   */
  public MissingCapabilityException(String message) {
    this(message, null);
  }

  /**
   * Creates an exception with a cause.
   *
   * @param message what was wrong, with the value, and what was expected
   * @param cause what caused it, if anything
   */
  public MissingCapabilityException(String message, @Nullable Throwable cause) {
    super("MISSING_CAPABILITY", message, cause);
  }
}
