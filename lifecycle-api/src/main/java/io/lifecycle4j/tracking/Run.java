package io.lifecycle4j.tracking;

import io.lifecycle4j.storage.Content;

/**
 * A run that goes on.
 *
 * <p>Thread-safe. Parameters, tags and metrics survive the death of the process once the call
 * returns; the end survives a power cut. After the end every method but {@link #id()} and {@link
 * #close()} throws {@link IllegalStateException}.
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
   * @param name the parameter
   * @param value its value, kept as its text
   * @return this run
   * @throws io.lifecycle4j.error.ConflictException if it has another value already
   */
  Run param(String name, Object value);

  /**
   * Logs a point of a metric at the step after its last one.
   *
   * <p>The first point is at step 0.
   *
   * @param metric the metric
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
   * Sets a tag, and overwrites the value it had.
   *
   * @param name the tag
   * @param value its value
   * @return this run
   */
  Run tag(String name, String value);

  /**
   * Stores a file with the run.
   *
   * @param name what the file is called
   * @param content its bytes
   * @return this run
   */
  Run artifact(String name, Content content);

  /** Ends the run as FINISHED. */
  void finish();

  /**
   * Ends the run as FAILED.
   *
   * @param cause why
   */
  void fail(Throwable cause);

  /** Ends the run as FAILED unless it has ended. */
  @Override
  void close();
}
