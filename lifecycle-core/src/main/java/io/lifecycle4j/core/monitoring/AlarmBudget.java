package io.lifecycle4j.core.monitoring;

import io.lifecycle4j.monitoring.DriftMonitor;
import io.lifecycle4j.monitoring.FalseAlarms;
import java.time.Duration;
import java.time.Instant;

/**
 * What windows may spend of the promise of false alarms.
 *
 * <p>The probability of a false alarm is saved up as time passes, up to a limit, and each window
 * spends a part of it that depends on nothing but times. So the false alarms expected in a period
 * are no more than what may be saved up and what is added in the period, however many windows close
 * in it, and whether or not they depend on each other, as those do that share a reference.
 *
 * @param left what is left, as of the last window
 * @param at when the last window closed, or monitoring began
 */
record AlarmBudget(double left, Instant at) {
  /** At most as large a share of the promise can be saved up. */
  private static final double SAVED = 0.1;

  /** As large a share of the promise is added in a period. */
  private static final double ADDED = 0.9;

  /** As large a share of what is saved up may be spent by a window that follows at once. */
  private static final double SHARE = 0.1;

  /** The clocks of processes may differ by so much. */
  private static final Duration JITTER = Duration.ofHours(1);

  /** The most that one window may spend: one in twenty, for the first window after a long time. */
  private static final double MOST = 0.05;

  /**
   * The level of a window, and the budget after it.
   *
   * @param level the probability of a false alarm that the window may have
   * @param rest what the next windows may spend
   */
  record Share(double level, AlarmBudget rest) {}

  /** Returns the budget at the beginning: what can be saved up is there. */
  static AlarmBudget begin(DriftMonitor plan, Instant now) {
    return new AlarmBudget(plan.falseAlarms().map(of -> SAVED * of.most()).orElse(0.0), now);
  }

  /** Returns whether a clock was wrong: the last window closed well after now. */
  boolean isAhead(Instant now) {
    return Duration.between(now, at).compareTo(JITTER) > 0;
  }

  /**
   * Gives a window its level.
   *
   * <p>Time passes up to now at most, whatever the process says that recorded the window. If a
   * clock is a little behind, no time passed. If it is far behind, time begins anew, and nothing is
   * added for this window: so a clock that was once wrong costs at most what can be saved up.
   *
   * @param now by the clock of the process that judges
   */
  Share spend(DriftMonitor plan, Instant closed, Instant now) {
    Instant end = closed.isAfter(now) ? now : closed;
    AlarmBudget from = isAhead(now) ? new AlarmBudget(left, end) : this;
    return plan.falseAlarms()
        .map(promise -> from.spend(promise, end))
        .orElseGet(() -> new Share(plan.falseAlarmRate().orElseThrow(), from));
  }

  private Share spend(FalseAlarms promise, Instant closed) {
    Instant now = closed.isAfter(at) ? closed : at;
    double passed = seconds(Duration.between(at, now)) / seconds(promise.period());
    double added = ADDED * promise.most() * passed;
    double saved = Math.min(SAVED * promise.most(), left + added);
    double level = Math.min(MOST, Math.max(Math.min(added, saved), SHARE * saved));
    return new Share(level, new AlarmBudget(saved - level, now));
  }

  private static double seconds(Duration duration) {
    return duration.getSeconds() + duration.getNano() / 1e9;
  }
}
