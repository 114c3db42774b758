package io.lifecycle4j.error;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when a bounded queue is full or the caller waited too long.
 *
 * <p>The operation did not happen. Retry later, with fewer callers.
 */
public final class OverloadedException extends LifecycleException {
  private static final long serialVersionUID = 1L;

  private final @Nullable Duration retryAfter;

  /**
   * Creates an exception.
   *
   * @param message states the problem, the value and what was expected
   */
  public OverloadedException(String message) {
    this(message, (Throwable) null);
  }

  /**
   * Creates an exception with a cause.
   *
   * @param message states the problem, the value and what was expected
   * @param cause the cause, or null
   */
  public OverloadedException(String message, @Nullable Throwable cause) {
    super("OVERLOADED", Kind.UNAVAILABLE, message, cause);
    this.retryAfter = null;
  }

  /**
   * Creates an exception that states when to retry.
   *
   * @param message states the problem, the value and what was expected
   * @param retryAfter when a retry is likely to succeed
   */
  public OverloadedException(String message, Duration retryAfter) {
    super("OVERLOADED", Kind.UNAVAILABLE, message, null);
    this.retryAfter = Preconditions.required(retryAfter, "time to retry");
  }

  @Override
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }
}
