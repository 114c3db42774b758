package io.lifecycle4j.core.training;

import io.lifecycle4j.core.preprocessing.LaggedRows;
import io.lifecycle4j.core.preprocessing.StepFitting;
import io.lifecycle4j.core.preprocessing.TrainingRows;
import io.lifecycle4j.core.schema.TaskCalls;
import io.lifecycle4j.core.schema.TaskClasses;
import io.lifecycle4j.data.Rows;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.preprocessing.FittedPreprocessing;
import io.lifecycle4j.preprocessing.Step;
import io.lifecycle4j.schema.Task;
import java.util.List;

/**
 * A split with everything that is learned from its training rows before a network: the steps and
 * the classes of the task.
 *
 * @param task calls the complete task, with the failures of the action
 */
record PreparedSplit(
    Recipe recipe, FittedPreprocessing preprocessing, TaskCalls<?> task, TrainingData data) {
  /**
   * Fits the steps, completes the task, and prepares the rows. Of the holdout only the labels are
   * checked.
   *
   * @param asked calls the task, with the failures of the action
   * @param action begins messages, such as {@code train on rides:3}
   */
  static PreparedSplit of(
      Recipe recipe, TaskCalls<?> asked, List<Step> steps, Split split, String action) {
    TaskClasses.checkTrainable(recipe.model(), recipe.input(), asked.task());
    TrainingRows training = TrainingRows.of(split);
    FittedPreprocessing preprocessing = StepFitting.of(recipe.input(), steps).fit(training);
    Rows rows = LaggedRows.of(preprocessing, training.rows());
    Task<?> task = TaskLabels.complete(asked, preprocessing, rows);
    recipe.check().accept(task);
    TaskCalls<?> calls = asked.with(task);
    TaskLabels.checkHoldout(calls, split, action);
    TrainingData data = TrainingData.of(split, preprocessing, calls, rows, action);
    calls.run(
        "checkTargets",
        () -> task.checkTargets(data.training().labels(), data.reference().labels()));
    return new PreparedSplit(recipe, preprocessing, calls, data);
  }
}
