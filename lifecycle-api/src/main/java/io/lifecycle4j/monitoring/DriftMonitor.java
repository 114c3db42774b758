package io.lifecycle4j.monitoring;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.condition.Condition;
import io.lifecycle4j.data.DatasetVersion;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * Settings for monitoring live inputs and predictions for drift.
 *
 * <p>Immutable and thread-safe. Parts may be added.
 */
public final class DriftMonitor {
  /** The smallest window. */
  public static final int MIN_WINDOW = 50;

  /**
   * The size that a reference needs, in windows. The limit on false alarms also holds on average
   * over smaller references, but the sampling error of one of them recurs in every window.
   */
  public static final int REFERENCE_WINDOWS = 10;

  /** The maximum number of segments, besides that of all other values. */
  public static final int MAX_SEGMENTS = 20;

  /** The maximum number of strata: segments times seasons. */
  public static final int MAX_STRATA = 512;

  static final int DEFAULT_WINDOW = 500;

  private final int window;
  private final @Nullable Duration windowTime;
  private final int sliding;
  private final @Nullable FalseAlarms falseAlarms;
  private final @Nullable Double falseAlarmRate;
  private final double minimalEffect;
  private final @Nullable DatasetVersion reference;
  private final @Nullable Duration dependence;
  private final @Nullable String segments;
  private final @Nullable SameSeason seasons;
  private final boolean embeddings;
  private final boolean inputsOnly;
  private final List<Condition> alarms;

  DriftMonitor(DriftMonitorBuilder builder) {
    this.window = builder.rows();
    this.windowTime = builder.windowTime;
    this.sliding = builder.sliding == null ? 1 : builder.sliding;
    this.falseAlarmRate = builder.falseAlarmRate;
    this.falseAlarms = builder.promise();
    this.minimalEffect = builder.minimalEffect == null ? 0 : builder.minimalEffect;
    this.reference = builder.reference;
    this.dependence = builder.dependence;
    this.segments = builder.segments;
    this.seasons = builder.seasons;
    this.embeddings = builder.embeddings;
    this.inputsOnly = builder.inputsOnly;
    this.alarms = List.copyOf(builder.alarms);
    DriftMonitorChecks.dependence(dependence, reference);
    DriftMonitorChecks.strata(segments, seasons, reference);
  }

  /**
   * Returns a builder: {@code DriftMonitor.builder().window(200).build()}.
   *
   * @return a builder
   */
  public static DriftMonitorBuilder builder() {
    return new DriftMonitorBuilder();
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
   * Returns the number of parts of a window; each part ends a window.
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
   * Returns the time within which rows depend on each other.
   *
   * @return the time; empty if rows are independent
   */
  public Optional<Duration> dependentWithin() {
    return Optional.ofNullable(dependence);
  }

  /**
   * Returns the column whose values are segments.
   *
   * @return the column; empty if there are no segments
   */
  public Optional<String> by() {
    return Optional.ofNullable(segments);
  }

  /**
   * Returns which rows belong to the same season and are compared only with each other.
   *
   * @return the seasons; empty if all rows are compared
   */
  public Optional<SameSeason> sameSeason() {
    return Optional.ofNullable(seasons);
  }

  /**
   * Returns whether the embeddings of rows are compared as well.
   *
   * @return true if they are; false by default
   */
  public boolean embeddings() {
    return embeddings;
  }

  /**
   * Returns whether predictions are left out.
   *
   * @return true if only inputs are monitored; false by default
   */
  public boolean inputsOnly() {
    return inputsOnly;
  }

  /**
   * Returns the thresholds, which the limit on false alarms does not cover.
   *
   * @return the conditions, none by default
   */
  public List<Condition> alarms() {
    return alarms;
  }

  /**
   * Returns the assumed number of rows of a window, for instance to compute the size that a
   * reference needs.
   *
   * @return the rows that fill a window; 500 if only time ends it
   */
  public int windowRows() {
    return isTimed() ? DEFAULT_WINDOW : window;
  }

  /**
   * Returns how many rows the reference needs. With so many, the limit on false alarms holds about
   * as well for each reference as on average.
   *
   * @return the number of rows in {@value #REFERENCE_WINDOWS} windows
   */
  public long referenceRows() {
    return (long) REFERENCE_WINDOWS * windowRows();
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
        dependentWithin(),
        by(),
        sameSeason(),
        List.of(embeddings, inputsOnly),
        alarms);
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
        + part("dependentWithin", dependence)
        + part("by", segments)
        + part("sameSeason", seasons)
        + flag("embeddings", embeddings)
        + flag("inputsOnly", inputsOnly)
        + (alarms.isEmpty() ? "" : ", alarms=" + alarms)
        + "]";
  }

  private static String flag(String name, boolean isSet) {
    return isSet ? ", " + name : "";
  }

  private static String part(String name, @Nullable Object value) {
    return value == null ? "" : ", " + name + "=" + value;
  }
}
