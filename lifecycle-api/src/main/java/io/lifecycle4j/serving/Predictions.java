package io.lifecycle4j.serving;

import io.lifecycle4j.condition.Condition;
import io.lifecycle4j.condition.Conditions;
import io.lifecycle4j.data.Source;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.IncompatibleSchemaException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.StorageFailedException;
import io.lifecycle4j.registry.Actor;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/**
 * The logged predictions of a model, from all processes that served it in this home.
 *
 * <p>Immutable and thread-safe; each call reads the log anew. It first waits, at most 10 seconds,
 * until earlier predictions of this model are written. Other processes write theirs every 10 ms.
 *
 * <p>Every method that reads throws a {@link CorruptDataException} if the log is corrupt. It throws
 * a {@link StorageFailedException} if the log cannot be read, or if predictions of this model still
 * wait to be written.
 */
public interface Predictions {
  /**
   * Selects the predictions of a period. Replaces an earlier period.
   *
   * @param from the earliest time
   * @param to the end of the period, exclusive; not before {@code from}
   * @return the predictions from {@code from} on and before {@code to}
   * @throws InvalidValueException if {@code to} is before {@code from}
   */
  Predictions between(Instant from, Instant to);

  /**
   * Selects the predictions that meet a condition, in addition to earlier conditions. It refers to
   * the columns of {@link #toCsv}; a comparison with a missing cell is false.
   *
   * @param condition the condition, such as {@code prediction("inputs.amount").above(100)}
   * @return the predictions that meet it
   * @throws InvalidValueException if it refers to anything but a column of predictions, or to a
   *     column that is neither in the log nor in the inputs of the model
   */
  Predictions where(Condition condition);

  /**
   * Selects the predictions that meet a condition in its text form, like {@link #where(Condition)}.
   *
   * @param condition the text form, such as {@code inputs.amount > 100 AND version = 3}
   * @return the predictions that meet it
   * @throws InvalidValueException if the text is not a condition, or refers to an unknown column
   */
  default Predictions where(String condition) {
    return where(Conditions.parse(condition));
  }

  /**
   * Selects the predictions with recorded ground truth. Without this call, all predictions are
   * read, and those with ground truth include it.
   *
   * @return the predictions that have a label
   */
  default Predictions withGroundTruth() {
    return where(Conditions.prediction("truth").isPresent());
  }

  /**
   * Returns the predictions as labelled rows, to train the next version on. The columns are those
   * of the inputs, with the current names and types of the model, and the label columns of the
   * task, with the ground truth. Columns that are private in the inputs or in the training data of
   * any version are left out.
   *
   * <pre>{@code
   * dataset.snapshot(model.predictions().between(a, b).toSource()).commit();
   * }</pre>
   *
   * <p>If predictions of the model are {@linkplain #erase erased} while the rows are read, reading
   * throws a {@link io.lifecycle4j.error.ConflictException}, and no version is committed.
   *
   * <p>Predictions without a logged input, without ground truth, or without a cell that the model
   * needs are left out. Their number is logged at INFO when the rows are read. If none is left,
   * reading throws an {@link io.lifecycle4j.error.InvalidDataException} that states why.
   *
   * @return the source, with its schema; read when a snapshot is committed
   */
  Source toSource();

  /**
   * Lists the ids that have ground truth, but no prediction in the log. The selection does not
   * matter. Such a prediction was never made, was lost, or was deleted by age or size.
   *
   * @return the ids, sorted
   */
  List<String> unmatchedGroundTruth();

  /**
   * Reads the predictions in the order of time, with bounded memory.
   *
   * <p>Predictions of several processes are merged by the times of their clocks. Those of one
   * process are in the order in which they were logged, and sorted by time only among several
   * thousand consecutive ones.
   *
   * <p>While it reads, it holds the ground truth of the sessions in memory: about 150 bytes for
   * each label.
   *
   * @param action receives each prediction; what it throws ends the reading
   * @throws IncompatibleSchemaException if there is a condition, and a column of the inputs has
   *     changed its type or shape in the selected time
   */
  void forEach(Consumer<? super LoggedPrediction> action);

  /**
   * Erases what is logged about one person or thing: the key, the inputs, the messages of failures,
   * and the recorded ground truth. It covers all earlier predictions of the model with its key.
   * Ids, times, versions and answers stay. Later predictions with the same key are logged again,
   * and ground truth that is recorded later is kept.
   *
   * <p>The bytes are deleted on return, except those that another running process logged. No new
   * reader sees those, and that process deletes them within minutes. A read that began earlier may
   * still return them. The {@linkplain ErasureReport#left report} names what could not be read or
   * deleted, which is retried about once an hour. The record of the erasure contains the actor, the
   * reason, the number of predictions and a salted hash of the key, but not the key. If this
   * process dies, either nothing was erased, or the data can no longer be read and the next process
   * that opens a model for writing completes the erasure.
   *
   * @param key the key that the predictions were made with, 1 to 256 characters
   * @param actor who erases
   * @param reason why; not blank, and without the data that is erased
   * @return how many predictions were erased, and what still contains the data
   * @throws InvalidValueException if the key or the reason is not valid, or only some predictions
   *     are selected
   * @throws io.lifecycle4j.error.ReadOnlyException if the home is open read-only
   * @throws StorageFailedException if the disk fails; the erasure may have begun, and then
   *     continues as after a crash
   * @throws io.lifecycle4j.error.OverloadedException if another process or thread holds the log for
   *     more than 30 seconds; nothing was erased
   * @throws io.lifecycle4j.error.OperationInterruptedException if the thread is interrupted while
   *     it waits; nothing was erased
   */
  ErasureReport erase(String key, Actor actor, String reason);

  /**
   * Counts the predictions.
   *
   * @return how many there are
   */
  long count();

  /**
   * Writes the predictions as CSV that is safe to open in a spreadsheet: {@code id}, {@code time}
   * in milliseconds, {@code version}, {@code plan}, {@code arm}, {@code latency_ms}, {@code
   * answer}, {@code probability}, {@code failure} with its code, {@code message}, {@code key},
   * {@code truth}, {@code truth_time}, and the columns of the inputs as {@code inputs.NAME}. A
   * missing value is an empty cell.
   *
   * @param file a file that does not exist, outside of any home; it appears when it is complete
   * @return the number of predictions written
   * @throws InvalidValueException if the file exists, its directory does not, or a column of the
   *     inputs is a tensor
   * @throws IncompatibleSchemaException if a column of the inputs has changed its type or shape in
   *     the selected time
   */
  long toCsv(Path file);

  /**
   * Writes the predictions as one JSON object per line, with the columns of {@link #toCsv}. A
   * missing value is null; times are in milliseconds since 1970-01-01T00:00Z.
   *
   * @param file a file that does not exist, outside of any home; it appears when it is complete
   * @return the number of predictions written
   * @throws InvalidValueException if the file exists or its directory does not
   * @throws IncompatibleSchemaException if a column of the inputs has changed its type or shape in
   *     the selected time
   */
  long toJsonLines(Path file);
}
