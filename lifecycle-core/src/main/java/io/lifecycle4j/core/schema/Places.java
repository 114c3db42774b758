package io.lifecycle4j.core.schema;

import static io.lifecycle4j.error.InvalidValueException.check;

import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Schema;

/** Finds columns by name in rows that may have more of them, in another order. */
public final class Places {
  private Places() {}

  /**
   * Looks up columns.
   *
   * @param wanted the columns to find
   * @param rows the columns that rows have
   * @return {@code int[wanted columns]}, the place of each column in the rows, from 0
   * @throws io.lifecycle4j.error.InvalidValueException if the rows lack a column, or have it with
   *     another type or shape; the two types of numbers stand for each other
   */
  public static int[] of(Schema wanted, Schema rows) {
    int[] places = new int[wanted.columns().size()];
    for (int i = 0; i < places.length; i++) {
      places[i] = place(wanted.columns().get(i), rows);
    }
    return places;
  }

  private static int place(Column wanted, Schema rows) {
    int place = rows.find(wanted.name()).orElse(-1);
    check(place >= 0, "Invalid rows: no column %s (there are %s)", wanted.name(), rows.names());
    Column found = rows.columns().get(place);
    check(
        fits(wanted, found),
        "Invalid rows: column %s is %s (must be %s)",
        wanted.name(),
        described(found),
        described(wanted));
    return place;
  }

  private static boolean fits(Column wanted, Column found) {
    return number(wanted) ? number(found) : wanted.equals(found);
  }

  private static boolean number(Column column) {
    return column.type() == DataType.FLOAT64 || column.type() == DataType.INT64;
  }

  private static String described(Column column) {
    return column.shape().isEmpty() ? column.type().name() : column.type() + " " + column.shape();
  }
}
