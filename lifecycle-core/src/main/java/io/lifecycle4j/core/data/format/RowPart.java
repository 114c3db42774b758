package io.lifecycle4j.core.data.format;

import io.lifecycle4j.data.Rows;
import io.lifecycle4j.schema.Row;

/** Rows of one file or of some, found by number. Thread-safe. */
interface RowPart {
  /** Returns how many rows there are. */
  long rows();

  /**
   * Returns a row that stays as it is.
   *
   * @param number its number in this part, from 0, below the number of rows
   */
  Row row(long number);

  /** Finds rows by reading all of them: those of packed files, where nothing can be found else. */
  static RowPart through(Rows rows, long count) {
    return new RowPart() {
      @Override
      public long rows() {
        return count;
      }

      @Override
      public Row row(long number) {
        return rows.row(number);
      }
    };
  }
}
