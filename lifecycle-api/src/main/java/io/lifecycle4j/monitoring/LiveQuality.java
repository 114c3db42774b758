package io.lifecycle4j.monitoring;

import io.lifecycle4j.condition.Condition;
import io.lifecycle4j.condition.Conditions;
import io.lifecycle4j.model.ModelVersion;
import java.time.Duration;
import java.time.Instant;

/**
 * A query for the quality of logged predictions: metrics by recorded ground truth, and estimates
 * where it is missing.
 *
 * <p>Immutable and thread-safe; each method returns a changed copy, and nothing is read before
 * {@link #measure}.
 */
public interface LiveQuality {
  /**
   * Selects the predictions of one version. Default: all versions, each measured separately.
   * Replaces an earlier version.
   *
   * @param version a version of this model
   * @return a changed copy
   * @throws io.lifecycle4j.error.InvalidValueException if it is a version of another model
   * @throws io.lifecycle4j.error.NotFoundException if it is not registered
   */
  LiveQuality version(ModelVersion version);

  /**
   * Selects the predictions of a period. Default: all times. Replaces an earlier period.
   *
   * @param from the earliest time
   * @param to the end of the period, exclusive; not before {@code from}
   * @return a changed copy
   * @throws io.lifecycle4j.error.InvalidValueException if {@code to} is before {@code from}
   */
  LiveQuality between(Instant from, Instant to);

  /**
   * Selects a slice: the predictions that meet a condition, in addition to earlier conditions.
   *
   * @param condition the condition, as in {@link
   *     io.lifecycle4j.serving.Predictions#where(Condition)}
   * @return a changed copy
   * @throws io.lifecycle4j.error.InvalidValueException if it refers to anything but a column of
   *     predictions
   */
  LiveQuality where(Condition condition);

  /**
   * Selects a slice by a condition in its text form, like {@link #where(Condition)}.
   *
   * @param condition the text form, such as {@code inputs.country = 'DE'}
   * @return a changed copy
   * @throws io.lifecycle4j.error.InvalidValueException if the text is not a condition, or refers to
   *     an unknown column
   */
  default LiveQuality where(String condition) {
    return where(Conditions.parse(condition));
  }

  /**
   * Divides the time into windows of equal length, each measured separately. A prediction belongs
   * to the window in which it was made, however late its label arrives. The windows begin with the
   * selected period, or otherwise at whole multiples since 1970-01-01T00:00Z. Default: one window.
   * Replaces an earlier length.
   *
   * @param length at least one second
   * @return a changed copy
   * @throws io.lifecycle4j.error.InvalidValueException if it is shorter
   */
  LiveQuality every(Duration length);

  /**
   * Measures these metrics, instead of those that the task lists. Replaces earlier ones.
   *
   * @param names names of metrics, such as {@code recall[fraud]}, at least one
   * @return a changed copy
   * @throws io.lifecycle4j.error.NotFoundException if the task of the model has no such metric
   */
  LiveQuality metrics(String... names);

  /**
   * Leaves out the estimates and losses. They need the held-out rows of a version and take most of
   * the time.
   *
   * @return a changed copy
   */
  LiveQuality withoutEstimates();

  /**
   * Sets when the labels of a window are considered complete: when this share of its predictions
   * has a label, or this time after its end. Default: 95 %, or 30 days. Replaces earlier values.
   *
   * @param labelled the share, above 0 and at most 1
   * @param age the time since the end of the window, not negative
   * @return a changed copy
   * @throws io.lifecycle4j.error.InvalidValueException if a value is outside its range
   */
  LiveQuality settledAt(double labelled, Duration age);

  /**
   * Reads the log and measures.
   *
   * <p>While it reads, it holds all selected predictions in memory, without their inputs: about 150
   * bytes for each prediction, and as many for each label.
   *
   * @return the report, with a window for each version and time that has predictions
   * @throws io.lifecycle4j.error.CorruptDataException if the log is corrupt
   * @throws io.lifecycle4j.error.StorageFailedException if the log cannot be read, or predictions
   *     of this model still wait to be written
   * @throws io.lifecycle4j.error.PredictionFailedException if the task of a version throws
   */
  QualityReport measure();
}
