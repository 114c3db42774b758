package io.lifecycle4j.core.error;

import io.lifecycle4j.error.OverloadedException;

/** Says on one thread what was thrown on another. */
public final class Typed {
  private Typed() {}

  /**
   * Returns what to throw for something that failed without effect.
   *
   * @param doing what was done, as in "Cannot …"
   * @param cause what was thrown
   * @return the cause itself if it can be thrown to a caller; an {@link Error} of another thread,
   *     as when no memory is left, is an {@link OverloadedException}
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
