package io.lifecycle4j.core.model;

import io.lifecycle4j.core.schema.RowView;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.schema.Task;
import io.lifecycle4j.schema.Tensor;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A row with its answer, and with what the outputs say of it, as the last columns, so that answers
 * are monitored like inputs.
 *
 * <p>A view that is reused for each row, without an allocation. Not thread-safe.
 */
public final class AnsweredRow extends RowView {
  private final int first;
  private final Task<?> task;
  private final AnswerColumns columns;
  private final double[] probabilities;

  /** Which columns are read as numbers, looked up for each number of a row. */
  private final boolean[] isNumber;

  private Object answer = "";
  private @Nullable List<Tensor> outputs;
  private int place;

  /** Whether the probabilities are those of this row. */
  private boolean known;

  /** Holds the outputs of one row; null until there are some. */
  private @Nullable List<Tensor> held;

  /** Creates a view without a row. */
  public AnsweredRow(Schema rows, Task<?> task) {
    this(rows, task, AnswerColumns.of(task));
  }

  private AnsweredRow(Schema rows, Task<?> task, AnswerColumns columns) {
    super(columns.after(rows), rows.columns().size());
    this.first = rows.columns().size();
    this.task = task;
    this.columns = columns;
    this.probabilities = new double[columns.classes()];
    this.isNumber = new boolean[schema().columns().size()];
    for (int i = 0; i < isNumber.length; i++) {
      isNumber[i] = schema().column(i).type().isNumber();
    }
  }

  /** Moves this view to another row and its answer, of which nothing else is known. */
  public AnsweredRow show(Row next, Object value) {
    return show(next, value, null, 0);
  }

  /**
   * Moves this view to another row and its answer, read as the task declares it.
   *
   * @param made the outputs of the network, which are read while the view is there; null if they
   *     are not known
   * @param at the row of the outputs, from 0
   */
  public AnsweredRow show(Row next, Object value, @Nullable List<Tensor> made, int at) {
    over(next);
    answer = value;
    outputs = made;
    place = at;
    known = false;
    return this;
  }

  /** Moves this view to another row, with its outputs one after the other, if they are known. */
  public AnsweredRow show(Row next, Object value, double @Nullable [] numbers) {
    return show(next, value, numbers == null ? null : tensors(numbers), 0);
  }

  private @Nullable List<Tensor> tensors(double[] numbers) {
    List<Tensor> tensors = held;
    if (tensors == null) {
      tensors = Tensor.allocate(task.outputs(), 1);
      held = tensors;
    }
    int next = 0;
    for (int i = 0; i < tensors.size(); i++) { // an iterator for each call would be garbage
      Tensor tensor = tensors.get(i);
      if (numbers.length - next < tensor.size()) {
        return null; // those of another task
      }
      for (int j = 0; j < tensor.size(); j++) {
        tensor.set(j, numbers[next++]);
      }
    }
    return tensors;
  }

  @Override
  protected double own(int column) {
    if (!isNumber[column]) {
      return super.own(column);
    }
    if (column > first) {
      return columns.number(column - first - 1, answer, probabilities());
    }
    return answer instanceof Number value ? value.doubleValue() : mean(answer);
  }

  private double[] probabilities() {
    if (!known) {
      known = true;
      if (outputs == null) {
        Arrays.fill(probabilities, Double.NaN);
      } else if (probabilities.length > 0) {
        task.probabilities(outputs, place, probabilities);
      }
    }
    return probabilities;
  }

  /** Returns the mean of a list of numbers; NaN for any other answer. */
  private static double mean(Object answer) {
    if (!(answer instanceof List<?> list) || list.isEmpty()) {
      return Double.NaN;
    }
    double sum = 0;
    for (int i = 0; i < list.size(); i++) {
      sum += list.get(i) instanceof Number value ? value.doubleValue() : Double.NaN;
    }
    return sum / list.size();
  }

  @Override
  protected String ownText(int column) {
    boolean isText = schema().columns().get(column).type().isText();
    return isText ? answer.toString() : super.ownText(column);
  }
}
