package io.lifecycle4j.schema;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.error.InvalidDataException;
import java.util.HashSet;
import java.util.List;

/** Label columns, their cells in rows, and the numbers of targets and outputs. */
final class LabelCells {
  private LabelCells() {}

  /** Copies the names of several label columns. */
  static List<String> names(List<String> labels) {
    List<String> names = copy(labels, "labels");
    names.forEach(name -> checkName("label", name));
    check(!names.isEmpty(), "Invalid labels: [] (needs at least 1)");
    check(new HashSet<>(names).size() == names.size(), "Invalid labels: %s (one is twice)", names);
    return names;
  }

  /** Rejects a label column that is not a number. */
  static void checkNumber(Schema rows, String label) {
    DataType type = required(rows, "schema").columns().get(rows.indexOf(label)).type();
    check(
        type.isNumber(),
        "Invalid label column %s: it is %s (a regression needs a number)",
        label,
        type);
  }

  /** Reads a label that is a number. */
  static double number(Row row, String label) {
    double value = required(row, "row").number(row.schema().indexOf(label));
    if (!Float.isFinite((float) value)) {
      throw new InvalidDataException(
          "Invalid label: " + value + " in column " + label + " (must be a finite 32-bit number)");
    }
    return value;
  }

  /** Reads the numbers of a row of a tensor. */
  static double[] row(Tensor tensor, int row, int width) {
    double[] numbers = new double[width];
    for (int i = 0; i < width; i++) {
      numbers[i] = tensor.number(row * width + i);
    }
    return numbers;
  }

  /** Reads the numbers of a tensor, a row for each row of data. */
  static double[][] rows(Tensor tensor, int width) {
    double[][] rows = new double[tensor.size() / width][];
    for (int row = 0; row < rows.length; row++) {
      rows[row] = row(tensor, row, width);
    }
    return rows;
  }

  /** Reads a target that must be finite. */
  static double target(Tensor targets, int place, int width) {
    double label = targets.number(place);
    check(
        Double.isFinite(label),
        "Invalid label of row %s: %s (must be a finite number)",
        place / width,
        label);
    return label;
  }

  /** Checks the tensors of the loss of a task, and returns how many rows they have. */
  static int checkFit(
      Task<?> task, List<Tensor> outputs, List<Tensor> targets, List<Tensor> gradient) {
    int rows = TensorSpec.checkFit("outputs", task.outputs(), outputs);
    TensorSpec.checkFit("targets", task.targets(), targets, rows);
    TensorSpec.checkFit("gradient", task.outputs(), gradient, rows);
    return rows;
  }

  /** Returns whether an answer is a list of so many finite numbers. */
  static boolean isNumbers(Object answer, int count) {
    return answer instanceof List<?> list
        && list.size() == count
        && list.stream()
            .allMatch(number -> number instanceof Double value && Double.isFinite(value));
  }
}
