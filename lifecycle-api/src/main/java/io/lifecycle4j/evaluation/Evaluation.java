package io.lifecycle4j.evaluation;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.checkUnset;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.schema.CalibrationBin;
import io.lifecycle4j.schema.ConfusionMatrix;
import io.lifecycle4j.schema.Metric.Better;
import io.lifecycle4j.schema.Scores.Interval;
import io.lifecycle4j.storage.BlobId;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
  private final Map<String, EvaluatedPart> classes;
  private final Map<String, EvaluatedPart> slices;
  private final List<CalibrationBin> calibration;
  private final @Nullable ConfusionMatrix confusion;
  private final @Nullable EvaluatedRows source;
  private final @Nullable BlobId versionId;

  private Evaluation(Builder builder) {
    this.model = builder.model;
    this.data = builder.data;
    this.rows = builder.rows;
    this.metrics = builder.metrics == null ? Map.of() : builder.metrics;
    this.directions = builder.directions == null ? Map.of() : builder.directions;
    this.intervals = builder.intervals == null ? Map.of() : builder.intervals;
    this.baselines = builder.baselines == null ? Map.of() : builder.baselines;
    this.classes = builder.classes == null ? Map.of() : builder.classes;
    this.slices = builder.slices == null ? Map.of() : builder.slices;
    this.calibration = builder.calibration == null ? List.of() : builder.calibration;
    this.confusion = builder.confusion;
    this.source = builder.source;
    this.versionId = builder.versionId;
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

  /**
   * Returns the metrics of each class, such as its recall.
   *
   * @return the parts by the name of the class, sorted; empty if the task has no classes, or more
   *     than 100
   */
  public Map<String, EvaluatedPart> classes() {
    return classes;
  }

  /**
   * Returns the metrics of the slices that gates refer to.
   *
   * @return the parts by the slice in words, such as {@code country is DE}, sorted
   */
  public Map<String, EvaluatedPart> slices() {
    return slices;
  }

  /**
   * Returns the calibration curve of a classifier.
   *
   * @return the bins that have rows, by increasing probability; empty for other tasks
   */
  public List<CalibrationBin> calibration() {
    return calibration;
  }

  /**
   * Returns the confusion matrix of a classifier.
   *
   * @return the matrix; empty for other tasks, and for more than 100 classes
   */
  public Optional<ConfusionMatrix> confusion() {
    return Optional.ofNullable(confusion);
  }

  /**
   * Returns which rows were used.
   *
   * @return the rows; empty if they are not known
   */
  public Optional<EvaluatedRows> source() {
    return Optional.ofNullable(source);
  }

  /**
   * Returns the hash of the version, as {@link io.lifecycle4j.model.ModelVersion#id}.
   *
   * @return the hash; empty if it is not known
   */
  public Optional<BlobId> versionId() {
    return Optional.ofNullable(versionId);
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
    return List.of(
        List.of(model, data, rows, metrics, directions, intervals, baselines),
        List.of(classes, slices, calibration, confusion(), source(), versionId()));
  }

  /**
   * Returns the evaluation as readable text.
   *
   * @return Markdown: a table with a row for each metric, and a column for each baseline; tables of
   *     the classes, the slices, the confusion matrix and the calibration curve, if there are any;
   *     figures have four significant digits
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
    private @Nullable Map<String, EvaluatedPart> classes;
    private @Nullable Map<String, EvaluatedPart> slices;
    private @Nullable List<CalibrationBin> calibration;
    private @Nullable ConfusionMatrix confusion;
    private @Nullable EvaluatedRows source;
    private @Nullable BlobId versionId;

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
     * Sets the metrics of each class. Default: none.
     *
     * @param parts the parts by the name of the class
     * @return this builder
     */
    public Builder classes(Map<String, EvaluatedPart> parts) {
      checkUnset(classes, "evaluation", "classes");
      classes = copy(parts, "classes");
      return this;
    }

    /**
     * Sets the metrics of slices. Default: none.
     *
     * @param parts the parts by the slice in words
     * @return this builder
     */
    public Builder slices(Map<String, EvaluatedPart> parts) {
      checkUnset(slices, "evaluation", "slices");
      slices = copy(parts, "slices");
      return this;
    }

    /**
     * Sets the calibration curve. Default: none.
     *
     * @param bins the bins that have rows, by increasing probability
     * @return this builder
     */
    public Builder calibration(List<CalibrationBin> bins) {
      checkUnset(calibration, "evaluation", "calibration curve");
      calibration = copy(bins, "calibration curve");
      return this;
    }

    /**
     * Sets the confusion matrix. Default: none.
     *
     * @param matrix the matrix
     * @return this builder
     */
    public Builder confusion(ConfusionMatrix matrix) {
      checkUnset(confusion, "evaluation", "confusion matrix");
      confusion = required(matrix, "confusion matrix");
      return this;
    }

    /**
     * Sets which rows were used. Default: not known.
     *
     * @param used the rows
     * @return this builder
     */
    public Builder source(EvaluatedRows used) {
      checkUnset(source, "evaluation", "source");
      source = required(used, "source of an evaluation");
      return this;
    }

    /**
     * Sets the hash of the version. Default: not known.
     *
     * @param id the hash of its manifest
     * @return this builder
     */
    public Builder versionId(BlobId id) {
      checkUnset(versionId, "evaluation", "id of the version");
      versionId = required(id, "id of the version");
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
