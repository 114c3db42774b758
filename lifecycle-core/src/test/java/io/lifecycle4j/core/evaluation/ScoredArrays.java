package io.lifecycle4j.core.evaluation;

import io.lifecycle4j.core.schema.TaskCalls;
import io.lifecycle4j.schema.Task;
import io.lifecycle4j.schema.Tensor;
import java.util.List;

/** Scores of numbers in arrays. */
public final class ScoredArrays {
  private ScoredArrays() {}

  /**
   * Scores outputs of one tensor.
   *
   * @param task a task of one output and one target
   * @param outputs the outputs, row by row
   * @param labels the target of each row
   * @return the scores
   */
  public static ScoredRows of(Task<?> task, float[] outputs, double... labels) {
    Tensor target = Tensor.allocate(task.targets().get(0), labels.length);
    for (int i = 0; i < labels.length; i++) {
      target.set(i, labels[i]);
    }
    int width = task.outputs().get(0).numbers();
    Tensor output = Tensor.of(task.outputs().get(0).name(), outputs, outputs.length / width, width);
    return new ScoredRows(TaskCalls.judging("any:1", task), List.of(output), List.of(target));
  }
}
