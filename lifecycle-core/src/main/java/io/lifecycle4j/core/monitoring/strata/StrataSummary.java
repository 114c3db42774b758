package io.lifecycle4j.core.monitoring.strata;

import static io.lifecycle4j.error.Preconditions.check;

import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.monitoring.spi.DriftSummary;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes the summaries of strata as one, and reads them again. Strata without rows are left out.
 *
 * @param shape says which strata there are
 * @param strata their number
 */
record StrataSummary(long shape, int strata) {
  private static final byte FORM = 1;
  private static final int HEAD = 1 + Long.BYTES;

  /** The most bytes that are written beside a summary. */
  static final int BESIDE = 2 * Integer.BYTES + Long.BYTES;

  StrataSummary(Strata strata) {
    this(strata.shape(), strata.size());
  }

  DriftSummary write(Map<Integer, DriftSummary> summaries) {
    Map<Integer, byte[]> written = new TreeMap<>();
    int size = HEAD;
    long rows = 0;
    for (Map.Entry<Integer, DriftSummary> one : summaries.entrySet()) {
      if (one.getValue().rows() > 0) {
        byte[] bytes = one.getValue().bytes();
        written.put(one.getKey(), bytes);
        size = Math.addExact(size, BESIDE + bytes.length);
        rows += one.getValue().rows();
      }
    }
    ByteBuffer all = ByteBuffer.allocate(size).put(FORM).putLong(shape);
    for (Map.Entry<Integer, byte[]> one : written.entrySet()) {
      long own = summaries.getOrDefault(one.getKey(), NOTHING).rows();
      all.putInt(one.getKey()).putLong(own).putInt(one.getValue().length).put(one.getValue());
    }
    return DriftSummary.of(rows, all.array());
  }

  private static final DriftSummary NOTHING = DriftSummary.of(0, new byte[0]);

  /**
   * Reads the summaries by the numbers of their strata.
   *
   * @throws InvalidValueException if the summary is of other strata
   */
  Map<Integer, DriftSummary> read(DriftSummary summary) {
    ByteBuffer all = ByteBuffer.wrap(summary.bytes());
    try {
      byte form = all.get();
      check(form == FORM, "Invalid drift summary: form %s (must be %s)", form, FORM);
      check(all.getLong() == shape, "Invalid drift summary: it was made for other strata");
      Map<Integer, DriftSummary> read = new TreeMap<>();
      while (all.hasRemaining()) {
        int stratum = all.getInt();
        check(
            stratum >= 0 && stratum < strata,
            "Invalid drift summary: stratum %s (must be less than %s)",
            stratum,
            strata);
        long rows = all.getLong();
        int length = all.getInt();
        check(
            length >= 0 && length <= all.remaining(),
            "Invalid drift summary: a stratum of %s bytes (%s remain)",
            length,
            all.remaining());
        byte[] bytes = new byte[length];
        all.get(bytes);
        read.put(stratum, DriftSummary.of(rows, bytes));
      }
      return read;
    } catch (BufferUnderflowException e) {
      throw new InvalidValueException("Invalid drift summary: it ends too early", e);
    }
  }
}
