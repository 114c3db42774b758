package io.lifecycle4j.core.schema;

import static io.lifecycle4j.error.Preconditions.check;

import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.Schema;

/** Finds columns by name in rows that may have more columns, in another order. */
public final class Places {
  private Places() {}

  /**
   * Returns the place of each wanted column in the rows, from 0.
   *
   * @throws io.lifecycle4j.error.InvalidValueException if a column is missing or has another shape
   *     or an incompatible type; all types that are read as numbers are compatible, and so are all
   *     texts
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
    if (place < 0) { // there are many names
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

  /** Returns whether two columns have the same shape and are read in the same way. */
  public static boolean fits(Column wanted, Column found) {
    return wanted.type().isNumber() == found.type().isNumber()
        && wanted.type().isText() == found.type().isText()
        && wanted.shape().equals(found.shape());
  }

  /** Returns the type of a column, and its shape if it has one. */
  public static String described(Column column) {
    return column.shape().isEmpty() ? column.type().name() : column.type() + " " + column.shape();
  }
}
