package io.lifecycle4j.monitoring.spi;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A detector's summary of rows, enough to compare them with the reference in bounded memory.
 *
 * <p>Summaries of the same reference can be merged, so rows of several threads, processes and times
 * become one window. The library stores them, and only the detector that made them reads their
 * bytes. Later versions of a detector must read what earlier ones wrote, or reject it with an
 * exception.
 *
 * <p>Immutable and thread-safe.
 */
public final class DriftSummary {
  /** The most bytes for each column of the reference. A larger summary is not stored. */
  public static final int MAX_COLUMN_BYTES = 1 << 16;

  private final long rows;
  private final byte[] bytes;

  private DriftSummary(long rows, byte[] bytes) {
    this.rows = rows;
    this.bytes = bytes;
  }

  /**
   * Creates a summary.
   *
   * @param rows the number of rows that it summarises
   * @param bytes what the detector needs to know of them, copied; at most {@value
   *     #MAX_COLUMN_BYTES} for each column of the reference
   * @return the summary
   * @throws io.lifecycle4j.error.InvalidValueException if {@code rows} is negative
   */
  public static DriftSummary of(long rows, byte[] bytes) {
    check(rows >= 0, "Invalid drift summary: %s rows (must not be negative)", rows);
    return new DriftSummary(rows, required(bytes, "bytes").clone());
  }

  /**
   * Counts the rows.
   *
   * @return the number of rows
   */
  public long rows() {
    return rows;
  }

  /**
   * Returns what the detector wrote.
   *
   * @return a copy of the bytes
   */
  public byte[] bytes() {
    return bytes.clone();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof DriftSummary that
        && rows == that.rows
        && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return 31 * Long.hashCode(rows) + Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return "DriftSummary[rows=" + rows + ", bytes=" + bytes.length + "]";
  }
}
