package io.lifecycle4j.core.monitoring.quality;

import io.lifecycle4j.core.evaluation.ScoredRows;
import io.lifecycle4j.core.schema.LabelColumns;
import io.lifecycle4j.core.schema.TaskCalls;
import io.lifecycle4j.error.InvalidDataException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.schema.Columns;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Metric;
import io.lifecycle4j.schema.Scores;
import io.lifecycle4j.schema.Tensor;
import io.lifecycle4j.schema.TensorSpec;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How logged answers of a task are scored: what is not in the log is made of the answers. */
abstract class LiveTask {
  private final TaskCalls<?> calls;
  private final LabelColumns<LiveRow> labels;
  private final Columns<LiveRow> columns;
  private final List<Tensor> scratch;

  LiveTask(TaskCalls<?> calls) {
    this.calls = calls;
    this.labels = new LabelColumns<>(calls.task(), LiveRow::label);
    Columns.Builder<LiveRow> builder = Columns.from(LiveRow.class);
    labels.addTo(builder);
    this.columns = builder.build();
    this.scratch = calls.task().labels().isEmpty() ? List.of() : targets(1);
  }

  /**
   * Returns how answers of a task are scored.
   *
   * @param task complete, with its classes
   */
  static LiveTask of(TaskCalls<?> task) {
    return switch (task.call("baselines", task.task()::baselines)) {
      case CLASSES -> new LiveClasses(task);
      case LABELS -> new LiveOutputs(task, AnswerText.ofLabels(task.task().labels()));
      case QUANTILES -> new LiveOutputs(task, AnswerText.ofNumbers());
      case NUMBERS ->
          new LiveOutputs(
              task,
              task.task().answerType() == DataType.FLOAT64
                  ? AnswerText.ofNumbers()
                  : AnswerText.UNKNOWN);
      case NONE -> new LiveOutputs(task, AnswerText.UNKNOWN);
    };
  }

  /** Scores usable rows by their labels, those of {@link #targets}. */
  abstract Scores score(List<LiveRow> rows, List<Tensor> targets);

  /** Returns what is lost by a row; empty if that cannot be computed. */
  abstract Optional<RowLoss> loss();

  /** Returns whether an answer can be scored. */
  abstract boolean isUsable(LiveRow row);

  /** Returns whether all metrics of an answer can be measured, those of probabilities included. */
  abstract boolean isWhole(LiveRow row);

  /**
   * Returns what is lost by each row that has a label, not yet capped. Unless it is errors, the
   * rows are whole, and it knows their labels.
   */
  abstract double[] losses(List<LiveRow> rows);

  /** Returns the calls of the task. */
  final TaskCalls<?> calls() {
    return calls;
  }

  /** Returns whether a version knows the label of a row. */
  final boolean knows(LiveRow row) {
    if (row.truth() == null || scratch.isEmpty() || !labels.fits(row)) {
      return false;
    }
    try {
      calls.encode(columns.row(row), scratch);
      return true;
    } catch (InvalidDataException | InvalidValueException e) {
      return false; // such as a class that it was not trained on
    }
  }

  /** Measures some metrics of usable rows whose labels it knows. */
  final ScoredRows scored(List<LiveRow> rows, List<Tensor> targets, List<Metric> metrics) {
    Scores scores = calls.call("score", () -> score(rows, targets));
    return ScoredRows.of(calls, rows.size(), scores, metrics);
  }

  private List<Tensor> targets(int rows) {
    return Tensor.allocate(calls.task().targets(), rows);
  }

  /** Returns the labels of rows that it knows. */
  final List<Tensor> targets(List<LiveRow> rows) {
    List<Tensor> targets = targets(rows.size());
    for (int row = 0; row < rows.size(); row++) {
      int place = row;
      calls.run("encode", () -> calls.task().encode(columns.row(rows.get(place)), targets, place));
    }
    return targets;
  }

  /** Writes numbers of a row, those of one output after the other. */
  static void write(double[] numbers, List<TensorSpec> specs, List<Tensor> outputs, int place) {
    int next = 0;
    for (int i = 0; i < specs.size(); i++) {
      int width = specs.get(i).numbers();
      for (int number = 0; number < width; number++) {
        outputs.get(i).set(place * width + number, numbers[next++]);
      }
    }
  }

  /** Returns the outputs of a row, if they are in the log. */
  static double @Nullable [] logged(LiveRow row, List<TensorSpec> specs) {
    float[] outputs = row.outputs();
    if (outputs == null || outputs.length != specs.stream().mapToInt(TensorSpec::numbers).sum()) {
      return null;
    }
    double[] numbers = new double[outputs.length];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = outputs[i];
    }
    return numbers;
  }
}
