package io.lifecycle4j.core.error;

import io.lifecycle4j.error.ClosedException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Closes several objects, even if closing one of them fails, and rejects calls afterwards. */
public final class Closing {
  private Closing() {}

  /** Closes all, then throws the first exception, with later ones suppressed. */
  public static <T> void all(Iterable<? extends T> open, Consumer<? super T> close) {
    RuntimeException failure = null;
    for (T one : open) {
      try {
        close.accept(one);
      } catch (RuntimeException e) {
        failure = first(failure, e);
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  /** Creates the exception for a call of a model that is closed. */
  public static ClosedException modelClosed(String name) {
    return new ClosedException("The model " + name + " is closed");
  }

  /** Returns the first of several failures, to which the next one is added as suppressed. */
  public static <T extends Throwable> T first(@Nullable T before, T next) {
    if (before == null) {
      return next;
    }
    suppress(before, next);
    return before;
  }

  /** Adds a second exception to the primary one as suppressed, if there is memory for it. */
  public static void suppress(Throwable cause, Throwable more) {
    if (cause == more) {
      return; // the JVM has few preallocated errors, and throws the same one again
    }
    try {
      cause.addSuppressed(more);
    } catch (OutOfMemoryError e) {
      return; // a lack of memory is already being reported
    }
  }
}
