package io.lifecycle4j.tracking;

import io.lifecycle4j.storage.Content;
import java.util.function.Consumer;

/**
 * A run that goes on.
 *
 * <p>Thread-safe. What is logged is taken at once and recorded in the background, a moment later
 * and in the order of the calls of a thread; {@link #flush()} waits until it is as durable as the
 * run asks for, by default so that it survives the death of the process. A run that {@linkplain
 * NewRun#synchronous() asks for it} waits with every call. The end survives a power cut. When more
 * waits to be recorded than is kept in memory, calls wait; while the storage fails they throw
 * instead, and nothing is dropped: what was taken is tried again.
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
   * @param value a number, a truth value, or anything that has a text
   * @return this run
   * @throws io.lifecycle4j.error.ConflictException if it has another value already
   */
  Run param(String name, Object value);

  /**
   * Logs a point of a metric at the step after its last one.
   *
   * <p>The first point is at step 0.
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
   * and not at all of a run without environment. The same name again replaces it.
   *
   * @param name what it is for, slashes allowed
   * @param seed the seed
   * @return this run
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
   * Stores a state of the model, to go on from after a crash.
   *
   * @param name what it is called
   * @param step the step after which it was taken
   * @param content its bytes
   * @return this run
   */
  Run checkpoint(String name, long step, Content content);

  /**
   * Records several things at once: all of them are recorded, or none.
   *
   * @param parts adds the parts, but no end, segment, or environment
   * @return this run
   * @throws io.lifecycle4j.error.ConflictException if a parameter has another value already;
   *     nothing was taken
   */
  Run batch(Consumer<RunBatch.Builder> parts);

  /**
   * Waits until everything logged before is as durable as the run asks for.
   *
   * @return this run
   * @throws io.lifecycle4j.error.StorageFailedException if it cannot be recorded now; it is kept,
   *     and tried again
   * @throws io.lifecycle4j.error.OperationInterruptedException if the thread is interrupted while
   *     it waits; nothing is lost
   */
  Run flush();

  /** Ends the run as FINISHED. */
  void finish();

  /**
   * Ends the run as FAILED.
   *
   * @param cause why
   */
  void fail(Throwable cause);

  /**
   * Ends the run as KILLED.
   *
   * @param reason who or what stopped it
   */
  void kill(String reason);

  /** Ends the run as FAILED unless it has ended. */
  @Override
  void close();
}
