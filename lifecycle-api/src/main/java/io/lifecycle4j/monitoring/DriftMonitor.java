package io.lifecycle4j.monitoring;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.checkUnset;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.data.DatasetVersion;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * Settings for monitoring live inputs for drift.
 *
 * <p>Immutable and thread-safe. Parts may be added.
 */
public final class DriftMonitor {
  /** The smallest window. */
  public static final int MIN_WINDOW = 50;

  /**
   * How many windows of rows a reference needs. The promise holds on average over smaller ones too,
   * but the sampling error of one of them recurs in every window.
   */
  public static final int REFERENCE_WINDOWS = 10;

  private static final int DEFAULT_WINDOW = 500;

  private final int window;
  private final @Nullable Duration windowTime;
  private final int sliding;
  private final @Nullable FalseAlarms falseAlarms;
  private final @Nullable Double falseAlarmRate;
  private final double minimalEffect;
  private final @Nullable DatasetVersion reference;
  private final @Nullable Duration dependence;

  private DriftMonitor(Builder builder) {
    this.window = builder.rows();
    this.windowTime = builder.windowTime;
    this.sliding = builder.sliding == null ? 1 : builder.sliding;
    this.falseAlarmRate = builder.falseAlarmRate;
    this.falseAlarms = builder.promise();
    this.minimalEffect = builder.minimalEffect == null ? 0 : builder.minimalEffect;
    this.reference = builder.reference;
    this.dependence = builder.dependence;
    DriftMonitorChecks.dependence(dependence, reference);
  }

  /**
   * Returns a builder: {@code DriftMonitor.builder().window(200).build()}.
   *
   * @return a builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Returns the number of predictions that fill a window.
   *
   * @return the number, at least {@value #MIN_WINDOW}; {@link Integer#MAX_VALUE} if only time ends
   *     a window
   */
  public int window() {
    return window;
  }

  /**
   * Returns the time after which a window ends, full or not.
   *
   * @return the time; empty if only predictions fill a window
   */
  public Optional<Duration> windowTime() {
    return Optional.ofNullable(windowTime);
  }

  /**
   * Returns of how many parts a window consists, each of which ends one.
   *
   * @return the number of parts, 1 if windows do not overlap
   */
  public int sliding() {
    return sliding;
  }

  /**
   * Returns how many false alarms are promised in a period.
   *
   * @return the promise; empty if each window has a {@linkplain #falseAlarmRate() rate} instead
   */
  public Optional<FalseAlarms> falseAlarms() {
    return Optional.ofNullable(falseAlarms);
  }

  /**
   * Returns the rate of false alarms of each window.
   *
   * @return the rate; empty if a {@linkplain #falseAlarms() period} has a promise instead
   */
  public OptionalDouble falseAlarmRate() {
    return falseAlarmRate == null ? OptionalDouble.empty() : OptionalDouble.of(falseAlarmRate);
  }

  /**
   * Returns the least effect size that counts as drift.
   *
   * @return the population stability index in excess of that expected by chance; 0 if only the
   *     p-value decides
   */
  public double minimalEffect() {
    return minimalEffect;
  }

  /**
   * Returns the dataset version whose rows are the reference.
   *
   * @return the version; empty if each version of the model has its own reference
   */
  public Optional<DatasetVersion> reference() {
    return Optional.ofNullable(reference);
  }

  /**
   * Returns within which time rows depend on each other.
   *
   * @return the time; empty if rows are independent
   */
  public Optional<Duration> dependentWithin() {
    return Optional.ofNullable(dependence);
  }

  /**
   * Returns how many rows the reference needs, so that the promise holds about as well for each
   * reference as on average.
   *
   * @return the number of rows in {@value #REFERENCE_WINDOWS} windows
   */
  public long referenceRows() {
    return (long) REFERENCE_WINDOWS * (isTimed() ? DEFAULT_WINDOW : window);
  }

  private boolean isTimed() {
    return windowTime != null && window == Integer.MAX_VALUE;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof DriftMonitor that && parts().equals(that.parts());
  }

  @Override
  public int hashCode() {
    return parts().hashCode();
  }

