package io.lifecycle4j.core.evaluation;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A value that is computed by the first caller that needs it.
 *
 * <p>Thread-safe: other callers wait for the first. If the computation throws, the next caller
 * computes again.
 */
public final class Once<T> {
  private final Supplier<T> computation;
  private @Nullable T value;

  /** Computes nothing yet. */
  public Once(Supplier<T> computation) {
    this.computation = computation;
  }

  /** Returns the value. */
  public synchronized T get() {
    T known = value;
    if (known == null) {
      known = computation.get();
      value = known;
    }
    return known;
  }
}
