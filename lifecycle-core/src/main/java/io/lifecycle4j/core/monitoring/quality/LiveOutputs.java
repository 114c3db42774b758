package io.lifecycle4j.core.monitoring.quality;

import static java.util.Objects.requireNonNull;

import io.lifecycle4j.core.schema.TaskCalls;
import io.lifecycle4j.schema.Scores;
import io.lifecycle4j.schema.Tensor;
import io.lifecycle4j.schema.TensorSpec;
import java.util.List;
import java.util.Optional;
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

  @Override
  Scores score(List<LiveRow> rows, List<Tensor> targets) {
    return calls().task().score(outputs(rows), targets);
  }

  @Override
  Optional<RowLoss> loss() {
    return RowLoss.ofTask(calls());
  }

  @Override
  boolean isUsable(LiveRow row) {
    return numbers(row) != null;
  }

  @Override
  boolean isWhole(LiveRow row) {
    return text.hidesProbabilities() ? logged(row, specs) != null : isUsable(row);
  }

  @Override
  double[] losses(List<LiveRow> rows) {
    return loss().orElseThrow().losses(outputs(rows), targets(rows));
  }

  private List<Tensor> outputs(List<LiveRow> rows) {
    List<Tensor> outputs = Tensor.allocate(specs, rows.size());
    for (int row = 0; row < rows.size(); row++) {
      write(requireNonNull(numbers(rows.get(row))), specs, outputs, row);
    }
    return outputs;
  }
}
