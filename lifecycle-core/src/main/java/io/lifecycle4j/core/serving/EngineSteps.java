package io.lifecycle4j.core.serving;

import io.lifecycle4j.core.model.TensorRunner;
import io.lifecycle4j.core.preprocessing.RowWriter;
import io.lifecycle4j.core.schema.TaskCalls;
import io.lifecycle4j.core.validation.RequestRules.RowVerdict;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.schema.Columns;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.schema.Tensor;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Steps that run a network: what one thread needs for it; nothing in it is thread-safe. */
final class EngineSteps<I, O> implements PredictionSteps<I, O> {
  private final String label;
  private final Inputs<I> inputs;
  private final TensorRunner runner;
  private final RowWriter writer;
  private final TaskCalls<O> task;

  private final Kept kept;

  /** The numbers of the last row that are not kept. */
  private final double[] unkept;

  private final @Nullable RequestGuard guard;
  private final @Nullable RowVerdict verdict;
  private final PredictionObserver.Calls observer;

  private FloatBuffer[] features = new FloatBuffer[0];
  private List<Tensor> outputs = List.of();
  private @Nullable Tensor embedding;
  private int rows;

  /**
   * The inputs of a version.
   *
   * @param marked the columns, with the private ones marked
   * @param areTold whether outputs of the network tell inputs that are not to be logged
   */
  record Inputs<I>(Columns<I> columns, Schema marked, boolean areTold) {}

  /**
   * What is kept of a row.
   *
   * @param outputs the numbers that the network puts out
   * @param embedding what its last layer receives
   */
  record Kept(boolean outputs, boolean embedding) {}

  /** Creates steps; closing them closes the runner. */
  EngineSteps(
      ModelVersion version,
      Inputs<I> inputs,
      Supplier<TensorRunner> runner,
      TaskCalls<O> task,
      Kept kept,
      @Nullable RequestGuard guard,
      PredictionObserver.Calls observer) {
    this.label = version.label();
    this.inputs = inputs;
    this.writer = RowWriter.of(version.manifest().preprocessing(), inputs.columns().schema());
    this.task = task;
    this.kept = kept;
    this.unkept = new double[EngineRoute.outputs(version)];
    this.guard = guard;
    this.verdict = guard == null ? null : guard.verdict();
    this.observer = observer;
    this.runner = runner.get(); // last: after a failure it would keep the network from being freed
  }

  @Override
  public void begin(int most) {
    features = runner.numbers(most);
    rows = 0;
  }

  @Override
  public void prepare(PredictionRecord<I, O> record) {
    Row row = inputs.columns().row(record.input());
    record.prepared(row, inputs);
    if (guard != null && verdict != null) {
      guard.check(row, verdict);
    }
    writer.write(row, features);
    rows++;
  }

  @Override
  public void run(boolean whole) {
    runner.keep(rows);
    outputs = runner.run();
    embedding = kept.embedding() ? runner.embedding() : null;
  }

  @Override
  public void decode(int place, PredictionRecord<I, O> record) {
    double[] numbers = numbers(place);
    try {
      O value = task.decode(runner.inputs(), outputs, place);
      record.answered(value, task.probability(outputs, place), kept.outputs() ? numbers : null);
    } catch (LifecycleException e) {
      throw PredictionSteps.invalid(label, e);
    }
    if (embedding != null) {
      float[] received = new float[embedding.size() / rows];
      embedding.floats().get(place * received.length, received);
      record.embedded(received);
    }
  }

  /**
   * Copies the outputs of a row out of the memory of the engine, once, one after the other. Rejects
   * numbers that are not finite; any finite output is a valid answer.
   */
  private double[] numbers(int row) {
    double[] numbers = kept.outputs() ? new double[unkept.length] : unkept;
    int next = 0;
    for (int i = 0; i < outputs.size(); i++) { // an iterator for each call would be garbage
      Tensor output = outputs.get(i);
      int width = output.size() / rows;
      for (int j = 0; j < width; j++) {
        double number = output.number(row * width + j);
        if (!Double.isFinite(number)) {
          String place = "output " + output.name() + "[" + j + "]";
          throw PredictionSteps.invalid(
              label, place + " of the network is " + number + " (must be finite)");
        }
        numbers[next++] = number;
      }
    }
    return numbers;
  }

  @Override
  public boolean isRepeatable() {
    return true;
  }

  @Override
  public PredictionObserver.Calls observer() {
    return observer;
  }

  @Override
  public void close() {
    runner.close();
  }
}
