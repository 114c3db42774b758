package io.lifecycle4j.core.error;

import java.util.function.Supplier;

/**
 * Calls of the user's code: listeners, functions, trainers.
 *
 * <p>Such code may close the object that calls it. Waiting there would deadlock, so whatever is
 * closed within a callback ends in the background.
 */
public final class Callbacks {
  /** How many callbacks the current thread is in. */
  private static final ThreadLocal<int[]> DEPTH = ThreadLocal.withInitial(() -> new int[1]);

  private Callbacks() {}

  /** Calls the user's code. */
  public static void run(Runnable code) {
    int[] depth = DEPTH.get();
    depth[0]++;
    try {
      code.run();
    } finally {
      depth[0]--;
    }
  }

  /** Calls the user's code and returns its result. */
  public static <T> T call(Supplier<T> code) {
    int[] depth = DEPTH.get();
    depth[0]++;
    try {
      return code.get();
    } finally {
      depth[0]--;
    }
  }

  /** Returns whether the current thread is in a callback, where waiting may deadlock. */
  public static boolean isInside() {
    return DEPTH.get()[0] > 0;
  }
}
