package io.lifecycle4j.serving;

import io.lifecycle4j.model.ModelVersion;
import java.util.Map;

/**
 * What a model has on record: its predictions, with their inputs and ground truth.
 *
 * <p>Thread-safe. After the model is closed every method throws {@link IllegalStateException}.
 */
public interface PredictionHistory {
  /**
   * Returns how many predictions were logged, are waiting or were lost since the model was opened.
   * Inputs that were refused or failed are logged and counted like predictions.
   *
   * <p>Predicting never fails because of the log. Predictions are written every 10 ms, later if no
   * core is free. While they cannot be written, up to 8 MiB wait in a queue, which are 65,536
   * without their inputs. If the queue is full and nothing is written for a second, further
   * predictions are lost, which is counted here and logged as an error. If the process dies, the
   * waiting predictions are lost. Closing the model waits up to 10 s for them.
   *
   * @return the counts, all taken at one moment
   */
  PredictionLogStatus log();

  /**
   * Returns the logged predictions of this model, those of earlier and other processes included:
   * each with its input, and its answer or the reason why there is none.
   *
   * @return the predictions, read when they are asked for; usable until the home is closed
   */
  Predictions predictions();

  /**
   * Begins to replay logged predictions with a version, such as a candidate, without serving it.
   *
   * <p>A prediction is left out, and counted, if its input was not logged, lacks a column that the
   * version needs, or has a column that is private in the training data of the version.
   *
   * <pre>{@code
   * model.replay(candidate).between(a, b).by("country").run().markdown()
   * }</pre>
   *
   * @param version a version of this model
   * @return a builder
   */
  Replay.Builder replay(ModelVersion version);

  /**
   * Explains one answer: the version with its data and split, the gates and approvals that put it
   * into production, the environment, and the logged input answered again. Reads the log until it
   * finds the prediction.
   *
   * @param predictionId the {@linkplain Prediction#id() id} of the prediction
   * @return the trace
   * @throws io.lifecycle4j.error.NotFoundException if the log has no such prediction; the message
   *     says which of it was deleted or lost
   * @throws io.lifecycle4j.error.InvalidValueException if this is no id of a prediction
   */
  Trace trace(String predictionId);

  /**
   * Records the true label of a prediction of this model, once it is known. The prediction may come
   * from any process and need not be in the log yet. A later call corrects an earlier one; the
   * corrected label is kept, too.
   *
   * <p>Waits for the disk. To record many labels, pass them {@linkplain #recordGroundTruth(Map)
   * together}.
   *
   * @param predictionId the {@linkplain Prediction#id() id} of the prediction. One of another
   *     session is accepted as it is: {@link Predictions#unmatchedGroundTruth()} lists those that
   *     have no prediction
   * @param label a value as the model predicts it: a class, a number, the names of the labels that
   *     hold, or a list of numbers; for quantiles, the one number. Any {@link Number}, {@link
   *     CharSequence} or enum constant is accepted
   * @throws io.lifecycle4j.error.NotFoundException if the id is one that this session has not yet
   *     given to a prediction
   * @throws io.lifecycle4j.error.InvalidValueException if this is no id of a prediction, or no
   *     label of the task
   * @throws io.lifecycle4j.error.ReadOnlyException if the home is open read-only
   */
  void recordGroundTruth(String predictionId, Object label);

  /**
   * Records the true labels of several predictions, with one wait for the disk. Throws like {@link
   * #recordGroundTruth(String, Object)}, before it records anything.
   *
   * <p>Up to 10,000 labels are recorded together or not at all; if it throws with more, recording
   * all again is safe.
   *
   * @param labels the label of each prediction, by id
   */
  void recordGroundTruth(Map<String, ?> labels);
}
