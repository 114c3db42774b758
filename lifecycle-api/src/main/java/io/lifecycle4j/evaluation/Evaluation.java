package io.lifecycle4j.evaluation;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.checkUnset;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.schema.Metric.Better;
import io.lifecycle4j.schema.Scores.Interval;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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
  private final Map<String, Better> directions;
  private final Map<String, Interval> intervals;
  private final Map<String, Map<String, Double>> baselines;

  private Evaluation(Builder builder) {
    this.model = builder.model;
    this.data = builder.data;
    this.rows = builder.rows;
    this.metrics = builder.metrics == null ? Map.of() : builder.metrics;
    this.directions = builder.directions == null ? Map.of() : builder.directions;
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
   * Returns whether higher or lower values of each metric are better.
   *
   * @return directions by the name of the metric, sorted
   */
  public Map<String, Better> directions() {
    return directions;
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
    return List.of(model, data, rows, metrics, directions, intervals, baselines);
  }

  /**
   * Returns the evaluation as readable text.
   *
   * @return Markdown: a table with a row for each metric, and a column for each baseline; figures
   *     have four significant digits
   */
  public String markdown() {
    return EvaluationTable.of(this);
  }

  /**
   * Returns the evaluation as one line.
   *
   * @return such as {@code rides:1 on rides:1/holdout (3 rows): mae 1.5, rmse 2.25}
   */
  @Override
  public String toString() {
    return EvaluationTable.line(this);
  }

  /** Builds an evaluation. Not thread-safe. Setting a part twice is an error. */
  public static final class Builder {
    private final String model;
    private final String data;
    private final long rows;
    private @Nullable Map<String, Double> metrics;
    private @Nullable Map<String, Better> directions;
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
     * Sets which values of the metrics are better. Default: not known.
     *
     * @param values directions by the name of the metric
     * @return this builder
     */
    public Builder directions(Map<String, Better> values) {
      checkUnset(directions, "evaluation", "directions");
      directions = copy(values, "directions");
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
