package io.lifecycle4j.evaluation;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.schema.CalibrationBin;
import io.lifecycle4j.schema.ConfusionMatrix;
import io.lifecycle4j.schema.Metric.Better;
import io.lifecycle4j.schema.Scores.Interval;
import io.lifecycle4j.storage.BlobId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
  private final @Nullable String positiveClass;

  Evaluation(EvaluationBuilder builder) {
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
    this.positiveClass = builder.positiveClass;
  }

  /**
   * Returns a builder for an evaluation.
   *
   * @param model the version, such as {@code fraud:7}
   * @param data the rows, such as {@code payments:3/holdout}
   * @param rows the number of rows
   * @return a builder
   */
  public static EvaluationBuilder builder(String model, String data, long rows) {
    return new EvaluationBuilder(model, data, rows);
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

  /**
   * Returns the class that metrics of one class without a name, such as {@code recall}, are of.
   *
   * @return the class; empty if there are no such metrics
   */
  public Optional<String> positiveClass() {
    return Optional.ofNullable(positiveClass);
  }

  /**
   * Returns the name of a metric with the class that it is of.
   *
   * @param metric the name of one of {@link #metrics()}
   * @return such as {@code recall[fraud]}; the name alone if the metric is not of one class
   */
  public String fullName(String metric) {
    required(metric, "metric");
    EvaluatedPart positive = positiveClass == null ? null : classes.get(positiveClass);
    return positive != null && positive.metrics().containsKey(metric)
        ? metric + "[" + positiveClass + "]"
        : metric;
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
        List.of(classes, slices, calibration, confusion(), source(), versionId(), positiveClass()));
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
}
