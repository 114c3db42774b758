package io.lifecycle4j.core.data;

import io.lifecycle4j.error.InvalidDataException;

/** The first bad cells of a file, told in one message. */
final class BadCells {
  private static final int MOST = 10;
  private static final int SHOWN = 60;

  private final String file;
  private final StringBuilder cells = new StringBuilder();
  private int count;

  BadCells(String file) {
    this.file = file;
  }

  /**
   * Adds a cell.
   *
   * @throws InvalidDataException if there are enough
   */
  void add(long line, String column, String cell, String expected) {
    String shown = cell.length() > SHOWN ? cell.substring(0, SHOWN) + "…" : cell;
    cells
        .append(count++ == 0 ? "" : "; ")
        .append("line ")
        .append(line)
        .append(", column ")
        .append(column)
        .append(": '")
        .append(shown)
        .append("' (must be ")
        .append(expected)
        .append(')');
    if (count == MOST) {
      cells.append("; and perhaps more");
      check();
    }
  }

  boolean any() {
    return count > 0;
  }

  /**
   * Ends a file.
   *
   * @throws InvalidDataException if there were bad cells
   */
  void check() {
    if (count > 0) {
      throw new InvalidDataException("Cannot read " + file + ": " + cells);
    }
  }
}
