package io.lifecycle4j.condition;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import java.time.Duration;
import java.time.temporal.ChronoUnit;

/**
 * What is watched while a model serves: failures, latencies, drift, and the time that passes.
 *
 * <p>Rules of rollback and retraining, and alarms, support it; each says which of it. {@link
 * Subject.Metric} is a live metric there.
 */
public sealed interface WatchSubject extends NumericSubject
    permits WatchSubject.Rate, WatchSubject.Timed, WatchSubject.Count, WatchSubject.Drift {
  /** The trailing time over which rates and latencies are taken, unless another is named. */
  Duration OVER = Duration.ofMinutes(5);

  /** A share of the recent requests of a version: from 0 to 1; missing if there were none. */
  enum Share {
    /** Requests that the version failed to answer, of all that it ran for. */
    ERROR_RATE,
    /** Requests with an input that was refused before the version ran, of all. */
    REFUSAL_RATE
  }

  /**
   * A share of the requests of a version over a trailing time.
   *
   * @param share which share
   * @param over the trailing time, whole seconds from one second to one day
   */
  record Rate(Share share, Duration over) implements WatchSubject {
    /** Checks the parts. */
    public Rate {
      required(share, "share");
      checkOver(over);
    }

    /**
     * Returns the share over another trailing time. Default: five minutes.
     *
     * @param time whole seconds from one second to one day
     * @return the subject to compare
     */
    public Rate over(Duration time) {
      return new Rate(share, time);
    }

    @Override
    public String key() {
      return TextForm.key(share);
    }

    @Override
    public String words() {
      return key().replace('_', ' ') + overWords(over);
    }

    @Override
    public String toString() {
      return key() + overText(over);
    }
  }

  /** A time that is compared with a duration. As a number, it is in milliseconds. */
  sealed interface Timed extends WatchSubject permits Latency, Elapsed {
    /**
     * Returns a condition that holds if the time is at least a duration.
     *
     * @param bound the duration, inclusive
     * @return the condition
     */
    default Condition atLeast(Duration bound) {
      return atLeast(millis(bound));
    }

    /**
     * Returns a condition that holds if the time is at most a duration.
     *
     * @param bound the duration, inclusive
     * @return the condition
     */
    default Condition atMost(Duration bound) {
      return atMost(millis(bound));
    }

    /**
     * Returns a condition that holds if the time is above a duration.
     *
     * @param bound the duration, exclusive
     * @return the condition
     */
    default Condition above(Duration bound) {
      return above(millis(bound));
    }

    /**
     * Returns a condition that holds if the time is below a duration.
     *
     * @param bound the duration, exclusive
     * @return the condition
     */
    default Condition below(Duration bound) {
      return below(millis(bound));
    }

    /**
     * Returns a duration as a number for comparison.
     *
     * @param duration any duration
     * @return milliseconds, with a fraction
     */
    static double millis(Duration duration) {
      return 1e3 * required(duration, "duration").toSeconds() + duration.toNanosPart() / 1e6;
    }
  }

  /**
   * A percentile of the latencies of a version over a trailing time; missing if there were none.
   *
   * @param percentile the percentile, from 1 to 99
   * @param over the trailing time, whole seconds from one second to one day
   */
  record Latency(int percentile, Duration over) implements Timed {
    /** Checks the parts. */
    public Latency {
      check(
          percentile >= 1 && percentile <= 99,
          "Invalid percentile: %s (must be from 1 to 99)",
          percentile);
      checkOver(over);
    }

    /**
     * Returns the percentile over another trailing time. Default: five minutes.
     *
     * @param time whole seconds from one second to one day
     * @return the subject to compare
     */
    public Latency over(Duration time) {
      return new Latency(percentile, time);
    }

    @Override
    public String key() {
      return "latency_p" + percentile;
    }

    @Override
    public String words() {
      return "p" + percentile + " latency" + overWords(over);
    }

    @Override
    public String toString() {
      return key() + overText(over);
    }
  }

  /** The time since an event. */
  enum Elapsed implements Timed {
    /** Since the version in production was registered; missing if none is. */
    AGE,
    /** Since the latest retraining ended; without one, since the version was registered. */
    SINCE_RETRAINING;

    @Override
    public String key() {
      return TextForm.key(this);
    }

    @Override
    public String words() {
      return this == AGE ? "age" : "time since the latest retraining";
    }

    @Override
    public String toString() {
      return key();
    }
  }

  /** A count. */
  enum Count implements WatchSubject {
    /** The columns that the newest drift report says have drifted; missing without a report. */
    DRIFTED_COLUMNS,
    /** The rows of the newest data that the version in production was not trained with. */
    NEW_ROWS;

    @Override
    public String key() {
      return TextForm.key(this);
    }

    @Override
    public String words() {
      return key().replace('_', ' ');
    }

    @Override
    public String toString() {
      return key();
    }
  }

  /**
   * How far a column has drifted in the newest drift report; missing without one.
   *
   * @param key the name of the column
   * @param measure the measure
   */
  record Drift(String key, DriftMeasure measure) implements WatchSubject {
    /** Checks the parts. */
    public Drift {
      checkName("column", key);
      required(measure, "measure of drift");
    }

    @Override
    public String words() {
      return measure.words() + " of " + key;
    }

    @Override
    public String toString() {
      return TextForm.subject(measure.key(), key);
    }
  }

  private static void checkOver(Duration over) {
    required(over, "trailing time");
    check(
        over.toNanosPart() == 0
            && over.compareTo(Duration.ofSeconds(1)) >= 0
            && over.compareTo(ChronoUnit.DAYS.getDuration()) <= 0,
        "Invalid trailing time: %s (must be whole seconds, from PT1S to PT24H)",
        over);
  }

  private static String overWords(Duration over) {
    return over.equals(OVER) ? "" : " over " + DurationUnit.text((double) over.toMillis());
  }

  private static String overText(Duration over) {
    return over.equals(OVER) ? "" : "{over = " + DurationUnit.text((double) over.toMillis()) + "}";
  }
}
