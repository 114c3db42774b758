package io.lifecycle4j.tracking;

import java.nio.file.Path;
import java.util.function.LongConsumer;

/**
 * An export of runs into one file. Nothing happens before one of the last three methods.
 *
 * <p>The file gets its name when it is complete and durable, and never replaces another file. Runs
 * are in the order of the query. Numbers can be read back exactly; NaN and infinities are {@code
 * NaN}, {@code Infinity} and {@code -Infinity}; times are in UTC, text is in UTF-8.
 *
 * <p>CSV is that of RFC 4180 with Unix line ends. A text that a spreadsheet would interpret as a
 * formula is prefixed with an apostrophe, as OWASP recommends; a missing value is an empty cell, an
 * empty text is {@code ""}. Not thread-safe.
 */
public interface RunExport {
  /**
   * Sets the listener that receives the progress, after each run. Default: none.
   *
   * @param listener receives the number of runs written, on the calling thread; an exception it
   *     throws ends the export
   * @return this export
   */
  RunExport onProgress(LongConsumer listener);

  /**
   * Writes a JSON object for each run, one per line: its identity, parameters, latest values of
   * metrics, tags, artifacts and inputs.
   *
   * @param file the new file
   * @return the number of runs written
   * @throws io.lifecycle4j.error.InvalidValueException if the file exists, or would be inside a
   *     home
   * @throws io.lifecycle4j.error.StorageFailedException if it cannot be written
   */
  long toJsonLines(Path file);

  /**
   * Writes a row for each run, with a column for each parameter, metric and tag of any run, such as
   * {@code params.lr}, sorted.
   *
   * @param file the new file
   * @return the number of runs written
   * @throws io.lifecycle4j.error.InvalidValueException if the file exists, or would be inside a
   *     home
   * @throws io.lifecycle4j.error.StorageFailedException if it cannot be written
   */
  long toCsv(Path file);

  /**
   * Writes a row for each point of each metric: run, metric, step, time and value.
   *
   * @param file the new file
   * @return the number of points written
   * @throws io.lifecycle4j.error.InvalidValueException if the file exists, or would be inside a
   *     home
   * @throws io.lifecycle4j.error.StorageFailedException if it cannot be written
   */
  long historiesToCsv(Path file);
}
