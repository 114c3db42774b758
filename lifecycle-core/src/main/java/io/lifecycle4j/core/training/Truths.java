package io.lifecycle4j.core.training;

import io.lifecycle4j.data.Rows;
import io.lifecycle4j.error.InvalidDataException;
import io.lifecycle4j.error.Preconditions;
import io.lifecycle4j.schema.Classification;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.schema.Task;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Completes a task with the classes that its training rows have. */
final class Truths {
  private static final int MAX_CLASSES = 10_000;

  private Truths() {}

  static Task<?> complete(Task<?> task, Rows rows) {
    checkLabel(task, rows.schema());
    return task instanceof Classification open && open.classes().isEmpty()
        ? new Classification(open.label(), classes(open.label(), rows))
        : task;
  }

  private static void checkLabel(Task<?> task, Schema schema) {
    int place = schema.indexOf(task.label());
    DataType type = schema.columns().get(place).type();
    boolean fits = task instanceof Classification ? type.isText() : type.isNumber();
    Preconditions.check(
        fits,
        "Invalid label column %s: it is %s (%s)",
        task.label(),
        type,
        task instanceof Classification
            ? "a classification needs STRING or CATEGORICAL"
            : "a regression needs a number");
  }

  private static List<String> classes(String label, Rows rows) {
    Set<String> classes = new TreeSet<>();
    int place = rows.schema().indexOf(label);
    rows.forEach(
        row -> {
          classes.add(row.text(place));
          if (classes.size() > MAX_CLASSES) {
            throw new InvalidDataException(
                "Invalid label column " + label + ": more than " + MAX_CLASSES + " classes");
          }
        });
    if (classes.contains("") || classes.size() < 2) {
      throw new InvalidDataException(
          "Invalid label column "
              + label
              + ": classes "
              + classes
              + " (needs at least 2, none missing)");
    }
    return List.copyOf(classes);
  }
}