  private List<Object> parts() {
    return List.of(
        window,
        windowTime(),
        sliding,
        promised(),
        minimalEffect,
        reference().map(DatasetVersion::ref),
        dependentWithin());
  }

  private Object promised() {
    return falseAlarmRate == null ? required(falseAlarms, "promise") : falseAlarmRate;
  }

  @Override
  public String toString() {
    return "DriftMonitor[window="
        + (window == Integer.MAX_VALUE ? "" : window)
        + (windowTime == null || window == Integer.MAX_VALUE ? "" : " or ")
        + (windowTime == null ? "" : windowTime)
        + (sliding == 1 ? "" : ", sliding=" + sliding)
        + (falseAlarmRate == null ? ", " : ", falseAlarmRate=")
        + promised()
        + ", minimalEffect="
        + minimalEffect
        + (reference == null ? "" : ", reference=" + reference.ref())
        + (dependence == null ? "" : ", dependentWithin=" + dependence)
        + "]";
  }

  /** Builds a drift monitor. Not thread-safe. Setting a part twice is an error. */
  public static final class Builder {
    private static final String WHAT = "drift monitor";
    private static final String PROMISE = "promise of false alarms";

    private @Nullable Integer window;
    private @Nullable Duration windowTime;
    private @Nullable Integer sliding;
    private @Nullable Double mostFalseAlarms;
    private @Nullable FalseAlarms falseAlarms;
    private @Nullable Double falseAlarmRate;
    private @Nullable Double minimalEffect;
    private @Nullable DatasetVersion reference;
    private @Nullable Duration dependence;

    private Builder() {}

    /**
     * Sets the number of predictions that fill a window, of all processes together. Default: 500,
     * unless a {@linkplain #window(Duration) time} is set.
     *
     * @param rows the number, at least {@value DriftMonitor#MIN_WINDOW}
     * @return this builder
     */
    public Builder window(int rows) {
      checkUnset(window, WHAT, "window");
      check(rows >= MIN_WINDOW, "Invalid window: %s (must be at least %s)", rows, MIN_WINDOW);
      window = rows;
      return this;
    }

    /**
     * Sets the time after which a window ends, such as a day. Windows begin at multiples of this
     * time since 1970, so those of a day are days in UTC. One that ends with few predictions is
     * {@linkplain DriftReport#closedEarly() marked}; one without any has no report. If a number of
     * predictions is set as well, a window ends at whichever is first. Default: none.
     *
     * @param time the time, at least a second
     * @return this builder
     */
    public Builder window(Duration time) {
      checkUnset(windowTime, WHAT, "time of a window");
      DriftMonitorChecks.time(time, "window");
      windowTime = time;
      return this;
    }

    /**
     * Lets windows overlap: each consists of this many parts, and each part that is full ends a
     * window of the last ones. So a shift is found sooner, at the same size of a window. The
     * promise of false alarms holds all the same. Default: 1, no overlap.
     *
     * @param parts the number of parts, 1 to 100
     * @return this builder
     */
    public Builder sliding(int parts) {
      checkUnset(sliding, WHAT, "parts of a sliding window");
      check(parts >= 1 && parts <= 100, "Invalid parts: %s (must be 1 to 100)", parts);
      sliding = parts;
      return this;
    }

    /**
     * Promises how many false alarms are expected at most in a period: {@code
     * atMostFalseAlarms(1).per(ofDays(90))}. This is the default.
     *
     * <p>The promise holds over all columns, segments and processes of the model together, however
     * many windows close in the period, if rows are independent. It is kept on average over
     * references, whatever their size. Nine tenths of it are added evenly as time passes; a tenth
     * may be saved up, and is there at the start. A window may spend what was added since the last
     * one closed, or a tenth of what is saved, and never more than 0.05.
     *
     * @param most the number, such as 1 or 0.1
     * @return takes the period
     * @throws io.lifecycle4j.error.InvalidValueException if the number is not positive and finite,
     *     or a promise or rate is already set
     */
    public PromisedRate atMostFalseAlarms(double most) {
      checkUnset(mostFalseAlarms != null || falseAlarmRate != null, WHAT, PROMISE);
      FalseAlarms.checkMost(most);
      mostFalseAlarms = most;
      return period -> {
        falseAlarms = new FalseAlarms(most, period);
        return this;
      };
    }

