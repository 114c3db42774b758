package io.lifecycle4j.core.schema;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.copy;

import io.lifecycle4j.schema.Task;
import io.lifecycle4j.schema.TensorSpec;
import java.util.HashSet;
import java.util.List;

/** What a task must be, so that a model can be trained for it. */
public final class TaskRules {
  private TaskRules() {}

  /** Rejects a task without labels or targets, or with two of one name. */
  public static void checkTrainable(Task<?> task) {
    checkNames(task, "label", copy(task.labels(), "labels"));
    List<TensorSpec> targets = copy(task.targets(), "targets");
    checkNames(task, "target", targets.stream().map(TensorSpec::name).toList());
    TaskClasses.check(task);
  }

  private static void checkNames(Task<?> task, String what, List<String> names) {
    check(!names.isEmpty(), "Invalid task %s: no %s (needs at least 1)", task.id(), what);
    check(
        new HashSet<>(names).size() == names.size(),
        "Invalid task %s: %ss are %s (must be distinct)",
        task.id(),
        what,
        names);
  }
}
