package io.lifecycle4j.core.training;

import io.lifecycle4j.core.schema.TaskCalls;
import io.lifecycle4j.data.SplitRole;
import io.lifecycle4j.model.Baseline;
import io.lifecycle4j.schema.Scores;
import io.lifecycle4j.schema.Task;
import io.lifecycle4j.schema.Tensor;
import io.lifecycle4j.tracking.Run;
import io.lifecycle4j.tracking.RunInput;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Logs how good the baselines of a version are on the validation rows, so that the run shows what
 * the metrics of its trainer are worth: {@code baseline/linear/rmse}.
 */
final class BaselineMetrics {
  private BaselineMetrics() {}

  /**
   * Logs the metrics; none if the split has no validation rows.
   *
   * @param step 0, or the first step of a run that was resumed
   */
  static void log(Task<?> task, List<Baseline> baselines, TrainingData data, Run run, long step) {
    data.validation().ifPresent(rows -> log(task, baselines, data, rows, run, step));
  }

  private static void log(
      Task<?> task,
      List<Baseline> baselines,
      TrainingData data,
      PreparedExamples rows,
      Run run,
      long step) {
    List<String> names =
        TaskCalls.training(task).call("trainingMetrics", () -> task.trainingMetrics());
    List<Tensor> labels = rows.labels();
    RunInput input = RunInput.of(data.version(), SplitRole.VALIDATION);
    BaselineOutputs.of(task, baselines, rows, data.referenceRows())
        .forEach(
            (baseline, made) -> {
              TaskCalls<?> calls = TaskCalls.training(made.task());
              ToDoubleFunction<String> measure =
                  measure(calls, made.outputs(), labels, rows.size());
              names.forEach(
                  name ->
                      run.log(
                          "baseline/" + baseline + "/" + name,
                          calls.call("measure", () -> measure.applyAsDouble(name)),
                          step,
                          input));
            });
  }

  private static ToDoubleFunction<String> measure(
      TaskCalls<?> calls, List<Tensor> outputs, List<Tensor> labels, int rows) {
    int[] once = new int[rows];
    Arrays.fill(once, 1);
    Scores scores = calls.call("score", () -> calls.task().score(outputs, labels));
    return calls.call("measure", () -> scores.measure(once));
  }
}