    /**
     * Gives each window the same probability of a false alarm, over all its columns and segments
     * together, instead of a promise for a period. The number of false alarms then grows with the
     * traffic.
     *
     * @param rate the probability, such as 0.001, above 0 and at most 0.5
     * @return this builder
     */
    public Builder falseAlarmRate(double rate) {
      checkUnset(mostFalseAlarms != null || falseAlarmRate != null, WHAT, PROMISE);
      check(
          rate > 0 && rate <= 0.5,
          "Invalid rate of false alarms: %s (must be above 0 and at most 0.5)",
          rate);
      falseAlarmRate = rate;
      return this;
    }

    /**
     * Sets the least effect size that counts as drift. Default: 0, so that every certain shift is
     * drift, however small.
     *
     * @param index the population stability index in excess of that expected by chance
     * @return this builder
     */
    public Builder minimalEffect(double index) {
      checkUnset(minimalEffect, WHAT, "minimal effect");
      check(
          index >= 0 && Double.isFinite(index),
          "Invalid minimal effect: %s (must be at least 0 and finite)",
          index);
      minimalEffect = index;
      return this;
    }

    /**
     * Compares inputs with the rows of a dataset version. A fifth of them, chosen by hash, choose
     * the bins and texts, and do not count. Inputs that the rows lack are not watched, which is
     * logged. Answers are compared with those of the served version's own reference, since the
     * dataset has none; a version without one has its answers unwatched.
     *
     * <p>Default: each version has its own reference, of rows that its trainer did not learn from.
     *
     * @param version the version, with at least {@value DriftMonitor#MIN_WINDOW} rows
     * @return this builder
     */
    public Builder reference(DatasetVersion version) {
      checkUnset(reference, WHAT, "reference");
      long size = required(version, "reference").summary().rows();
      check(
          size >= MIN_WINDOW,
          "Invalid reference: %s has %s rows (needs at least %s)",
          version.ref(),
          size,
          MIN_WINDOW);
      reference = version;
      return this;
    }

    /**
     * Says that rows depend on each other if less than this time is between them, so many of them
     * say no more than one. How many is found, for each input, in blocks of this time of the
     * {@linkplain #reference(DatasetVersion) reference}, which needs a column of type TIMESTAMP and
     * role TIME. The counts of both samples are divided by it. Live rows should come no more
     * densely than those of the reference. Answers are not watched, since their reference has no
     * times. Default: rows are independent.
     *
     * @param time the time, such as a week, at least a second
     * @return this builder
     */
    public Builder dependentWithin(Duration time) {
      checkUnset(dependence, WHAT, "time of dependence");
      DriftMonitorChecks.time(time, "time of dependence");
      dependence = time;
      return this;
    }

    private int rows() {
      if (window != null) {
        return window;
      }
      return windowTime == null ? DEFAULT_WINDOW : Integer.MAX_VALUE;
    }

    private @Nullable FalseAlarms promise() {
      if (falseAlarmRate != null) {
        return null;
      }
      check(
          mostFalseAlarms == null || falseAlarms != null,
          "Invalid drift monitor: %s false alarms without a period (needs .per(…))",
          mostFalseAlarms);
      return falseAlarms == null ? FalseAlarms.DEFAULT : falseAlarms;
    }

    /**
     * Returns the drift monitor.
     *
     * @return the drift monitor
     * @throws io.lifecycle4j.error.InvalidValueException if a number of false alarms lacks its
     *     period, or dependent rows lack a reference with times
     */
    public DriftMonitor build() {
      return new DriftMonitor(this);
    }
  }

  /** A number of false alarms that lacks its period. */
  public interface PromisedRate {
    /**
     * Sets the period.
     *
     * @param period the period, such as 90 days
     * @return the builder
     * @throws io.lifecycle4j.error.InvalidValueException if the period is not positive
     */
    Builder per(Duration period);
  }
}
