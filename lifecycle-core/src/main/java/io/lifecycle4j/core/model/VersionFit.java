package io.lifecycle4j.core.model;

import io.lifecycle4j.core.preprocessing.RowWriter;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.model.ModelManifest;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.schema.Task;
import java.util.Optional;

/** The inputs and the task of an open model, which its versions must fit. */
public record VersionFit(Schema inputs, Task<?> task) {
  /**
   * Checks, without loading it, whether the model can use a version.
   *
   * @param doing what is done with the version, as in "Cannot …"
   * @throws InvalidValueException if the version has another task, or needs an input that there is
   *     not
   */
  public void check(String doing, ModelManifest version) {
    checkTask(doing, version);
    try {
      RowWriter.of(version.preprocessing(), inputs);
    } catch (InvalidValueException e) {
      throw new InvalidValueException(
          String.format(
              "Cannot %s with these inputs: %s (open it with the inputs that it was trained on, or"
                  + " use another model name)",
              doing, e.getMessage()),
          e);
    }
  }

  /** Throws an InvalidValueException if the version has another task. */
  public void checkTask(String doing, ModelManifest version) {
    Task<?> found = version.task();
    if (!found.id().equals(task.id()) || !found.labels().equals(task.labels())) {
      throw new InvalidValueException(
          String.format(
              "Cannot %s: its task is %s, not %s (open it with its own task, or use another model"
                  + " name)",
              doing, found, task));
    }
  }

  /**
   * Finds out in which way a version decides otherwise than a model declares: it decides, and is
   * measured, by the classes, the threshold and the quantiles that it was trained for.
   *
   * @return a sentence; empty if there is no difference
   */
  public static Optional<String> findOtherDecision(String label, Task<?> found, Task<?> declared) {
    String cure = " (train or register a version to change it)";
    if (decidesOtherwise(found, declared)) {
      return Optional.of(
          label + " decides by its own task " + found + ", not by the declared " + declared + cure);
    }
    return declared
        .positiveClass()
        .filter(wanted -> !found.positiveClass().equals(Optional.of(wanted)))
        .map(
            wanted ->
                String.format(
                    "%s measures recall, precision and other metrics of one class for '%s', not for"
                        + " the declared '%s'%s",
                    label, found.positiveClass().orElse("no class"), wanted, cure));
  }

  private static boolean decidesOtherwise(Task<?> found, Task<?> declared) {
    boolean classes = !declared.classes().isEmpty() && !declared.classes().equals(found.classes());
    boolean threshold =
        declared.threshold().isPresent() && !declared.threshold().equals(found.threshold());
    return classes || threshold || !found.quantiles().equals(declared.quantiles());
  }
}
