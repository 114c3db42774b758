package io.lifecycle4j.evaluation;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.checkUnset;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.schema.CalibrationBin;
import io.lifecycle4j.schema.ConfusionMatrix;
import io.lifecycle4j.schema.Metric.Better;
import io.lifecycle4j.schema.Scores.Interval;
import io.lifecycle4j.storage.BlobId;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Builds an evaluation. Not thread-safe. Setting a part twice is an error. */
public final class EvaluationBuilder {
  final String model;
  final String data;
  final long rows;
  @Nullable Map<String, Double> metrics;
  @Nullable Map<String, Better> directions;
  @Nullable Map<String, Interval> intervals;
  @Nullable Map<String, Map<String, Double>> baselines;
  @Nullable Map<String, EvaluatedPart> classes;
  @Nullable Map<String, EvaluatedPart> slices;
  @Nullable List<CalibrationBin> calibration;
  @Nullable ConfusionMatrix confusion;
  @Nullable EvaluatedRows source;
  @Nullable BlobId versionId;
  @Nullable String positiveClass;

  EvaluationBuilder(String model, String data, long rows) {
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
  public EvaluationBuilder metrics(Map<String, Double> values) {
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
  public EvaluationBuilder directions(Map<String, Better> values) {
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
  public EvaluationBuilder intervals(Map<String, Interval> values) {
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
  public EvaluationBuilder baselines(Map<String, Map<String, Double>> values) {
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
  public EvaluationBuilder classes(Map<String, EvaluatedPart> parts) {
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
  public EvaluationBuilder slices(Map<String, EvaluatedPart> parts) {
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
  public EvaluationBuilder calibration(List<CalibrationBin> bins) {
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
  public EvaluationBuilder confusion(ConfusionMatrix matrix) {
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
  public EvaluationBuilder source(EvaluatedRows used) {
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
  public EvaluationBuilder versionId(BlobId id) {
    checkUnset(versionId, "evaluation", "id of the version");
    versionId = required(id, "id of the version");
    return this;
  }

  /**
   * Sets the class that metrics of one class without a name are of. Default: there are none.
   *
   * @param name the name of the class
   * @return this builder
   */
  public EvaluationBuilder positiveClass(String name) {
    checkUnset(positiveClass, "evaluation", "positive class");
    positiveClass = required(name, "positive class");
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
