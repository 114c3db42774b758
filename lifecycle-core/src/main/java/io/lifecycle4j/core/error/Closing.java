package io.lifecycle4j.core.error;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Closes many things, also after one could not be closed. */
public final class Closing {
  private Closing() {}

  /**
   * Closes all, whatever the closing of one of them throws, then throws the first.
   *
   * @param <T> what is closed
   * @param open the things; none is left out
   * @param close closes one
   * @throws RuntimeException what was thrown first, with all that was thrown after it as suppressed
   */
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

  private static RuntimeException first(@Nullable RuntimeException before, RuntimeException next) {
    if (before == null) {
      return next;
    }
    if (before != next) { // nothing suppresses itself
      before.addSuppressed(next);
    }
    return before;
  }
}
