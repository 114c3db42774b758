package io.lifecycle4j.core.schema;

import static io.lifecycle4j.error.Preconditions.check;

import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.schema.Column;
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
   *     another shape, or with a type that is read in another way; all that are read as numbers
   *     stand for each other, and so do texts
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
    if (place < 0) { // names are many
      throw new InvalidValueException(
          String.format("Invalid rows: no column %s (there are %s)", wanted.name(), rows.names()));
    }
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
    return wanted.type().isNumber() == found.type().isNumber()
        && wanted.type().isText() == found.type().isText()
        && wanted.shape().equals(found.shape());
  }

  private static String described(Column column) {
    return column.shape().isEmpty() ? column.type().name() : column.type() + " " + column.shape();
  }
}
