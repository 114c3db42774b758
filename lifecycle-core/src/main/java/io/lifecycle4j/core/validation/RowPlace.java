package io.lifecycle4j.core.validation;

import io.lifecycle4j.schema.Row;
import org.jspecify.annotations.Nullable;

/** A row that knows where it was read: its file, and its line if the file has lines. */
public interface RowPlace {
  /** Returns the place of a row as text, such as {@code a.csv, line 2}; empty if unknown. */
  static String of(Row row) {
    if (!(row instanceof RowPlace at) || at.file().isEmpty()) {
      return "";
    }
    return at.file() + (at.line() > 0 ? ", line " + at.line() : "");
  }

  /** Returns the misfit of a cell, as {@link #misfit(int)} does; null if the row has no place. */
  static @Nullable String misfit(Row row, int column) {
    return row instanceof RowPlace at ? at.misfit(column) : null;
  }

  /** Returns the file; empty if unknown. */
  String file();

  /** Returns the line, from 1; 0 if the file has no lines, as for an image. */
  long line();

  /**
   * Returns the text of a cell that is not of the type of its column and is therefore read as
   * missing; null if it is of the type.
   *
   * @param column the place of the column
   */
  default @Nullable String misfit(int column) {
    return null;
  }
}
