package io.lifecycle4j.core.error;

/** Limits the logging of repeated events to the first, second, fourth time and so on. */
public final class Floods {
  private Floods() {}

  /** Returns whether to log an event that has happened {@code count} times, including this time. */
  public static boolean isLogged(long count) {
    return isLogged(count - 1, count);
  }

  /** Returns whether to log an event whose count has risen from {@code before}. */
  public static boolean isLogged(long before, long count) {
    return Long.highestOneBit(before) != Long.highestOneBit(count);
  }
}
