package io.lifecycle4j.core.serving;

import io.lifecycle4j.core.model.TensorRunner;
import io.lifecycle4j.core.preprocessing.RowWriter;
import io.lifecycle4j.core.schema.TaskCalls;
import io.lifecycle4j.core.validation.RequestRules.RowVerdict;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.model.ModelManifest;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.model.spi.LoadedModel;
import io.lifecycle4j.schema.Columns;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Task;
import io.lifecycle4j.schema.Tensor;
import io.lifecycle4j.schema.TensorSpec;
import io.lifecycle4j.validation.Rule;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** A registered version, run by an engine. */
final class EngineRoute<I, O> extends Route<I, O> {
  private final Columns<I> columns;
  private final String label;
  private final TaskCalls<O> task;
  private final ModelManifest manifest;
  private final LoadedModel model;
  private final @Nullable RequestGuard guard;
  private final InvalidAnswers invalid;

  /** How many numbers of a row are kept for probabilities; 0 if the task has none. */
  private final int kept;

  /** Slots that no thread uses; as many are created as calls ever ran at once. */
  private final Queue<Slot> idle = new ConcurrentLinkedQueue<>();

  EngineRoute(
      ModelVersion version,
      Columns<I> columns,
      LoadedModel model,
      PredictionObserver observer,
      @Nullable RequestGuard guard,
      InvalidAnswers invalid) {
    super(version.number(), observer);
    this.columns = columns;
    this.label = version.label();
    this.manifest = version.manifest();
    this.task = TaskCalls.answering(typed(manifest.task()));
    this.model = model;
    this.guard = guard;
    this.invalid = invalid;
    boolean hasClasses = !task.call("classes", task.task()::classes).isEmpty();
    List<TensorSpec> outputs = manifest.artifact().signature().outputs();
    this.kept = hasClasses ? outputs.stream().mapToInt(TensorSpec::numbers).sum() : 0;
    idle.add(slot()); // inputs that do not fit the version are rejected now, not on every call
  }

  @SuppressWarnings("unchecked") // the builder checked that the task is of the model's kind
  private static <O> Task<O> typed(Task<?> task) {
    return (Task<O>) task;
  }

  /** What one thread needs to run rows; nothing in it is thread-safe. */
  private record Slot(
      TensorRunner runner,
      RowWriter writer,
      PredictionObserver.Calls calls,
      @Nullable RowVerdict verdict)
      implements AutoCloseable {
    @Override
    public void close() {
      runner.close();
    }
  }

  private Slot slot() {
    TensorRunner runner = new TensorRunner(model, manifest.artifact().signature());
    boolean made = false;
    try {
      RowWriter writer = RowWriter.of(manifest.preprocessing(), columns.schema());
      Slot slot =
          new Slot(runner, writer, observer().calls(), guard == null ? null : guard.verdict());
      made = true;
      return slot;
    } finally {
      if (!made) {
        runner.close(); // an open worker would keep the network from being freed
      }
    }
  }

  @Override
  List<Answer<O>> answer(List<? extends I> inputs) {
    Slot slot = idle.poll();
    if (slot == null) {
      slot = slot();
    }
    try {
      return answer(slot, inputs);
    } finally {
      idle.offer(slot);
    }
  }

  private List<Answer<O>> answer(Slot slot, List<? extends I> inputs) {
    int count = inputs.size();
    FloatBuffer[] features = slot.runner.numbers(count);
    List<Row> rows = new ArrayList<>(count);
    for (I input : inputs) {
      Row row = columns.row(input);
      if (guard != null && slot.verdict != null) {
        guard.check(row, slot.verdict);
      }
      slot.writer.write(row, features);
      rows.add(row);
    }
    List<Tensor> outputs = slot.runner.run();
    checkFinite(outputs, count);
    List<Answer<O>> answers = decoded(slot.runner.inputs(), outputs, count);
    show(slot.calls, rows, answers);
    return answers;
  }

  /** Rejects outputs that are not finite; any finite output is a valid answer. */
  private void checkFinite(List<Tensor> outputs, int count) {
    InvalidAnswers.Call call = invalid.new Call(label, count);
    for (int i = 0; i < count; i++) {
      for (Tensor output : outputs) {
        if (!isFinite(output, i, count, call)) {
          break;
        }
      }
    }
    call.end();
  }

  private static boolean isFinite(Tensor output, int row, int rows, InvalidAnswers.Call call) {
    int width = output.size() / rows;
    for (int i = 0; i < width; i++) {
      double number = output.number(row * width + i);
      if (!Double.isFinite(number)) {
        String place = "output " + output.name() + "[" + i + "]";
        call.refuse(row, place + " of the network is " + number + " (must be finite)");
        return false;
      }
    }
    return true;
  }

  private List<Answer<O>> decoded(List<Tensor> inputs, List<Tensor> outputs, int count) {
    InvalidAnswers.Call call = invalid.new Call(label, count);
    List<Answer<O>> answers = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      try {
        O value = task.decode(inputs, outputs, i);
        answers.add(new Answer<>(value, task.probability(outputs, i), kept(outputs, i, count)));
      } catch (LifecycleException e) {
        call.refuse(i, e);
      }
    }
    call.end();
    return answers;
  }

  /** Copies the outputs of a row out of the memory of the engine, once. */
  private double @Nullable [] kept(List<Tensor> outputs, int row, int rows) {
    if (kept == 0) {
      return null;
    }
    double[] numbers = new double[kept];
    int next = 0;
    for (Tensor output : outputs) {
      int width = output.size() / rows;
      for (int i = 0; i < width; i++) {
        numbers[next++] = output.number(row * width + i);
      }
    }
    return numbers;
  }

  @Override
  @Nullable Task<?> probabilities() {
    return kept == 0 ? null : task.task();
  }

  @Override
  Map<Rule, Long> brokenRules() {
    return guard == null ? Map.of() : guard.counts();
  }

  @Override
  void free() {
    try {
      for (Slot slot = idle.poll(); slot != null; slot = idle.poll()) {
        slot.close();
      }
    } finally {
      model.close();
    }
  }
}
