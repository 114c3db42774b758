package io.lifecycle4j.tracking;

import io.lifecycle4j.storage.Content;
import java.awt.image.RenderedImage;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * An active run, which records parameters, metrics, tags, artifacts and inputs.
 *
 * <p>Thread-safe. Logged data is queued at once and recorded in the background shortly afterwards,
 * in the order of the calls of each thread. {@link #flush()} waits until it has the durability of
 * the run; by default it then survives the death of the process. In a {@linkplain
 * NewRun#synchronous() synchronous} run every call waits.
 *
 * <p>Text that looks like a secret is stored as {@code <redacted>}, with one warning. Queued data
 * is never dropped silently. While the storage fails, it is retried at growing intervals of up to
 * two seconds; data whose outcome was unknown is still recorded only once. When the queue is full,
 * calls wait, or throw while the storage fails; a call that throws has queued nothing. Invalid
 * values are rejected by the call that sets them. If the tracker rejects data later, {@link
 * #flush()} or the end of the run throws, whichever comes first; metrics that were logged together
 * with that data are recorded.
 *
 * <p>The methods that end a run wait at most two seconds for the {@linkplain EnvironmentCapsule
 * environment}, and then until everything is recorded and the end survives a power failure. An
 * interrupt ends only the wait for the environment: the run ends, and the interrupt status stays
 * set. If the end cannot be recorded, they throw, and the run stays active. If the outcome is
 * unknown, the run accepts no more data, and the next call that ends it completes the same end.
 *
 * <p>A run that is open when its home is closed, or when the JVM shuts down, ends as KILLED. A run
 * whose process dies is CRASHED as soon as it is next read.
 *
 * <p>After the end, all methods except {@link #id()} and {@link #close()} throw {@link
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
   * Sets a parameter. Setting the same value again has no effect.
   *
   * @param name the parameter, slashes allowed
   * @param value a number, a boolean, an array, or any object that {@link Param#of} accepts
   * @return this run
   * @throws io.lifecycle4j.error.ConflictException if it has another value already
   */
  Run param(String name, Object value);

  /**
   * Sets parameters, all of them or none, like {@link #param}.
   *
   * @param values the values by name
   * @return this run
   */
  Run params(Map<String, ?> values);

  /**
   * Logs a point of a metric at the step after its last point.
   *
   * <p>The first point is at step 0; in a resumed run, points begin at the resumed step.
   *
   * @param metric the metric, slashes allowed
   * @param value the value, NaN and infinities included
   * @return this run
   */
  Run log(String metric, double value);

  /**
   * Logs a point of a metric.
   *
   * @param metric the metric
   * @param value the value, NaN and infinities included
   * @param step the step
   * @return this run
   * @throws io.lifecycle4j.error.InvalidValueException if it is before the step from which the run
   *     was resumed
   */
  Run log(String metric, double value, long step);

  /**
   * Logs a point of a metric, with the data it was measured on.
   *
   * @param metric the metric
   * @param value the value, NaN and infinities included
   * @param step the step
   * @param data the data, which also becomes an input of the run
   * @return this run
   */
  Run log(String metric, double value, long step, RunInput data);

  /**
   * Sets a tag, replacing an earlier value.
   *
   * @param name the tag, slashes allowed
   * @param value the value
   * @return this run
   */
  Run tag(String name, String value);

  /**
   * Removes a tag if it exists.
   *
   * @param name the tag
   * @return this run
   */
  Run removeTag(String name);

  /**
   * Sets the note of the run, replacing an earlier one.
   *
   * @param text any text, for example Markdown
   * @return this run
   */
  Run note(String text);

  /**
   * Records a random seed that the run uses. It is stored with the environment when the run ends,
   * and not at all in a run without environment. Recording the same seed again has no effect.
   *
   * @param name the name of the seed, slashes allowed
   * @param seed the seed
   * @return this run
   * @throws io.lifecycle4j.error.ConflictException if the name has another seed
   */
  Run seed(String name, long seed);

  /**
   * Adds data that the run uses.
   *
   * @param data the version and its role
   * @return this run
   */
  Run input(RunInput data);

  /**
   * Stores an artifact; equal bytes are stored once.
   *
   * @param name the name of the artifact, slashes allowed
   * @param content the bytes
   * @return this run
   * @throws io.lifecycle4j.error.ConflictException if the name is taken by different bytes
   */
  Run artifact(String name, Content content);

  /**
   * Stores a local file as an artifact, like {@link #artifact(String, Content)}.
   *
   * @param name the name of the artifact, slashes allowed
   * @param file the file; a link is followed
   * @return this run
   * @throws io.lifecycle4j.error.InvalidDataException if there is no such file
   */
  Run artifact(String name, Path file);

  /**
   * Stores a table as an artifact: CSV as in RFC 4180, in UTF-8, safe for spreadsheets.
   *
   * <p>A text that a spreadsheet would interpret as a formula is prefixed with an apostrophe. The
   * table is built in memory.
   *
   * @param name the name of the artifact, such as {@code confusion.csv}
   * @param columns the names of the columns
   * @param rows the cells of each row, as many as there are columns; null for an empty cell
   * @return this run
   * @throws io.lifecycle4j.error.InvalidValueException if a row has more or fewer cells
   */
  Run table(String name, List<String> columns, Iterable<? extends List<?>> rows);

  /**
   * Stores an image as a PNG artifact. An SVG figure is {@code artifact("roc.svg",
   * Content.of(svg))}.
   *
   * @param name the name of the artifact, such as {@code digits.png}
   * @param image the image, with at most 16 bits per color channel
   * @return this run
   * @throws io.lifecycle4j.error.InvalidValueException if PNG cannot represent it
   */
  Run image(String name, RenderedImage image);

  /**
   * Stores a checkpoint of the model, to resume training after a crash.
   *
   * @param name the name of the checkpoint
   * @param step the step after which it was saved
   * @param content the bytes
   * @return this run
   * @throws io.lifecycle4j.error.ConflictException if a different checkpoint has this name and step
   */
  Run checkpoint(String name, long step, Content content);

  /**
   * Records several things atomically, with at most 65,536 points.
   *
   * @param parts adds the parts; they are queued after it returns, and none if it throws
   * @return this run
   * @throws io.lifecycle4j.error.ConflictException if a parameter already has another value, or the
   *     name of an artifact is taken; nothing was queued
   */
  Run batch(Consumer<Batch> parts);

  /**
   * Waits until everything logged before has the durability of the run.
   *
   * @return this run
   * @throws io.lifecycle4j.error.StorageFailedException if it cannot be recorded now; it is kept
   *     and retried
   * @throws io.lifecycle4j.error.UnknownOutcomeException if it is unknown whether it was recorded;
   *     it is kept and retried, and recorded only once
   * @throws io.lifecycle4j.error.OperationInterruptedException if the thread is interrupted while
   *     it waits for another thread that records; nothing is lost
   * @throws io.lifecycle4j.error.LifecycleException if the tracker rejected data and this was not
   *     reported yet; that data is dropped, and the run stays active
   */
  Run flush();

  /**
   * Ends the run as FINISHED, or as FAILED if the tracker rejected data and this was not reported
   * yet.
   *
   * @throws io.lifecycle4j.error.StorageFailedException if the end cannot be recorded now; the run
   *     stays active and can be ended later
   * @throws io.lifecycle4j.error.UnknownOutcomeException if it is unknown whether the end was
   *     recorded; the run accepts no more data and can be ended again
   * @throws io.lifecycle4j.error.LifecycleException if the tracker rejected data; the run has
   *     ended, and its cause says so
   * @throws IllegalStateException if it has ended
   */
  void finish();

  /**
   * Ends the run as FAILED.
   *
   * @param cause why it failed
   * @throws io.lifecycle4j.error.LifecycleException as {@link #finish()}
   * @throws IllegalStateException if it has ended
   */
  void fail(Throwable cause);

  /**
   * Ends the run as KILLED.
   *
   * @param reason why it was stopped
   * @throws io.lifecycle4j.error.LifecycleException as {@link #finish()}
   * @throws IllegalStateException if it has ended
   */
  void kill(String reason);

  /**
   * Ends the run as FAILED unless it has ended. If the end cannot be recorded, the run is released
   * anyway: it is then CRASHED, and may be resumed elsewhere.
   *
   * @throws io.lifecycle4j.error.LifecycleException as {@link #finish()}
   */
  @Override
  void close();

  /**
   * Collects data that is recorded atomically, with the methods of {@link Run}.
   *
   * <p>Not thread-safe, and valid only until the call that it was created for returns.
   */
  interface Batch {
    /**
     * Sets a parameter, like {@link Run#param}.
     *
     * @param name the parameter, slashes allowed
     * @param value a number, a boolean, or any object with a text form
     * @return this batch
     * @throws io.lifecycle4j.error.ConflictException if this batch sets it to another value
     */
    Batch param(String name, Object value);

    /**
     * Sets parameters, like {@link Run#params}.
     *
     * @param values the values by name
     * @return this batch
     */
    Batch params(Map<String, ?> values);

    /**
     * Logs a point of a metric at the step after its last point, in this batch or before it.
     *
     * @param metric the metric, slashes allowed
     * @param value the value, NaN and infinities included
     * @return this batch
     */
    Batch log(String metric, double value);

    /**
     * Logs a point of a metric.
     *
     * @param metric the metric
     * @param value the value, NaN and infinities included
     * @param step the step
     * @return this batch
     */
    Batch log(String metric, double value, long step);

    /**
     * Logs a point of a metric, with the data it was measured on.
     *
     * @param metric the metric
     * @param value the value, NaN and infinities included
     * @param step the step
     * @param data the data, which also becomes an input of the run
     * @return this batch
     */
    Batch log(String metric, double value, long step, RunInput data);

    /**
     * Sets a tag, replacing an earlier value.
     *
     * @param name the tag, slashes allowed
     * @param value the value
     * @return this batch
     */
    Batch tag(String name, String value);

    /**
     * Removes a tag if it exists.
     *
     * @param name the tag
     * @return this batch
     */
    Batch removeTag(String name);

    /**
     * Sets the note of the run, replacing an earlier one.
     *
     * @param text any text, for example Markdown
     * @return this batch
     */
    Batch note(String text);

    /**
     * Adds data that the run uses.
     *
     * @param data the version and its role
     * @return this batch
     */
    Batch input(RunInput data);

    /**
     * Stores an artifact. The bytes are stored at once, and become part of the run with the batch.
     *
     * @param name the name of the artifact, slashes allowed
     * @param content the bytes
     * @return this batch
     * @throws io.lifecycle4j.error.ConflictException if this batch uses the name for different
     *     bytes
     */
    Batch artifact(String name, Content content);

    /**
     * Stores a local file, like {@link Run#artifact(String, Path)}.
     *
     * @param name the name of the artifact, slashes allowed
     * @param file the file; a link is followed
     * @return this batch
     */
    Batch artifact(String name, Path file);

    /**
     * Stores a table, like {@link Run#table}.
     *
     * @param name the name of the artifact
     * @param columns the names of the columns
     * @param rows the cells of each row; null for an empty cell
     * @return this batch
     */
    Batch table(String name, List<String> columns, Iterable<? extends List<?>> rows);

    /**
     * Stores an image, like {@link Run#image}.
     *
     * @param name the name of the artifact
     * @param image the image
     * @return this batch
     */
    Batch image(String name, RenderedImage image);

    /**
     * Stores a checkpoint. The bytes are stored at once, and become part of the run with the batch.
     *
     * @param name the name of the checkpoint
     * @param step the step after which it was saved
     * @param content the bytes
     * @return this batch
     */
    Batch checkpoint(String name, long step, Content content);
  }
}
