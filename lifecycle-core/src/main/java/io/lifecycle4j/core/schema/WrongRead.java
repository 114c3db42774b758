package io.lifecycle4j.core.schema;

import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.Schema;

/** What a row says to who reads a cell as what it is not. */
public final class WrongRead {
  private WrongRead() {}

  /**
   * Says that a column has another type.
   *
   * @param schema the columns of the row
   * @param column the place that was read
   * @param asked what it was read as, {@code a number} for instance
   * @return the problem, to be thrown
   * @throws InvalidValueException if there is no such column, which says so
   */
  public static InvalidValueException of(Schema schema, int column, String asked) {
    Column found = schema.column(column);
    return new InvalidValueException(
        String.format(
            "Invalid read of column %s: it is %s, not %s", found.name(), found.type(), asked));
  }
}
