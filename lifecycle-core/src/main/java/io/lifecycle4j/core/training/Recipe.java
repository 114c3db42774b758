package io.lifecycle4j.core.training;

import io.lifecycle4j.core.schema.SchemaForms;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.preprocessing.Step;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.schema.Task;
import io.lifecycle4j.training.Trainer;
import io.lifecycle4j.training.TrainingListener;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How the versions of a model are made.
 *
 * @param input the columns of an input
 * @param trainer null if versions only come from elsewhere
 * @param embeddings whether the drift reference of a version has embeddings
 * @param check rejects the task, when it is complete, if no version of it could be promoted
 */
public record Recipe(
    String model,
    Schema input,
    Task<?> task,
    List<Step> steps,
    @Nullable Trainer trainer,
    TrainingListener listener,
    boolean embeddings,
    Consumer<Task<?>> check) {
  /** Removes secrets from the descriptions of columns. */
  public Recipe {
    input = SchemaForms.withoutSecrets(input);
  }

  /** Throws before any work on data if there is no trainer. */
  Trainer checkedTrainer() {
    if (trainer == null) {
      throw new InvalidValueException(
          "Cannot train " + model + ": no trainer (set one with trainer(...))");
    }
    return trainer;
  }
}
