package io.lifecycle4j.core.error;

import io.lifecycle4j.error.OverloadedException;

/** Converts what was thrown on another thread. */
public final class Typed {
  private Typed() {}

  /**
   * Returns the exception to throw for an operation that failed without effect.
   *
   * @param doing what was attempted, as in "Cannot …"
   * @param cause what was thrown
   * @return the cause if it can be thrown to a caller; an {@link OverloadedException} for an {@link
   *     Error} of another thread, such as a lack of memory
   */
  public static RuntimeException of(String doing, Throwable cause) {
    return cause instanceof RuntimeException known
        ? known
        : new OverloadedException(
            "Cannot "
                + doing
                + ": "
                + cause
                + " (nothing was changed: free memory, or mend the class path, and try again)",
            cause);
  }
}
