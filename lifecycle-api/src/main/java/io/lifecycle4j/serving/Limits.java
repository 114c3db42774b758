package io.lifecycle4j.serving;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.checkUnset;
import static io.lifecycle4j.error.Preconditions.required;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Limits on the calls of one model, such as {@code
 * concurrent(64).queued(256).deadline(ofMillis(50))}.
 *
 * <p>A call that exceeds them is rejected with an {@link io.lifecycle4j.error.OverloadedException}
 * before any work is done. A call with several inputs counts as one. Immutable.
 */
public final class Limits {
  private static final int UNSET = -1;

  private final int concurrent;
  private final int queued;
  private final @Nullable Duration deadline;

  private Limits(int concurrent, int queued, @Nullable Duration deadline) {
    this.concurrent = concurrent;
    this.queued = queued;
    this.deadline = deadline;
  }

  /**
   * Limits how many calls run at once. Further calls are rejected, unless some may wait.
   *
   * @param calls at least 1; more than the processors can run only adds latency
   * @return the limits
   */
  public static Limits concurrent(int calls) {
    check(calls >= 1, "Invalid concurrent calls: %s (must be at least 1)", calls);
    return new Limits(calls, UNSET, null);
  }

  /**
   * Lets calls wait, in order of arrival, until others end. Calls of {@code predict} wait on their
   * own threads. Default: no call waits.
   *
   * @param calls how many may wait, at least 0
   * @return these limits with a queue
   */
  public Limits queued(int calls) {
    checkUnset(queued == UNSET ? null : queued, "limits", "queued");
    check(calls >= 0, "Invalid queued calls: %s (must be at least 0)", calls);
    return new Limits(concurrent, calls, deadline);
  }

  /**
   * Rejects a call at once if, by the times of recent runs, it would miss this deadline. A waiting
   * call that can no longer end in time is rejected too. A running call is never interrupted.
   * Default: no deadline.
   *
   * @param time the longest time from the start of a call to its end; more than zero, at most a day
   * @return these limits with a deadline
   */
  public Limits deadline(Duration time) {
    checkUnset(deadline, "limits", "deadline");
    required(time, "deadline");
    check(
        !time.isNegative() && !time.isZero() && time.compareTo(Duration.ofDays(1)) <= 0,
        "Invalid deadline: %s (must be more than 0 and at most 1 day)",
        time);
    return new Limits(concurrent, queued, time);
  }

  /**
   * Returns how many calls may run at once.
   *
   * @return the number, at least 1
   */
  public int concurrent() {
    return concurrent;
  }

  /**
   * Returns how many calls may wait.
   *
   * @return the number, at least 0
   */
  public int queued() {
    return Math.max(0, queued);
  }

  /**
   * Returns the time in which a call should end.
   *
   * @return the time; empty if there is no deadline
   */
  public Optional<Duration> deadline() {
    return Optional.ofNullable(deadline);
  }

  @Override
  public String toString() {
    return "Limits[concurrent="
        + concurrent
        + ", queued="
        + queued()
        + (deadline == null ? "" : ", deadline=" + deadline)
        + "]";
  }
}
