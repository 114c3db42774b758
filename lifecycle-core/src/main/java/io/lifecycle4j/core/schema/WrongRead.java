package io.lifecycle4j.core.schema;

import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.Schema;

/** The exception for reading a cell as a type that it does not have. */
public final class WrongRead {
  private WrongRead() {}

  /**
   * Returns the exception, for the caller to throw; throws it itself if there is no such column.
   *
   * @param asked the type the cell was read as, {@code a number} for instance
   */
  public static InvalidValueException of(Schema schema, int column, String asked) {
    Column found = schema.column(column);
    return new InvalidValueException(
        String.format(
            "Invalid read of column %s: it is %s, not %s", found.name(), found.type(), asked));
  }
}
