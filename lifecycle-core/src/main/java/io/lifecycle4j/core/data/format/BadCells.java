package io.lifecycle4j.core.data.format;

import io.lifecycle4j.error.InvalidDataException;
import io.lifecycle4j.schema.Column;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Reports the first bad cells of a file in one message, together with missing cells in columns that
 * are not nullable. A reader accepts missing cells alone; rules check them.
 */
final class BadCells {
  private static final int MOST = 10;
  private static final int SHOWN = 60;
  private static final int MOST_PLACES = 3;

  /** More digits than a double can represent: most often an identifier. */
  private static final Pattern LONG = Pattern.compile("\\s*[+-]?[0-9]{16,}[.]?0*\\s*");

  private final String file;
  private final FileRow row;
  private final boolean[] lenient;
  private final StringBuilder cells = new StringBuilder();
  private final Map<String, List<Long>> missing = new LinkedHashMap<>();
  private final Map<String, Long> missed = new HashMap<>();
  private int count;

  /**
   * Creates a report without bad cells.
   *
   * @param row receives the cells
   * @param lenient the columns of which a cell of another type is missing, not bad
   */
  BadCells(String file, FileRow row, boolean[] lenient) {
    this.file = file;
    this.row = row;
    this.lenient = lenient;
  }

  /** Sets a cell of the row, NaN if it is missing. */
  void set(long line, int place, double number) {
    row.set(place, number);
    if (Double.isNaN(number)) {
      missing(line, row.schema().column(place));
    }
  }

  /** Sets a cell of the row, empty if it is missing. */
  void set(long line, int place, String text) {
    row.set(place, text);
    if (text.isEmpty()) {
      missing(line, row.schema().column(place));
    }
  }

  /** Sets a cell that is not of the type of its column. */
  void misfit(long line, int place, String cell) {
    if (lenient[place]) {
      row.misfit(place, cell);
    } else {
      add(line, row.schema().column(place), cell);
    }
  }

  /**
   * Adds a cell; private values are not shown.
   *
   * @throws InvalidDataException when the message is full
   */
  void add(long line, Column column, String cell) {
    String start = cell.length() > SHOWN ? cell.substring(0, SHOWN) + "…" : cell;
    String shown = column.isPrivate() ? "private" : "'" + start + "'";
    cells
        .append(count++ == 0 ? "" : "; ")
        .append("line ")
        .append(line)
        .append(", column ")
        .append(column.name())
        .append(": ")
        .append(shown)
        .append(" (must be ")
        .append(expected(column, cell))
        .append(')');
    if (count == MOST) {
      cells.append("; and perhaps more");
      check();
    }
  }

  /** Notes a missing cell, which is reported only if there are bad cells. */
  private void missing(long line, Column column) {
    if (!column.isNullable()) {
      missed.merge(column.name(), 1L, Long::sum);
      List<Long> lines = missing.computeIfAbsent(column.name(), name -> new ArrayList<>());
      if (lines.size() < MOST_PLACES) {
        lines.add(line);
      }
    }
  }

  private String missing() {
    if (missing.isEmpty()) {
      return "";
    }
    List<String> columns = new ArrayList<>();
    missing.forEach(
        (column, lines) -> {
          long more = missed.getOrDefault(column, 0L) - lines.size();
          columns.add(
              String.format(
                  "column %s (line%s %s%s)",
                  column,
                  lines.size() == 1 ? "" : "s",
                  lines.stream().map(String::valueOf).collect(Collectors.joining(", ")),
                  more == 0 ? "" : " and " + more + " more"));
        });
    int most = Math.min(MOST_PLACES, columns.size());
    return String.format(
        "cells are missing in %s%s: fill them, or make the column nullable(); ",
        String.join(", ", columns.subList(0, most)),
        columns.size() == most ? "" : " and " + (columns.size() - most) + " more");
  }

  private static String expected(Column column, String cell) {
    return switch (column.type()) {
      case INT64 ->
          "a whole number, at most 2^53"
              + (LONG.matcher(cell).matches() ? "; declare it STRING" : "");
      case BOOLEAN -> "true or false";
      case TIMESTAMP -> "a time as in ISO 8601";
      case STRING, CATEGORICAL -> "a text";
      case TENSOR -> "an array of " + column.cells() + " numbers";
      default -> "a number";
    };
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
      throw new InvalidDataException("Cannot read " + file + ": " + missing() + cells);
    }
  }
}
