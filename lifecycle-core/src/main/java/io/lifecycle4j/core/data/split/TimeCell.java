package io.lifecycle4j.core.data.split;

import io.lifecycle4j.core.data.format.CsvCells;
import io.lifecycle4j.core.schema.CellText;
import io.lifecycle4j.core.schema.ShownCell;
import io.lifecycle4j.core.schema.Timestamps;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The time of a row as a number: the number itself, or for an ISO date or time the milliseconds
 * since 1970. Part of the format, since it determines the holdout.
 */
final class TimeCell {
  private static final long DAY = 86_400_000;

  private static final CsvCells CELLS = new CsvCells('.', List.of());

  private final Column shown;
  private final int column;
  private final boolean text;
  private final boolean iso;

  TimeCell(Schema schema, String name) {
    this.shown =
        Roles.column(schema, name, type -> type != DataType.TENSOR, "a time, a number or a text");
    this.column = schema.indexOf(name);
    this.text = shown.type().isText();
    this.iso = text || shown.type() == DataType.TIMESTAMP;
  }

  /** Returns the time of a row, NaN if it is missing. */
  double of(Row row) {
    if (!text) {
      return row.number(column) + 0.0;
    }
    String cell = row.text(column).strip();
    return cell.isEmpty() ? Double.NaN : millis(cell);
  }

  double cut(String cell) {
    return iso ? millis(cell) : number(cell);
  }

  /** Formats a time for {@link #cut}. */
  String text(double time) {
    if (!iso) {
      return CellText.isWhole(time) ? Long.toString((long) time) : Double.toString(time);
    }
    long millis = (long) time;
    return millis % DAY == 0
        ? LocalDate.ofEpochDay(millis / DAY).toString()
        : Instant.ofEpochMilli(millis).toString();
  }

  /** Formats a time for people. */
  String shown(double time) {
    return ShownCell.of(shown, text(time));
  }

  private double number(String cell) {
    try {
      double number = CELLS.number(cell.toCharArray(), 0, cell.length());
      if (Double.isFinite(number)) {
        return number;
      }
      throw invalid(cell, "a number", null);
    } catch (NumberFormatException e) {
      throw invalid(cell, "a number", e);
    }
  }

  private double millis(String cell) {
    try {
      return Timestamps.parse(cell.toCharArray(), 0, cell.length());
    } catch (NumberFormatException e) {
      throw invalid(cell, "an ISO date or time", e);
    }
  }

  private InvalidValueException invalid(String cell, String wanted, @Nullable Exception cause) {
    String start = cell.length() > 60 ? cell.substring(0, 60) + "…" : cell;
    return new InvalidValueException(
        String.format(
            "Invalid time for column %s: '%s' (must be %s)",
            shown.name(), ShownCell.of(shown, start), wanted),
        cause);
  }
}
