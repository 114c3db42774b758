package io.lifecycle4j.serving;

import io.lifecycle4j.error.ClosedException;
import io.lifecycle4j.model.ModelVersion;
import java.util.Map;

/**
 * The logged predictions of a model, with their inputs and ground truth.
 *
 * <p>Thread-safe. Every method throws a {@link ClosedException} once the model is closed.
 */
public interface PredictionHistory {
  /**
   * Returns how many predictions were logged, are waiting or were lost since the model was opened.
   * Rejected and failed inputs are logged and counted like predictions.
   *
   * <p>A prediction never fails because of the log. Predictions are written every 10 ms, or later
   * if no core is free. While they cannot be written, up to 8 MiB wait in a queue: 65,536
   * predictions without inputs. If the queue is full and nothing is written for a second, further
   * predictions are lost. They are counted here, and an error is logged. If the process dies, the
   * waiting predictions are lost. Closing the model waits up to 10 s for them.
   *
   * @return the counts, all taken at one moment
   */
  PredictionLogStatus log();

  /**
   * Returns the logged predictions of this model, including those of earlier and other processes.
   * Each has its input, and its answer or the reason why there is none.
   *
   * @return the predictions, usable until the home is closed; each of its methods reads them anew
   */
  Predictions predictions();

  /**
   * Prepares a replay of logged predictions with a version, such as a candidate, without serving
   * it. Nothing happens before {@link Replay.Builder#run}.
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
   * @throws io.lifecycle4j.error.NotFoundException if the version is not registered
   * @throws io.lifecycle4j.error.InvalidValueException if it is a version of another model
   */
  Replay.Builder replay(ModelVersion version);

  /**
   * Explains one prediction: the version with its data and split, its gates and who promoted it,
   * the environment, and the logged input predicted again. Reads the log until it finds the
   * prediction, and loads the version.
   *
   * @param predictionId the {@linkplain Prediction#id() id} of the prediction
   * @return the trace
   * @throws io.lifecycle4j.error.NotFoundException if the log has no such prediction; the message
   *     states how many predictions of this session were lost, and which were deleted by age or
   *     size
   * @throws io.lifecycle4j.error.InvalidValueException if the text is not an id of a prediction
   */
  Trace trace(String predictionId);

  /**
   * Records the true label of a prediction of this model, once it is known. The prediction may come
   * from any process and need not be in the log yet. A later call corrects an earlier one. The
   * earlier label stays on disk.
   *
   * <p>The label is durable on return. To record many labels, pass them {@linkplain
   * #recordGroundTruth(Map) together}: each call waits for the disk, and live quality reads labels
   * in order of arrival.
   *
   * @param predictionId the {@linkplain Prediction#id() id} of the prediction. An id of another
   *     session is not checked; {@link Predictions#unmatchedGroundTruth()} lists ids without a
   *     prediction
   * @param label a value as the model predicts it: a class, a number, the names of the labels that
   *     hold, or a list of numbers; for quantiles, the one number. Any {@link Number}, {@link
   *     CharSequence} or enum constant is accepted. If the task declares no classes and a version
   *     is in production, a class must be one that a version predicts
   * @throws io.lifecycle4j.error.NotFoundException if the id belongs to this session, and this
   *     session made no such prediction
   * @throws io.lifecycle4j.error.InvalidValueException if the text is not an id of a prediction, or
   *     the value is not a label of the task
   * @throws io.lifecycle4j.error.ReadOnlyException if the home is open read-only
   */
  void recordGroundTruth(String predictionId, Object label);

  /**
   * Records the true labels of several predictions, with one wait for the disk. Throws like {@link
   * #recordGroundTruth(String, Object)}, before it records anything.
   *
   * <p>Up to 10,000 labels are recorded all or none. With more, some may be recorded when the
   * method throws; it is safe to record all of them again.
   *
   * @param labels the label of each prediction, by id
   */
  void recordGroundTruth(Map<String, ?> labels);
}
