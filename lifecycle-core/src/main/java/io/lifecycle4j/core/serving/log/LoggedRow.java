package io.lifecycle4j.core.serving.log;

import static io.lifecycle4j.error.Preconditions.check;

import io.lifecycle4j.core.schema.WrongRead;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;

/** An input from the log. Immutable. */
final class LoggedRow implements Row {
  private final Schema schema;

  /** A number, a text or the numbers of a tensor for each column. */
  private final Object[] cells;

  LoggedRow(Schema schema, Object[] cells) {
    this.schema = schema;
    this.cells = cells;
  }

  @Override
  public Schema schema() {
    return schema;
  }

  @Override
  public double number(int column) {
    schema.column(column); // throws if there is none
    if (cells[column] instanceof Double number) {
      return number;
    }
    throw WrongRead.of(schema, column, "a number");
  }

  @Override
  public String text(int column) {
    schema.column(column); // throws if there is none
    if (cells[column] instanceof String text) {
      return text;
    }
    throw WrongRead.of(schema, column, "text");
  }

  @Override
  public void tensor(int column, float[] target, int offset) {
    schema.column(column); // throws if there is none
    if (!(cells[column] instanceof float[] numbers)) {
      throw WrongRead.of(schema, column, "a tensor");
    }
    check(
        offset >= 0 && offset <= target.length - numbers.length,
        "Invalid target: %s numbers from %s (needs room for %s)",
        target.length,
        offset,
        numbers.length);
    System.arraycopy(numbers, 0, target, offset, numbers.length);
  }

  @Override
  public String toString() {
    return Row.describe(this);
  }
}
