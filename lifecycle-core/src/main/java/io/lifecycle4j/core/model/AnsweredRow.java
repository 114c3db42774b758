package io.lifecycle4j.core.model;

import static io.lifecycle4j.error.Preconditions.check;

import io.lifecycle4j.core.schema.RowView;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.schema.Task;
import java.util.List;

/**
 * A row with its answer as the last column, so that answers are monitored like inputs.
 *
 * <p>A view that is reused for each row. Not thread-safe.
 */
public final class AnsweredRow extends RowView {
  /** The name of the column that holds the answer. */
  public static final String PREDICTION = "prediction";

  private Object answer = "";

  public AnsweredRow(Schema rows, Task<?> task) {
    super(with(rows, task), rows.columns().size());
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

  /** Moves this view to another row and its answer, read as the task declares it. */
  public AnsweredRow show(Row next, Object value) {
    over(next);
    answer = value;
    return this;
  }

  @Override
  protected double own(int column) {
    if (!schema().columns().get(column).type().isNumber()) {
      return super.own(column);
    }
    return answer instanceof Number value ? value.doubleValue() : mean(answer);
  }

  /** Returns the mean of a list of numbers; NaN for any other answer. */
  private static double mean(Object answer) {
    return answer instanceof List<?> list
        ? list.stream()
            .mapToDouble(one -> one instanceof Number value ? value.doubleValue() : Double.NaN)
            .average()
            .orElse(Double.NaN)
        : Double.NaN;
  }

  @Override
  protected String ownText(int column) {
    boolean isText = schema().columns().get(column).type().isText();
    return isText ? answer.toString() : super.ownText(column);
  }
}
