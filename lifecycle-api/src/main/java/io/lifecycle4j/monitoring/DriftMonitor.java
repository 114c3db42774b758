package io.lifecycle4j.monitoring;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.checkUnset;

import java.util.List;
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
   * How many windows of rows a reference needs. In a smaller one, sampling error would cause
   * repeated false alarms.
   */
  public static final int REFERENCE_WINDOWS = 10;

  private final int window;
  private final double windowsPerFalseAlarm;
  private final double minimalEffect;

  private DriftMonitor(Builder builder) {
    this.window = builder.window == null ? 500 : builder.window;
    this.windowsPerFalseAlarm =
        builder.windowsPerFalseAlarm == null ? 1_000 : builder.windowsPerFalseAlarm;
    this.minimalEffect = builder.minimalEffect == null ? 0.1 : builder.minimalEffect;
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
   * Returns the number of predictions in a window.
   *
   * @return the number, at least {@value #MIN_WINDOW}
   */
  public int window() {
    return window;
  }

  /**
   * Returns the expected number of windows without drift per false alarm, over all columns
   * together.
   *
   * @return the number, at least 2
   */
  public double windowsPerFalseAlarm() {
    return windowsPerFalseAlarm;
  }

  /**
   * Returns the least effect size that counts as drift.
   *
   * @return the population stability index in excess of that expected by chance
   */
  public double minimalEffect() {
    return minimalEffect;
  }

  /**
   * Returns how many rows the reference needs to guarantee the rate of false alarms.
   *
   * @return the number of rows in {@value #REFERENCE_WINDOWS} windows
   */
  public long referenceRows() {
    return (long) REFERENCE_WINDOWS * window;
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
    return List.of(window, windowsPerFalseAlarm, minimalEffect);
  }

  @Override
  public String toString() {
    return "DriftMonitor[window="
        + window
        + ", windowsPerFalseAlarm="
        + windowsPerFalseAlarm
        + ", minimalEffect="
        + minimalEffect
        + "]";
  }

  /** Builds a drift monitor. Not thread-safe. Setting a part twice is an error. */
  public static final class Builder {
    private @Nullable Integer window;
    private @Nullable Double windowsPerFalseAlarm;
    private @Nullable Double minimalEffect;

    private Builder() {}

    /**
     * Sets the number of predictions in a window. Default: 500.
     *
     * @param rows the number, at least {@value DriftMonitor#MIN_WINDOW}
     * @return this builder
     */
    public Builder window(int rows) {
      checkUnset(window, "drift monitor", "window");
      check(rows >= MIN_WINDOW, "Invalid window: %s (must be at least %s)", rows, MIN_WINDOW);
      window = rows;
      return this;
    }

    /**
     * Sets the expected number of windows without drift per false alarm, over all columns together.
     * Default: 1000.
     *
     * @param windows the number, at least 2
     * @return this builder
     */
    public Builder windowsPerFalseAlarm(double windows) {
      checkUnset(windowsPerFalseAlarm, "drift monitor", "windows per false alarm");
      check(
          windows >= 2 && Double.isFinite(windows),
          "Invalid windows per false alarm: %s (must be at least 2 and finite)",
          windows);
      windowsPerFalseAlarm = windows;
      return this;
    }

    /**
     * Sets the least effect size that counts as drift. Default: 0.1.
     *
     * @param index the population stability index in excess of that expected by chance
     * @return this builder
     */
    public Builder minimalEffect(double index) {
      checkUnset(minimalEffect, "drift monitor", "minimal effect");
      check(
          index >= 0 && Double.isFinite(index),
          "Invalid minimal effect: %s (must be at least 0 and finite)",
          index);
      minimalEffect = index;
      return this;
    }

    /**
     * Returns the drift monitor.
     *
     * @return the drift monitor
     */
    public DriftMonitor build() {
      return new DriftMonitor(this);
    }
  }
}
