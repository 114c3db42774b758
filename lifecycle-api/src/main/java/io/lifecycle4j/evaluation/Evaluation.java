package io.lifecycle4j.evaluation;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.checkUnset;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.schema.Scores.Interval;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The metrics of a model version on a set of rows.
 *
 * <p>Immutable and thread-safe. Parts may be added.
 */
public final class Evaluation {
  private final String model;
  private final String data;
  private final long rows;
  private final Map<String, Double> metrics;
  private final Map<String, Interval> intervals;
  private final Map<String, Map<String, Double>> baselines;

  private Evaluation(Builder builder) {
    this.model = builder.model;
    this.data = builder.data;
    this.rows = builder.rows;
    this.metrics = builder.metrics == null ? Map.of() : builder.metrics;
    this.intervals = builder.intervals == null ? Map.of() : builder.intervals;
    this.baselines = builder.baselines == null ? Map.of() : builder.baselines;
  }

  /**
   * Returns a builder for an evaluation.
   *
   * @param model the version, such as {@code fraud:7}
   * @param data the rows, such as {@code payments:3/holdout}
   * @param rows the number of rows
   * @return a builder
   */
  public static Builder builder(String model, String data, long rows) {
    return new Builder(model, data, rows);
  }

  /**
   * Returns the version.
   *
   * @return the version, such as {@code fraud:7}
   */
  public String model() {
    return model;
  }

  /**
   * Returns the rows.
   *
   * @return the rows, such as {@code payments:3/holdout}
   */
  public String data() {
    return data;
  }

  /**
   * Counts the rows.
   *
   * @return the number of rows
   */
  public long rows() {
    return rows;
  }

  /**
   * Returns all metrics; {@code docs/reference/metrics.md} defines them.
   *
   * @return values by name, sorted; NaN if a metric is undefined
   */
  public Map<String, Double> metrics() {
    return metrics;
  }

  /**
   * Returns one metric.
   *
   * @param name the metric
   * @return the value
   * @throws NotFoundException if it was not measured
   */
  public double metric(String name) {
    Double value = metrics.get(required(name, "metric"));
    if (value == null) {
      throw new NotFoundException(
          "Metric does not exist: " + name + " (there are " + metrics.keySet() + ")");
    }
    return value;
  }

  /**
   * Returns the 95 % confidence intervals of metrics.
   *
   * @return intervals by the name of the metric, sorted; a baseline has none
   */
  public Map<String, Interval> intervals() {
    return intervals;
  }

  /**
   * Returns the metrics of the baselines of the version on the same rows.
   *
   * @return the metrics by name, by the name of the baseline, both sorted; empty if the version has
   *     none
   */
  public Map<String, Map<String, Double>> baselines() {
    return baselines;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Evaluation that && parts().equals(that.parts());
  }

  @Override
  public int hashCode() {
    return parts().hashCode();
  }

  private List<Object> parts() {
    return List.of(model, data, rows, metrics, intervals, baselines);
  }

  /**
   * Prints the metrics with their intervals, then those of the baselines.
   *
   * @return for example {@code rides:7 on trips:3/holdout (1200 rows): rmse 2.25 [2.1, 2.4];
   *     linear: rmse 3.01; mean: rmse 5.4}
   */
  @Override
  public String toString() {
    String own =
        metrics.entrySet().stream()
            .map(one -> one.getKey() + " " + figure(one.getValue()) + shown(one.getKey()))
            .collect(Collectors.joining(", "));
    String others =
        baselines.entrySet().stream()
            .map(one -> "; " + one.getKey() + ": " + listed(one.getValue()))
            .collect(Collectors.joining());
    return model + " on " + data + " (" + rows + " rows): " + own + others;
  }

  private static String listed(Map<String, Double> metrics) {
    return metrics.entrySet().stream()
        .map(one -> one.getKey() + " " + figure(one.getValue()))
        .collect(Collectors.joining(", "));
  }

  private String shown(String metric) {
    Interval interval = intervals.get(metric);
    return interval == null
        ? ""
        : " [" + figure(interval.lower()) + ", " + figure(interval.upper()) + "]";
  }

  private static String figure(double value) {
    return Double.isFinite(value)
        ? new BigDecimal(value).round(new MathContext(4)).stripTrailingZeros().toPlainString()
        : Double.toString(value);
  }

  /** Builds an evaluation. Not thread-safe. Setting a part twice is an error. */
  public static final class Builder {
    private final String model;
    private final String data;
    private final long rows;
    private @Nullable Map<String, Double> metrics;
    private @Nullable Map<String, Interval> intervals;
    private @Nullable Map<String, Map<String, Double>> baselines;

    private Builder(String model, String data, long rows) {
      this.model = required(model, "model");
      this.data = required(data, "data");
      check(rows >= 0, "Invalid evaluation: %s rows (must not be negative)", rows);
      this.rows = rows;
    }

    /**
     * Sets the metrics. Default: none.
     *
     * @param values values by name
     * @return this builder
     */
    public Builder metrics(Map<String, Double> values) {
      checkUnset(metrics, "evaluation", "metrics");
      metrics = copy(values, "metrics");
      return this;
    }

    /**
     * Sets the confidence intervals. Default: none.
     *
     * @param values intervals by the name of the metric
     * @return this builder
     */
    public Builder intervals(Map<String, Interval> values) {
      checkUnset(intervals, "evaluation", "intervals");
      intervals = copy(values, "intervals");
      return this;
    }

    /**
     * Sets the metrics of the baselines. Default: none.
     *
     * @param values values by the name of the metric, by the name of the baseline
     * @return this builder
     */
    public Builder baselines(Map<String, Map<String, Double>> values) {
      checkUnset(baselines, "evaluation", "baselines");
      Map<String, Map<String, Double>> copies = new TreeMap<>();
      copy(values, "baselines")
          .forEach((name, metrics) -> copies.put(name, copy(metrics, "metrics of " + name)));
      baselines = Collections.unmodifiableMap(copies);
      return this;
    }

    /**
     * Returns the evaluation.
     *
     * @return the evaluation
     */
    public Evaluation build() {
      return new Evaluation(this);
    }
  }
}
