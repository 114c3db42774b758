package io.lifecycle4j.monitoring;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.checkUnset;
import static io.lifecycle4j.error.Preconditions.required;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides when alerts are cleared and reopened, and how severe they are.
 *
 * <p>Immutable and thread-safe. Parts may be added.
 */
public final class AlertPolicy {
  /** The default policy. */
  public static final AlertPolicy DEFAULT = builder().build();

  private static final int MOST_WINDOWS = 1_000;

  private final int clearAfter;
  private final Duration coolDown;
  private final double warning;
  private final double critical;

  private AlertPolicy(Builder builder) {
    this.clearAfter = builder.clearAfter == null ? 2 : builder.clearAfter;
    this.coolDown = builder.coolDown == null ? Duration.ofDays(1) : builder.coolDown;
    this.warning = builder.warning == null ? 0.1 : builder.warning;
    this.critical = builder.critical == null ? 0.25 : builder.critical;
  }

  /**
   * Returns a builder: {@code AlertPolicy.builder().clearAfter(3).build()}.
   *
   * @return a builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Returns how many windows in a row without the cause clear an alert.
   *
   * @return the number, at least 1
   */
  public int clearAfter() {
    return clearAfter;
  }

  /**
   * Returns for how long after clearing a cause that returns reopens its old alert.
   *
   * @return the time
   */
  public Duration coolDown() {
    return coolDown;
  }

  /**
   * Returns the severity of drift.
   *
   * @param effect the effect of a column that drifted
   * @param importance how much the model depends on the column, as a share of the most important
   *     one, 0 to 1; 1 if unknown
   * @return the severity of effect times importance
   */
  public AlertSeverity severity(double effect, double importance) {
    check(
        importance >= 0 && importance <= 1, "Invalid importance: %s (must be 0 to 1)", importance);
    double score = effect * importance;
    if (score >= critical) {
      return AlertSeverity.CRITICAL;
    }
    return score >= warning ? AlertSeverity.WARNING : AlertSeverity.INFO;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof AlertPolicy that && parts().equals(that.parts());
  }

  @Override
  public int hashCode() {
    return parts().hashCode();
  }

  private List<Object> parts() {
    return List.of(clearAfter, coolDown, warning, critical);
  }

  @Override
  public String toString() {
    return "AlertPolicy[clearAfter="
        + clearAfter
        + ", coolDown="
        + coolDown
        + ", warning="
        + warning
        + ", critical="
        + critical
        + "]";
  }

  /** Builds a policy. Not thread-safe. Setting a part twice is an error. */
  public static final class Builder {
    private @Nullable Integer clearAfter;
    private @Nullable Duration coolDown;
    private @Nullable Double warning;
    private @Nullable Double critical;

    private Builder() {}

    /**
     * Sets how many windows in a row without the cause clear an alert. Default: 2.
     *
     * @param windows the number, 1 to 1,000
     * @return this builder
     */
    public Builder clearAfter(int windows) {
      checkUnset(clearAfter, "alert policy", "clearAfter");
      check(
          windows >= 1 && windows <= MOST_WINDOWS,
          "Invalid number of quiet windows: %s (must be 1 to %s)",
          windows,
          MOST_WINDOWS);
      clearAfter = windows;
      return this;
    }

    /**
     * Sets for how long after clearing a cause that returns reopens its old alert. {@link
     * Alerts#open()} then contains the alert, but listeners do not receive it unless it is more
     * severe than before. Default: one day.
     *
     * @param time the time, not negative
     * @return this builder
     */
    public Builder coolDown(Duration time) {
      checkUnset(coolDown, "alert policy", "cool-down");
      check(
          !required(time, "cool-down").isNegative(),
          "Invalid cool-down: %s (must not be negative)",
          time);
      coolDown = time;
      return this;
    }

    /**
     * Sets the products of effect and importance from which drift is a warning, and critical.
     * Default: 0.1 and 0.25, the usual bounds of the population stability index.
     *
     * @param warningFrom the product from which it is a warning, at least 0
     * @param criticalFrom the product from which it is critical, at least {@code warningFrom}
     * @return this builder
     */
    public Builder severity(double warningFrom, double criticalFrom) {
      checkUnset(warning, "alert policy", "severity");
      check(
          warningFrom >= 0 && criticalFrom >= warningFrom && Double.isFinite(criticalFrom),
          "Invalid bounds of severity: %s and %s (must be finite, at least 0, and ascending)",
          warningFrom,
          criticalFrom);
      warning = warningFrom;
      critical = criticalFrom;
      return this;
    }

    /**
     * Returns the policy.
     *
     * @return the policy
     */
    public AlertPolicy build() {
      return new AlertPolicy(this);
    }
  }
}
