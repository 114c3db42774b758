package io.lifecycle4j.core.training;

import io.lifecycle4j.core.data.SplitRows;
import io.lifecycle4j.data.Rows;
import io.lifecycle4j.data.Split;
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

  /**
   * Refuses a split whose holdout has a class that the model will not know: it could not be judged.
   *
   * @param task the task, complete
   */
  static void checkHoldout(Task<?> task, Split split) {
    if (!(task instanceof Classification classification)) {
      return;
    }
    String label = classification.label();
    Set<String> unknown = SplitRows.unknownClasses(split, label, classification.classes());
    if (!unknown.isEmpty()) {
      throw new InvalidDataException(
          "Cannot train on "
              + split.version()
              + ": class '"
              + String.join("', '", unknown)
              + "' of column "
              + label
              + " is in the holdout, and is neither declared nor in the training rows (declare it:"
              + " classification(\""
              + label
              + "\", …), add training rows of it, or take it out of the data)");
    }
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
