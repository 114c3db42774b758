package io.lifecycle4j.core.error;

/**
 * When to log what happens again and again: the first, second, fourth time, … so that a flood fills
 * no log.
 */
public final class Floods {
  private Floods() {}

  /**
   * Returns whether to log.
   *
   * @param count how often it happened, this time as well
   * @return whether to log this time
   */
  public static boolean isLogged(long count) {
    return isLogged(count - 1, count);
  }

  /**
   * Returns whether to log.
   *
   * @param before how often it had happened
   * @param count how often it happened until now
   * @return whether to log one of the times in between
   */
  public static boolean isLogged(long before, long count) {
    return Long.highestOneBit(before) != Long.highestOneBit(count);
  }
}
