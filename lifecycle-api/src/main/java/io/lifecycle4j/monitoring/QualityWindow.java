package io.lifecycle4j.monitoring;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.checkUnset;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.error.NotFoundException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The quality of the predictions of one version in one time window.
 *
 * <p>Immutable and thread-safe. Parts may be added.
 */
public final class QualityWindow {
  private final String version;
  private final @Nullable Integer number;
  private final Instant from;
  private final Instant to;
  private final LabelCoverage coverage;
  private final Map<String, QualityMetric> metrics;
  private final Map<String, QualityMetric> estimates;
  private final List<String> notes;

  private QualityWindow(Builder builder) {
    this.version = builder.version;
    this.number = builder.number;
    this.from = builder.from;
    this.to = builder.to;
    this.coverage = builder.coverage;
    this.metrics = builder.metrics == null ? Map.of() : builder.metrics;
    this.estimates = builder.estimates == null ? Map.of() : builder.estimates;
    this.notes = builder.notes == null ? List.of() : builder.notes;
  }

  /**
   * Returns a builder for a window.
   *
   * @param version the version, such as {@code fraud:7}, or the name of the model for a function
   * @param from the start of the window
   * @param to the end of the window, not before its start
   * @param coverage how many predictions have a label
   * @return a builder
   */
  public static Builder builder(String version, Instant from, Instant to, LabelCoverage coverage) {
    return new Builder(version, from, to, coverage);
  }

  /**
   * Returns the version, or the model if a function answered.
   *
   * @return the version, such as {@code fraud:7}, or the name of the model for a function
   */
  public String version() {
    return version;
  }

  /**
   * Returns the number of the version.
   *
   * @return the number, from 1; empty for a served function
   */
  public OptionalInt number() {
    return number == null ? OptionalInt.empty() : OptionalInt.of(number);
  }

  /**
   * Returns the start of the window.
   *
   * @return the time; if neither a period nor windows were selected, that of the first prediction
   */
  public Instant from() {
    return from;
  }

  /**
   * Returns the end of the window.
   *
   * @return the time, exclusive; if neither a period nor windows were selected, just after the last
   *     prediction
   */
  public Instant to() {
    return to;
  }

  /**
   * Returns how many predictions have a label.
   *
   * @return the counts
   */
  public LabelCoverage coverage() {
    return coverage;
  }

  /**
   * Returns the metrics of the predictions that have a label.
   *
   * @return metrics by name, sorted; empty if there is no label. Metrics of probabilities that are
   *     not in the log are missing
   */
  public Map<String, QualityMetric> metrics() {
    return metrics;
  }

  /**
   * Returns estimates of what the metrics would be if all predictions of the window had a label.
   * See {@link QualityMetric.Basis#ESTIMATE}.
   *
   * @return estimates by name, sorted; empty for tasks without classes, and if too few rows have
   *     labels to calibrate the probabilities
   */
  public Map<String, QualityMetric> estimates() {
    return estimates;
  }

  /**
   * Returns notes on the figures, such as why there is no estimate.
   *
   * @return sentences, possibly none
   */
  public List<String> notes() {
    return notes;
  }

  /**
   * Returns a metric that was measured.
   *
   * @param name the name
   * @return the metric
   * @throws NotFoundException if it was not measured
   */
  public QualityMetric metric(String name) {
    QualityMetric found = metrics.get(required(name, "metric"));
    if (found == null) {
      throw new NotFoundException(
          "Live metric does not exist: " + name + " (there are " + metrics.keySet() + ")");
    }
    return found;
  }

  /**
   * Finds the value of a metric if it was measured on enough rows.
   *
   * @param name the name
   * @param least the smallest number of rows that the metric must be based on, at least 1
   * @return the value; empty if the metric was not measured, is undefined, or is based on fewer
   *     rows
   */
  public OptionalDouble find(String name, long least) {
    check(least >= 1, "Invalid number of rows: %s (must be at least 1)", least);
    QualityMetric found = metrics.get(required(name, "metric"));
    return found == null || found.rows() < least || Double.isNaN(found.value())
        ? OptionalDouble.empty()
        : OptionalDouble.of(found.value());
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof QualityWindow that && parts().equals(that.parts());
  }

  @Override
  public int hashCode() {
    return parts().hashCode();
  }

  private List<Object> parts() {
    return List.of(
        version, Optional.ofNullable(number), from, to, coverage, metrics, estimates, notes);
  }

  /** Returns one line: how many predictions have a label, and the first three metrics. */
  @Override
  public String toString() {
    return QualityText.line(this);
  }

  /** Builds a window. Not thread-safe. Setting a part twice is an error. */
  public static final class Builder {
    private final String version;
    private final Instant from;
    private final Instant to;
    private final LabelCoverage coverage;
    private @Nullable Integer number;
    private @Nullable Map<String, QualityMetric> metrics;
    private @Nullable Map<String, QualityMetric> estimates;
    private @Nullable List<String> notes;

    private Builder(String version, Instant from, Instant to, LabelCoverage coverage) {
      this.version = required(version, "version");
      this.from = required(from, "start");
      this.to = required(to, "end");
      this.coverage = required(coverage, "coverage");
      check(!to.isBefore(from), "Invalid window: it ends at %s, before its begin %s", to, from);
    }

    /**
     * Sets the number of the version. Default: a function answered.
     *
     * @param value the number, from 1
     * @return this builder
     */
    public Builder number(int value) {
      checkUnset(number, "window", "number of the version");
      check(value >= 1, "Invalid model version: %s (must be at least 1)", value);
      number = value;
      return this;
    }

    /**
     * Sets the measured metrics. Default: none.
     *
     * @param measured metrics by name
     * @return this builder
     */
    public Builder metrics(Map<String, QualityMetric> measured) {
      checkUnset(metrics, "window", "metrics");
      metrics = copy(measured, "metrics");
      return this;
    }

    /**
     * Sets the estimates. Default: none.
     *
     * @param estimated estimates by name
     * @return this builder
     */
    public Builder estimates(Map<String, QualityMetric> estimated) {
      checkUnset(estimates, "window", "estimates");
      estimates = copy(estimated, "estimates");
      return this;
    }

    /**
     * Sets the notes on the figures. Default: none.
     *
     * @param sentences the notes
     * @return this builder
     */
    public Builder notes(List<String> sentences) {
      checkUnset(notes, "window", "notes");
      notes = copy(sentences, "notes");
      return this;
    }

    /**
     * Returns the window.
     *
     * @return the window
     */
    public QualityWindow build() {
      return new QualityWindow(this);
    }
  }
}
