package io.lifecycle4j.core.error;

import java.util.function.Supplier;

/**
 * Code of the user's that the library calls: listeners, functions, trainers.
 *
 * <p>Such code may close what calls it. To wait there would be to wait for itself, so whatever is
 * closed inside of a callback ends behind it.
 */
public final class Callbacks {
  /** How many callbacks the current thread is in. */
  private static final ThreadLocal<int[]> DEPTH = ThreadLocal.withInitial(() -> new int[1]);

  private Callbacks() {}

  /**
   * Calls code of the user's.
   *
   * @param code the code
   */
  public static void run(Runnable code) {
    int[] depth = DEPTH.get();
    depth[0]++;
    try {
      code.run();
    } finally {
      depth[0]--;
    }
  }

  /**
   * Calls code of the user's that returns something.
   *
   * @param <T> the type of what it returns
   * @param code the code
   * @return what it returns
   */
  public static <T> T call(Supplier<T> code) {
    int[] depth = DEPTH.get();
    depth[0]++;
    try {
      return code.get();
    } finally {
      depth[0]--;
    }
  }

  /**
   * Returns whether the current thread is in a callback.
   *
   * @return whether to wait here may be to wait for itself
   */
  public static boolean isInside() {
    return DEPTH.get()[0] > 0;
  }
}
