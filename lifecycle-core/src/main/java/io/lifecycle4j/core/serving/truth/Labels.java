package io.lifecycle4j.core.serving.truth;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.schema.ShownCell;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Task;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Labels as users give them: like the answers of their task. */
public final class Labels {
  /** The longest text of a label that a message shows. */
  private static final int SHOWN = 40;

  private Labels() {}

  /**
   * Returns a label as it is stored: a text, a number, or a list of them.
   *
   * @param label a text, an enum constant, a number, a boolean or a collection of them
   * @throws InvalidValueException if it is not a label of the task
   */
  public static Object checked(Task<?> task, Object label) {
    required(label, "ground truth");
    check(
        !task.labels().isEmpty(),
        "Invalid ground truth: the task %s has no labels, its inputs are the labels",
        task.id());
    boolean number = task.answerType() == DataType.FLOAT64;
    Object value = plain(label, number);
    String problem =
        number && task.labels().size() == 1 ? numberProblem(value) : task.problem(value).orElse("");
    check(problem.isEmpty(), "Invalid ground truth: %s (must be %s)", shown(value), problem);
    return value;
  }

  private static String numberProblem(Object value) {
    return value instanceof Double number && Float.isFinite(number.floatValue())
        ? ""
        : "a finite 32-bit number";
  }

  private static Object plain(Object label, boolean number) {
    if (label instanceof Collection<?> parts) {
      List<Object> plain = new ArrayList<>();
      parts.forEach(part -> plain.add(single(required(part, "part of a ground truth"), number)));
      return List.copyOf(plain);
    }
    return single(label, number);
  }

  private static Object single(Object label, boolean number) {
    if (label instanceof Number value) {
      double plain = value.doubleValue();
      check(Double.isFinite(plain), "Invalid ground truth: %s (must be a finite number)", plain);
      return plain;
    }
    if (label instanceof Boolean bit && number) {
      return bit ? 1.0 : 0.0;
    }
    if (label instanceof CharSequence || label instanceof Enum || label instanceof Boolean) {
      return label instanceof Enum<?> constant ? constant.name() : label.toString();
    }
    throw new InvalidValueException(
        String.format(
            "Invalid ground truth: an object of class %s (must be a text, a number or a list of"
                + " them, as the model answers)",
            label.getClass().getName()));
  }

  private static String shown(Object value) {
    String text = ShownCell.line(value.toString());
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
  }
}
