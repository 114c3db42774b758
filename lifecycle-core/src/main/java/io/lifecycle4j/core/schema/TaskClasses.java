package io.lifecycle4j.core.schema;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.copy;

import io.lifecycle4j.core.json.ServiceClasses;
import io.lifecycle4j.schema.Classification;
import io.lifecycle4j.schema.Metric;
import io.lifecycle4j.schema.MultiLabel;
import io.lifecycle4j.schema.MultiRegression;
import io.lifecycle4j.schema.QuantileRegression;
import io.lifecycle4j.schema.Reconstruction;
import io.lifecycle4j.schema.Regression;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.schema.Task;
import io.lifecycle4j.schema.TensorSpec;
import io.lifecycle4j.schema.spi.TaskProvider;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The classes of tasks by id, and what a task must be to be trained. Model versions name their task
 * by its id.
 */
public final class TaskClasses {
  private static final Map<String, Class<? extends Task<?>>> ALL =
      ServiceClasses.find(
          Map.of(
              "classification", Classification.class,
              "multiLabel", MultiLabel.class,
              "multiRegression", MultiRegression.class,
              "quantiles", QuantileRegression.class,
              "reconstruction", Reconstruction.class,
              "regression", Regression.class),
          TaskProvider.class,
          TaskProvider::tasks);

  private TaskClasses() {}

  /** Returns the classes by id. */
  public static Map<String, Class<? extends Task<?>>> all() {
    return ALL;
  }

  /**
   * Rejects a task without targets or metrics, or with two labels, targets or metrics of one name,
   * one that cannot be read again, and one whose label is an input of the model.
   */
  public static void checkTrainable(String model, Schema inputs, Task<?> task) {
    List<String> labels = copy(task.labels(), "labels");
    checkDistinct(task, "label", labels);
    List<TensorSpec> targets = copy(task.targets(), "targets");
    check(
        !labels.isEmpty() || targets.size() == 1,
        "Invalid task %s: no label and the targets %s (needs one target, the prepared inputs)",
        task.id(),
        targets);
    checkNames(task, "target", targets.stream().map(TensorSpec::name).toList());
    checkInputs(model, inputs, task);
    checkClass(task);
    List<Metric> metrics = copy(task.metrics(), "metrics");
    checkNames(task, "metric", metrics.stream().map(Metric::name).toList());
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
    checkDistinct(task, what, names);
  }

  private static void checkDistinct(Task<?> task, String what, List<String> names) {
    check(
        new HashSet<>(names).size() == names.size(),
        "Invalid task %s: %ss are %s (must be distinct)",
        task.id(),
        what,
        names);
  }

  /** Rejects a task whose id names no class or another class: no version could be read with it. */
  private static void checkClass(Task<?> task) {
    Class<? extends Task<?>> found = ALL.get(task.id());
    check(
        task.getClass().equals(found),
        "Invalid task %s: %s (register its class %s with a service of type %s)",
        task.id(),
        found == null ? "its id is unknown" : "its id names " + found.getName(),
        task.getClass().getName(),
        TaskProvider.class.getName());
  }
}
