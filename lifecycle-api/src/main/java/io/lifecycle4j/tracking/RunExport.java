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
 * <p>CSV is that of {@link io.lifecycle4j.data.CsvLine}, whose texts no spreadsheet takes for
 * formulas; a value that is not there is empty, an empty text is {@code ""}. Not thread-safe.
 */
public interface RunExport {
  /**
   * Reports how far it is, after each run. Default: not reported.
   *
   * @param listener is told how many runs are written, on the calling thread; what it throws ends
   *     the export
   * @return this
   */
  RunExport onProgress(LongConsumer listener);

  /**
   * Writes a JSON object for each run on a line of its own: what it is, its parameters, the latest
   * values of its metrics, tags, files and inputs.
   *
   * @param file the name of a new file
   * @return how many runs were written
   * @throws io.lifecycle4j.error.InvalidValueException if there is something of this name, or the
   *     file would lie in a home
   * @throws io.lifecycle4j.error.StorageFailedException if it cannot be written
   */
  long toJsonLines(Path file);

  /**
   * Writes a row for each run, with a column for each parameter, metric and tag that any of them
   * has, such as {@code params.lr}, sorted.
   *
   * @param file the name of a new file
   * @return how many runs were written
   * @throws io.lifecycle4j.error.InvalidValueException if there is something of this name, or the
   *     file would lie in a home
   * @throws io.lifecycle4j.error.StorageFailedException if it cannot be written
   */
  long toCsv(Path file);

  /**
   * Writes a row for each point of each metric: run, metric, step, time and value.
   *
   * @param file the name of a new file
   * @return how many points were written
   * @throws io.lifecycle4j.error.InvalidValueException if there is something of this name, or the
   *     file would lie in a home
   * @throws io.lifecycle4j.error.StorageFailedException if it cannot be written
   */
  long historiesToCsv(Path file);
}
