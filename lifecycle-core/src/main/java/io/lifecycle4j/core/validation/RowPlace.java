package io.lifecycle4j.core.validation;

import org.jspecify.annotations.Nullable;

/** A row that knows where it was read: the file, and the line if the file has lines. */
public interface RowPlace {
  /**
   * Names the file.
   *
   * @return the file; empty when it is not known
   */
  String file();

  /**
   * Tells the line.
   *
   * @return the line in the file, from 1; 0 when the file has no lines, as an image
   */
  long line();

  /**
   * Returns what the file holds in a cell that is not of the type of its column; such a cell is
   * read as missing.
   *
   * @param column the place of the column
   * @return what stands there; null if it is of the type
   */
  default @Nullable String misfit(int column) {
    return null;
  }
}
