package io.lifecycle4j.core.schema;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.copy;

import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.schema.Task;
import io.lifecycle4j.schema.TensorSpec;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/** What a task must be, so that a model can be trained for it. */
public final class TaskRules {
  private TaskRules() {}

  /**
   * Rejects a task without labels or targets or with two of one name, one that cannot be read
   * again, and one whose label is an input of the model.
   */
  public static void checkTrainable(String model, Schema inputs, Task<?> task) {
    checkNames(task, "label", copy(task.labels(), "labels"));
    List<TensorSpec> targets = copy(task.targets(), "targets");
    checkNames(task, "target", targets.stream().map(TensorSpec::name).toList());
    checkInputs(model, inputs, task);
    TaskClasses.check(task);
  }

  private static void checkInputs(String model, Schema inputs, Task<?> task) {
    Optional<String> input =
        task.labels().stream().filter(label -> inputs.find(label).isPresent()).findFirst();
    check(
        task.labelsMayBeInputs() || input.isEmpty(),
        "Invalid inputs of %s: the label '%s' is one of them, so a model would learn to copy it"
            + " (leave it out of the inputs)",
        model,
        input.orElse(""));
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
