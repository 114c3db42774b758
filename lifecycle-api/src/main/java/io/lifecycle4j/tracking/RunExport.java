package io.lifecycle4j.tracking;

import java.nio.file.Path;
import java.util.function.LongConsumer;

/**
 * An export of runs into one file. Nothing happens before one of the last three methods.
 *
 * <p>The file has its name once it is whole and durable, and never takes the place of another. Runs
 * stand in the order of the query. Numbers are written so that they read back exactly, NaN and
 * infinities as {@code NaN}, {@code Infinity} and {@code -Infinity}, times in UTC, text in UTF-8.
 *
 * <p>CSV is that of RFC 4180 with line ends of Unix. A text that a spreadsheet would take for a
 * formula gets an apostrophe in front, as OWASP advises; a value that is not there is empty, an
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
