package io.lifecycle4j.core.training;

import io.lifecycle4j.core.data.SplitRows;
import io.lifecycle4j.core.schema.TaskCalls;
import io.lifecycle4j.data.Rows;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.error.InvalidDataException;
import io.lifecycle4j.preprocessing.FittedPreprocessing;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Task;
import io.lifecycle4j.schema.Tensor;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Completes a task with the labels of its rows. */
final class TaskLabels {
  private static final int MOST_PROBLEMS = 3;

  private TaskLabels() {}

  /** Returns the task with the classes of its training rows, and the inputs of its network. */
  static Task<?> complete(TaskCalls<?> task, FittedPreprocessing preprocessing, Rows rows) {
    task.run("checkLabels", () -> task.task().checkLabels(rows.schema()));
    Task<?> labelled = completed(task, rows);
    return task.with(labelled)
        .call("withInputs", () -> labelled.withInputs(preprocessing.inputs()));
  }

  private static <O> Task<O> completed(TaskCalls<O> task, Rows rows) {
    Optional<Task.Fit<O>> found = task.call("fit", () -> task.task().fit());
    if (found.isEmpty()) {
      return task.task();
    }
    Task.Fit<O> fit = found.get();
    rows.forEach(row -> task.run("add", () -> fit.add(row)));
    return task.call("complete", fit::complete);
  }

  /**
   * Rejects a split whose holdout has a row that cannot be judged, since the task lacks its label.
   */
  static void checkHoldout(TaskCalls<?> task, Split split, String action) {
    if (task.task().labels().isEmpty()) {
      return;
    }
    List<Tensor> targets = Tensor.allocate(task.task().targets(), 1);
    Set<String> problems = new TreeSet<>();
    SplitRows.checkHoldout(
        split,
        row -> {
          if (problems.size() < MOST_PROBLEMS) {
            problem(task, row, targets).ifPresent(problems::add);
          }
        });
    if (!problems.isEmpty()) {
      throw new InvalidDataException(
          "Cannot "
              + action
              + ": rows of the holdout could not be judged: "
              + String.join("; ", problems)
              + " (declare what the label may be, add training rows of it, or take it out of the"
              + " data)");
    }
  }

  private static Optional<String> problem(TaskCalls<?> task, Row row, List<Tensor> targets) {
    try {
      task.encode(row, targets);
      return Optional.empty();
    } catch (InvalidDataException e) {
      return Optional.ofNullable(e.getMessage());
    }
  }
}
