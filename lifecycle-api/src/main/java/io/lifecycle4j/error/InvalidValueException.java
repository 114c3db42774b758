package io.lifecycle4j.error;

import org.jspecify.annotations.Nullable;

/**
 * A caller gave a value that is not allowed, null included.
 *
 * <p>Nothing happened. The message names the value and the constraint; pass another value.
 */
public final class InvalidValueException extends LifecycleException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates an exception.
   *
   * @param message what was wrong, with the value, and what was expected
   */
  public InvalidValueException(String message) {
    this(message, null);
  }

  /**
   * Creates an exception with a cause.
   *
   * @param message what was wrong, with the value, and what was expected
   * @param cause what caused it, if anything
   */
  public InvalidValueException(String message, @Nullable Throwable cause) {
    super("INVALID_VALUE", message, cause);
  }

  /**
   * Throws unless a condition holds.
   *
   * @param condition what must hold
   * @param message the message, a format of {@link String#format}
   * @param values the values in the message
   * @throws InvalidValueException if the condition does not hold
   */
  public static void check(boolean condition, String message, @Nullable Object... values) {
    if (!condition) {
      throw new InvalidValueException(String.format(message, values));
    }
  }

  /**
   * Returns a value that must not be null.
   *
   * @param <T> the type of the value
   * @param value the value
   * @param what what it is, in words
   * @return the value
   * @throws InvalidValueException if the value is null
   */
  public static <T> T required(@Nullable T value, String what) {
    if (value == null) {
      throw new InvalidValueException("Missing " + what + ": null (must be given)");
    }
    return value;
  }
}
