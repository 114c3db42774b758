package io.lifecycle4j.core.evaluation;

import io.lifecycle4j.core.schema.TaskCalls;
import io.lifecycle4j.core.training.BaselineOutputs;
import io.lifecycle4j.schema.Task;
import io.lifecycle4j.schema.Tensor;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

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
    return beside(task, outputs, Map.of(), labels);
  }

  /**
   * Scores outputs beside those of baselines.
   *
   * @param task a task of one output and one target
   * @param outputs the outputs, row by row
   * @param baselines the outputs of each baseline, by its name
   * @param labels the target of each row
   * @return the scores
   */
  public static ScoredRows beside(
      Task<?> task, float[] outputs, Map<String, float[]> baselines, double... labels) {
    Tensor target = Tensor.allocate(task.targets().get(0), labels.length);
    for (int i = 0; i < labels.length; i++) {
      target.set(i, labels[i]);
    }
    Map<String, BaselineOutputs> others = new TreeMap<>();
    baselines.forEach(
        (name, made) -> others.put(name, new BaselineOutputs(task, List.of(tensor(task, made)))));
    TaskCalls<?> calls = TaskCalls.judging("any:1", task);
    List<Tensor> made = List.of(tensor(task, outputs));
    return new ScoredRows(
        calls, made, List.of(target), others, row -> calls.decode(List.of(), made, row));
  }

  private static Tensor tensor(Task<?> task, float[] outputs) {
    int width = task.outputs().get(0).numbers();
    return Tensor.of(task.outputs().get(0).name(), outputs, outputs.length / width, width);
  }
}
