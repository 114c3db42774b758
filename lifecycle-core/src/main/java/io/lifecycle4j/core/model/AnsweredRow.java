package io.lifecycle4j.core.model;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.schema.WrongRead;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.schema.Task;
import org.jspecify.annotations.Nullable;

/**
 * A row with its answer as the last column, so that answers are monitored like inputs.
 *
 * <p>A view that is reused for each row. Not thread-safe.
 */
public final class AnsweredRow implements Row {
  /** The name of the column that holds the answer. */
  public static final String PREDICTION = "prediction";

  private final Schema schema;
  private final int last;
  private @Nullable Row row;
  private double number;
  private String text = "";

  public AnsweredRow(Schema rows, Task<?> task) {
    this.schema = with(rows, task);
    this.last = rows.columns().size();
  }

  /**
   * Returns the schema of rows with the column of the answer.
   *
   * @throws io.lifecycle4j.error.InvalidValueException if the rows have a column of that name
   */
  public static Schema with(Schema rows, Task<?> task) {
    check(
        rows.find(PREDICTION).isEmpty(),
        "Invalid columns: %s (%s is the name of the answer)",
        rows.names(),
        PREDICTION);
    return rows.with(PREDICTION, task.answerType());
  }

  /** Moves this view to another row and its answer, a number or a text. */
  public AnsweredRow show(Row next, Object answer) {
    row = next;
    if (answer instanceof Number value) {
      number = value.doubleValue();
    } else {
      text = answer.toString();
    }
    return this;
  }

  @Override
  public Schema schema() {
    return schema;
  }

  @Override
  public double number(int column) {
    if (column != last) {
      return row().number(column);
    }
    require(schema.columns().get(last).type().isNumber(), "a number");
    return number;
  }

  @Override
  public String text(int column) {
    if (column != last) {
      return row().text(column);
    }
    require(schema.columns().get(last).type().isText(), "text");
    return text;
  }

  @Override
  public void tensor(int column, float[] target, int offset) {
    require(column != last, "a tensor");
    row().tensor(column, target, offset);
  }

  private void require(boolean fits, String asked) {
    if (!fits) {
      throw WrongRead.of(schema, last, asked);
    }
  }

  @Override
  public String toString() {
    return Row.describe(this);
  }

  private Row row() {
    return required(row, "row");
  }
}
