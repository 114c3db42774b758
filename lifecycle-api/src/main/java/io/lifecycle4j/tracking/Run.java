package io.lifecycle4j.tracking;

import io.lifecycle4j.storage.Content;
import java.awt.image.RenderedImage;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A run that goes on.
 *
 * <p>Thread-safe. What is logged is taken at once and recorded in the background, a moment later
 * and in the order of the calls of a thread; {@link #flush()} waits until it is as durable as the
 * run asks for, by default so that it survives the death of the process. A run that {@linkplain
 * NewRun#synchronous() asks for it} waits with every call. The end survives a power cut.
 *
 * <p>What looks like a secret is kept as {@code <redacted>}, with one warning. Nothing that was
 * taken is dropped in silence. While the storage fails it is kept and tried again, at growing
 * intervals of up to two seconds; what was recorded though its outcome was unknown is recorded
 * once. When more waits than is kept in memory, calls wait, or throw as long as the storage fails;
 * those that throw took nothing. A value that can be wrong is refused by the call that gives it.
 * What a tracker refuses all the same later on, {@link #flush()} or the end of the run throws,
 * whichever comes first; metrics that were logged together with it are recorded.
 *
 * <p>The methods that end a run wait until everything is recorded and the end survives a power cut,
 * and before that, two seconds at most, until the {@linkplain EnvironmentCapsule environment} is
 * known. An interrupt ends the waiting for the environment and nothing else: the run ends, and the
 * flag is left for the caller. If the end cannot be recorded they throw, and the run goes on; if it
 * cannot be told whether it was, the run takes nothing more, and whatever ends it then completes
 * the end that was begun.
 *
 * <p>A run that is open when its home is closed, or when the JVM is told to stop, ends as KILLED;
 * one whose process dies has CRASHED, as soon as somebody looks.
 *
 * <p>After the end every method but {@link #id()} and {@link #close()} throws {@link
 * IllegalStateException}.
 */
public interface Run extends AutoCloseable {
  /**
   * Returns the id.
   *
   * @return the id, unique in the home
   */
  String id();

  /**
   * Sets a parameter. The same value again changes nothing.
   *
   * @param name the parameter, slashes allowed
   * @param value a number, a truth value, an array, or anything that has a text, as {@link
   *     Param#of} takes it
   * @return this run
   * @throws io.lifecycle4j.error.ConflictException if it has another value already
   */
  Run param(String name, Object value);

  /**
   * Sets parameters, all of them or none, as {@link #param} does.
   *
   * @param values the values by the names of the parameters
   * @return this run
   */
  Run params(Map<String, ?> values);

  /**
   * Logs a point of a metric at the step after its last one.
   *
   * <p>The first point is at step 0. In a resumed run no point is before the step that it goes on
   * from, be it the first one or not.
   *
   * @param metric the metric, slashes allowed
   * @param value its value, NaN and infinities included
   * @return this run
   */
  Run log(String metric, double value);

  /**
   * Logs a point of a metric.
   *
   * @param metric the metric
   * @param value its value, NaN and infinities included
   * @param step its step
   * @return this run
   * @throws io.lifecycle4j.error.InvalidValueException if it is before the step that a resumed run
   *     goes on from
   */
  Run log(String metric, double value, long step);

  /**
   * Logs a point of a metric that was measured on certain data.
   *
   * @param metric the metric
   * @param value its value, NaN and infinities included
   * @param step its step
   * @param data what it was measured on; an input of the run from then on
   * @return this run
   */
  Run log(String metric, double value, long step, RunInput data);

  /**
   * Sets a tag, and overwrites the value it had.
   *
   * @param name the tag, slashes allowed
   * @param value its value
   * @return this run
   */
  Run tag(String name, String value);

  /**
   * Removes a tag, if it is there.
   *
   * @param name the tag
   * @return this run
   */
  Run removeTag(String name);

  /**
   * Writes about the run, in place of what was written before.
   *
   * @param text any text, Markdown if you like
   * @return this run
   */
  Run note(String text);

  /**
   * Names a seed that the run draws from. It is recorded with the environment when the run ends,
   * and not at all of a run without environment. The same seed again changes nothing.
   *
   * @param name what it is for, slashes allowed
   * @param seed the seed
   * @return this run
   * @throws io.lifecycle4j.error.ConflictException if the name stands for another seed
   */
  Run seed(String name, long seed);

  /**
   * Names data that the run uses.
   *
   * @param data the version and what for
   * @return this run
   */
  Run input(RunInput data);

  /**
   * Stores a file with the run; equal bytes are stored once.
   *
   * @param name what the file is called, slashes allowed
   * @param content its bytes
   * @return this run
   * @throws io.lifecycle4j.error.ConflictException if the name is taken by other bytes
   */
  Run artifact(String name, Content content);

  /**
   * Stores a file of the disk with the run, as {@link #artifact(String, Content)} does.
   *
   * @param name what the file is called, slashes allowed
   * @param file where its bytes are; a link is followed
   * @return this run
   * @throws io.lifecycle4j.error.InvalidDataException if there is no such file
   */
  Run artifact(String name, Path file);

  /**
   * Stores a table with the run: CSV as in RFC 4180, in UTF-8, safe for spreadsheets.
   *
   * <p>What would be a formula gets an apostrophe before it. The table is made in memory.
   *
   * @param name what the file is called, such as {@code confusion.csv}
   * @param columns the names of the columns
   * @param rows the cells of each row, as many as there are columns; null for an empty cell
   * @return this run
   * @throws io.lifecycle4j.error.InvalidValueException if a row has more or fewer cells
   */
  Run table(String name, List<String> columns, Iterable<? extends List<?>> rows);

  /**
   * Stores a picture with the run, as PNG. A figure that is drawn as SVG is a text, {@code
   * artifact("roc.svg", Content.of(svg))}.
   *
   * @param name what the file is called, such as {@code digits.png}
   * @param image the picture, of at most 16 bits a color
   * @return this run
   * @throws io.lifecycle4j.error.InvalidValueException if PNG cannot hold it
   */
  Run image(String name, RenderedImage image);

  /**
   * Stores a state of the model, to go on from after a crash.
   *
   * @param name what it is called
   * @param step the step after which it was taken
   * @param content its bytes
   * @return this run
   * @throws io.lifecycle4j.error.ConflictException if there is another of this name and step
   */
  Run checkpoint(String name, long step, Content content);

  /**
   * Records several things at once, 65,536 points at most: all of them are recorded, or none.
   *
   * @param parts adds the parts; they are taken when it has returned, and none if it throws
   * @return this run
   * @throws io.lifecycle4j.error.ConflictException if a parameter has another value already, or the
   *     name of an artifact is taken; nothing was taken
   */
  Run batch(Consumer<Batch> parts);

  /**
   * Waits until everything logged before is as durable as the run asks for.
   *
   * @return this run
   * @throws io.lifecycle4j.error.StorageFailedException if it cannot be recorded now; it is kept,
   *     and tried again
   * @throws io.lifecycle4j.error.UnknownOutcomeException if it cannot be told whether it was
   *     recorded; it is kept, and tried again, and recorded once
   * @throws io.lifecycle4j.error.OperationInterruptedException if the thread is interrupted while
   *     it waits for another that records; nothing is lost
   * @throws io.lifecycle4j.error.LifecycleException what the tracker refused, if nobody was told
   *     yet; that is dropped, and the run goes on
   */
  Run flush();

  /**
   * Ends the run as FINISHED, or as FAILED if the tracker refused a part that nobody was told of.
   *
   * @throws io.lifecycle4j.error.StorageFailedException if the end cannot be recorded now; the run
   *     goes on, and can be ended later
   * @throws io.lifecycle4j.error.UnknownOutcomeException if it cannot be told whether the end was
   *     recorded; the run takes nothing more, and can be ended again
   * @throws io.lifecycle4j.error.LifecycleException what the tracker refused; the run has ended,
   *     and says so in its cause
   * @throws IllegalStateException if it has ended
   */
  void finish();

  /**
   * Ends the run as FAILED.
   *
   * @param cause why
   * @throws io.lifecycle4j.error.LifecycleException as {@link #finish()} does
   * @throws IllegalStateException if it has ended
   */
  void fail(Throwable cause);

  /**
   * Ends the run as KILLED.
   *
   * @param reason who or what stopped it
   * @throws io.lifecycle4j.error.LifecycleException as {@link #finish()} does
   * @throws IllegalStateException if it has ended
   */
  void kill(String reason);

  /**
   * Ends the run as FAILED unless it has ended. If the end cannot be recorded it is let go all the
   * same: it has CRASHED then, and somebody else may go on with it.
   *
   * @throws io.lifecycle4j.error.LifecycleException as {@link #finish()} does
   */
  @Override
  void close();

  /**
   * Collects what is recorded at once, in the words of {@link Run}.
   *
   * <p>Not thread-safe, and of use only until the call that it was made for returns.
   */
  interface Batch {
    /**
     * Sets a parameter, as {@link Run#param} does.
     *
     * @param name the parameter, slashes allowed
     * @param value a number, a truth value, or anything that has a text
     * @return this batch
     * @throws io.lifecycle4j.error.ConflictException if this batch sets it to another value
     */
    Batch param(String name, Object value);

    /**
     * Sets parameters, as {@link Run#params} does.
     *
     * @param values the values by the names of the parameters
     * @return this batch
     */
    Batch params(Map<String, ?> values);

    /**
     * Logs a point of a metric at the step after its last one, in this batch or before it.
     *
     * @param metric the metric, slashes allowed
     * @param value its value, NaN and infinities included
     * @return this batch
     */
    Batch log(String metric, double value);

    /**
     * Logs a point of a metric.
     *
     * @param metric the metric
     * @param value its value, NaN and infinities included
     * @param step its step
     * @return this batch
     */
    Batch log(String metric, double value, long step);

    /**
     * Logs a point of a metric that was measured on certain data.
     *
     * @param metric the metric
     * @param value its value, NaN and infinities included
     * @param step its step
     * @param data what it was measured on; an input of the run from then on
     * @return this batch
     */
    Batch log(String metric, double value, long step, RunInput data);

    /**
     * Sets a tag, and overwrites the value it had.
     *
     * @param name the tag, slashes allowed
     * @param value its value
     * @return this batch
     */
    Batch tag(String name, String value);

    /**
     * Removes a tag, if it is there.
     *
     * @param name the tag
     * @return this batch
     */
    Batch removeTag(String name);

    /**
     * Writes about the run, in place of what was written before.
     *
     * @param text any text, Markdown if you like
     * @return this batch
     */
    Batch note(String text);

    /**
     * Names data that the run uses.
     *
     * @param data the version and what for
     * @return this batch
     */
    Batch input(RunInput data);

    /**
     * Stores a file with the run. Its bytes are stored at once, and are the run's with the batch.
     *
     * @param name what the file is called, slashes allowed
     * @param content its bytes
     * @return this batch
     * @throws io.lifecycle4j.error.ConflictException if this batch gives the name to other bytes
     */
    Batch artifact(String name, Content content);

    /**
     * Stores a file of the disk, as {@link Run#artifact(String, Path)} does.
     *
     * @param name what the file is called, slashes allowed
     * @param file where its bytes are; a link is followed
     * @return this batch
     */
    Batch artifact(String name, Path file);

    /**
     * Stores a table, as {@link Run#table} does.
     *
     * @param name what the file is called
     * @param columns the names of the columns
     * @param rows the cells of each row; null for an empty cell
     * @return this batch
     */
    Batch table(String name, List<String> columns, Iterable<? extends List<?>> rows);

    /**
     * Stores a picture, as {@link Run#image} does.
     *
     * @param name what the file is called
     * @param image the picture
     * @return this batch
     */
    Batch image(String name, RenderedImage image);

    /**
     * Stores a state of the model. Its bytes are stored at once, and are the run's with the batch.
     *
     * @param name what it is called
     * @param step the step after which it was taken
     * @param content its bytes
     * @return this batch
     */
    Batch checkpoint(String name, long step, Content content);
  }
}
