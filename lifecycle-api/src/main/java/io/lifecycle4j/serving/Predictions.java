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
 * <p>Immutable and thread-safe; each call reads the log again. Before it reads, it waits at most 10
 * seconds until the predictions that this model answered before are written. Those of other
 * processes are written every 10 ms.
 *
 * <p>Every method that reads throws a {@link CorruptDataException} if the log is corrupt, and a
 * {@link StorageFailedException} if it cannot be read, or if predictions of this model still wait
 * to be written.
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
   * Selects the predictions whose ground truth is recorded, and leaves out the others. To read all
   * with their ground truth, do not select: it is part of each prediction and of each file.
   *
   * @return the predictions that have a label
   */
  default Predictions withGroundTruth() {
    return where(Conditions.prediction("truth").isPresent());
  }

  /**
   * Returns the predictions as labelled rows, to train the next version on: the columns of the
   * inputs with the names and types that the model has now, except those that are private in the
   * inputs or in the training data of any version, and the ground truth in the label columns of the
   * task.
   *
   * <pre>{@code
   * dataset.snapshot(model.predictions().between(a, b).toSource()).commit();
   * }</pre>
   *
   * <p>If predictions of the model are {@linkplain #erase erased} while the rows are read, reading
   * throws a {@link io.lifecycle4j.error.ConflictException}, and no version is committed.
   *
   * <p>Predictions without a logged input or without ground truth are left out, as are those that
   * lack a cell which the model needs. How many is logged at INFO when the rows are read. If none
   * is left, reading throws an {@link io.lifecycle4j.error.InvalidDataException} that states why.
   *
   * @return the source, with its schema; read when a snapshot is committed
   */
  Source toSource();

  /**
   * Lists the ids that have ground truth, but no prediction in the log, whatever is selected. Such
   * a prediction was never made, was lost, or was deleted by age or size.
   *
   * @return the ids, sorted
   */
  List<String> unmatchedGroundTruth();

  /**
   * Reads the predictions in the order of time, with bounded memory.
   *
   * <p>The predictions of several processes are merged by the times of their clocks. Those of one
   * process are in the order in which they were logged; among several thousand that follow each
   * other, they are sorted by time.
   *
   * <p>While it reads, the ground truth of the sessions that are read is in memory: about 150 bytes
   * for each label.
   *
   * @param action receives each prediction; what it throws ends the reading
   * @throws IncompatibleSchemaException if there is a condition, and a column of the inputs has
   *     changed its type or shape in the selected time
   */
  void forEach(Consumer<? super LoggedPrediction> action);

  /**
   * Erases what is logged about one person or thing, in all predictions of the model that were made
   * before with its key: the key, the inputs, the messages of failures, and the recorded ground
   * truth. Ids, times, versions and answers stay. A later prediction with the same key is logged
   * again, and ground truth that is recorded later is kept.
   *
   * <p>The bytes are deleted on return, except those that another running process logged: no reader
   * sees them any more, and that process deletes them within minutes. A reading that began before
   * may still show them. The {@linkplain ErasureReport#left report} names what could not be read or
   * deleted, which is tried again about once an hour. The record of the erasure has the actor, the
   * reason, the number of predictions and a salted hash of the key, but not the key. If this
   * process dies, either nothing was erased, or the data can no longer be read and the next process
   * that opens a model for writing completes the erasure.
   *
   * @param key the key that the predictions were made with, 1 to 256 characters
   * @param actor who erases
   * @param reason why; not blank, and without the data that is erased
   * @return how many predictions were erased, and what still holds the data
   * @throws InvalidValueException if the key or the reason is not valid, or only some predictions
   *     are selected
   * @throws io.lifecycle4j.error.ReadOnlyException if the home is open read-only
   * @throws StorageFailedException if the disk fails; the erasure may have begun, and then goes on
   *     as after a crash
   * @throws io.lifecycle4j.error.OverloadedException if another process or thread works on the log
   *     for more than 30 seconds; nothing was erased
   * @throws io.lifecycle4j.error.OperationInterruptedException if the thread is interrupted while
   *     it waits for that; nothing was erased
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
