package io.lifecycle4j.core.monitoring.quality;

import static java.util.Objects.requireNonNull;

import io.lifecycle4j.core.schema.TaskCalls;
import io.lifecycle4j.schema.MultiLabel;
import io.lifecycle4j.schema.Task;
import io.lifecycle4j.schema.Tensor;
import io.lifecycle4j.schema.TensorSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Scores answers by the logged outputs, or else by what their text says of these. */
final class LiveOutputs extends LiveTask {
  private final List<TensorSpec> specs;
  private final int width;
  private final AnswerText text;

  LiveOutputs(TaskCalls<?> calls, AnswerText text) {
    super(calls);
    this.specs = calls.call("outputs", calls.task()::outputs);
    this.width = specs.stream().mapToInt(TensorSpec::numbers).sum();
    this.text = text;
  }

  /** Returns the outputs of a row; null if they are not known. */
  private double @Nullable [] numbers(LiveRow row) {
    double[] logged = logged(row, specs);
    double[] numbers = logged == null ? text.outputs(row.answer()) : logged;
    return numbers != null && numbers.length == width ? numbers : null;
  }

  private boolean hidesProbabilities() {
    return calls().task() instanceof MultiLabel;
  }

  @Override
  Task<?> scoring() {
    return calls().task();
  }

  @Override
  boolean isUsable(LiveRow row) {
    return numbers(row) != null;
  }

  @Override
  boolean isWhole(LiveRow row) {
    return hidesProbabilities() ? logged(row, specs) != null : isUsable(row);
  }

  @Override
  boolean isOfAnswers(String metric) {
    return !hidesProbabilities() || !LiveClasses.isOfProbabilities(metric);
  }

  @Override
  void write(LiveRow row, List<Tensor> outputs, int place) {
    write(requireNonNull(numbers(row)), specs, outputs, place);
  }
}
