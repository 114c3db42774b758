package io.lifecycle4j.serving;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.checkUnset;
import static io.lifecycle4j.error.Preconditions.required;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Settings for sharing runs of a network between threads, such as {@code
 * upTo(32).waitingAtMost(ofMillis(0))}.
 *
 * <p>Immutable.
 */
public final class Batching {
  /** The most rows of one run. */
  private static final int MOST_ROWS = 256;

  private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);

  private final int rows;
  private final @Nullable Duration wait;

  private Batching(int rows, @Nullable Duration wait) {
    this.rows = rows;
    this.wait = wait;
  }

  /**
   * Runs inputs of several calls together.
   *
   * @param rows the maximum number of inputs of one run, 2 to 256; a call with more inputs runs
   *     alone
   * @return the settings, without a wait
   */
  public static Batching upTo(int rows) {
    check(
        rows >= 2 && rows <= MOST_ROWS,
        "Invalid rows of a batch: %s (must be 2 to %s)",
        rows,
        MOST_ROWS);
    return new Batching(rows, null);
  }

  /**
   * Lets a call that could run at once wait for other calls to join it. Default: zero; then a call
   * waits only if as many others run as there are processors.
   *
   * @param time the longest wait, at least 0 and at most one second
   * @return these settings with a wait
   */
  public Batching waitingAtMost(Duration time) {
    checkUnset(wait, "batching", "wait");
    required(time, "wait");
    check(
        !time.isNegative() && time.compareTo(LONGEST_WAIT) <= 0,
        "Invalid wait: %s (must be at least 0 and at most 1 s)",
        time);
    return new Batching(rows, time);
  }

  /**
   * Returns the maximum number of inputs of one run.
   *
   * @return the number, at least 2
   */
  public int rows() {
    return rows;
  }

  /**
   * Returns how long a call that could run at once waits for other calls to join it.
   *
   * @return the longest wait, at least 0
   */
  public Duration longestWait() {
    return wait == null ? Duration.ZERO : wait;
  }

  @Override
  public String toString() {
    return "Batching[rows=" + rows + ", wait=" + longestWait() + "]";
  }
}
