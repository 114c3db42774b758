package io.lifecycle4j.core.error;

/** Limits the logging of repeated events to the first, second, fourth time and so on. */
public final class Floods {
  private Floods() {}

  /**
   * Returns whether to log an event.
   *
   * @param count how often it has happened, including this time
   */
  public static boolean isLogged(long count) {
    return isLogged(count - 1, count);
  }

  /**
   * Returns whether to log one of several events.
   *
   * @param before how often it had happened before
   * @param count how often it has happened now
   */
  public static boolean isLogged(long before, long count) {
    return Long.highestOneBit(before) != Long.highestOneBit(count);
  }
}
