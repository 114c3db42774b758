package io.lifecycle4j.core.evaluation;

import io.lifecycle4j.core.model.TensorRunner;
import io.lifecycle4j.core.preprocessing.RowWriter;
import io.lifecycle4j.core.schema.HeldRow;
import io.lifecycle4j.error.InvalidDataException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.error.OperationInterruptedException;
import io.lifecycle4j.preprocessing.FittedPreprocessing;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Signature;
import io.lifecycle4j.schema.Tensor;
import io.lifecycle4j.validation.RequestRejectedException;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The outputs of a network for changed rows, and which of the rows have some. Not thread-safe.
 *
 * <p>The memory for outputs is used again by the next test.
 */
final class StressedRows {
  private final TensorRunner runner;
  private final Signature signature;
  private final List<Tensor> room;
  private final int[] places;
  private final IntConsumer progress;
  private int answered;
  private int refused;
  private @Nullable LifecycleException refusal;

  /**
   * Allocates the outputs.
   *
   * @param runner runs the network; not closed
   * @param rows how many there are
   * @param progress receives how many rows were run since its last call
   */
  StressedRows(TensorRunner runner, Signature signature, int rows, IntConsumer progress) {
    this.runner = runner;
    this.signature = signature;
    this.room = Tensor.allocate(signature.outputs(), rows);
    this.places = new int[rows];
    this.progress = progress;
  }

  private void begin() {
    answered = 0;
    refused = 0;
    refusal = null;
  }

  /** Changes raw rows, prepares those that a model does not refuse, and runs them. */
  void run(
      HeldOutSample sample,
      FittedPreprocessing preprocessing,
      PerturbedRow view,
      Consumer<? super Row> policy) {
    begin();
    RowWriter writer = RowWriter.of(preprocessing, view.schema());
    List<HeldRow> rows = sample.rows();
    for (int start = 0; start < rows.size(); start += TensorRunner.BATCH) {
      int end = Math.min(rows.size(), start + TensorRunner.BATCH);
      FloatBuffer[] numbers = runner.numbers(end - start);
      int written = 0;
      for (int i = start; i < end; i++) {
        if (isWritten(view.over(rows.get(i), i), policy, writer, numbers)) {
          places[answered + written++] = i;
        }
      }
      if (written > 0) {
        runner.keep(written);
        take(runner.run(), written);
      }
      done(end - start);
    }
  }

  private boolean isWritten(
      Row row, Consumer<? super Row> policy, RowWriter writer, FloatBuffer[] numbers) {
    try {
      policy.accept(row);
      writer.write(row, numbers);
      return true;
    } catch (InvalidValueException | InvalidDataException | RequestRejectedException e) {
      refused++;
      refusal = refusal == null ? e : refusal;
      return false;
    }
  }

  /** Runs rows that are prepared already. */
  void run(int rows, PreparedChange change) {
    begin();
    for (int start = 0; start < rows; start += TensorRunner.BATCH) {
      int[] batch = IntStream.range(start, Math.min(rows, start + TensorRunner.BATCH)).toArray();
      change.fill(batch, runner.inputs(batch.length));
      System.arraycopy(batch, 0, places, start, batch.length);
      take(runner.run(), batch.length);
      done(batch.length);
    }
  }

  /** Puts prepared rows in place, changed. */
  interface PreparedChange {
    /**
     * Fills the inputs of a network.
     *
     * @param batch the numbers of the rows
     * @param inputs a tensor for each input, with a row for each of the batch
     */
    void fill(int[] batch, List<Tensor> inputs);
  }

  private void take(List<Tensor> outputs, int rows) {
    for (int i = 0; i < outputs.size(); i++) {
      room.get(i).put(answered * signature.outputs().get(i).numbers(), outputs.get(i));
    }
    answered += rows;
  }

  private void done(int rows) {
    if (Thread.currentThread().isInterrupted()) {
      throw new OperationInterruptedException("Interrupted while stress tests ran");
    }
    progress.accept(rows);
  }

  /** Returns the outputs for the answered rows, until the next test runs. */
  List<Tensor> outputs() {
    return room.stream().map(tensor -> tensor.first(answered)).toList();
  }

  /** Returns the places of the answered rows. */
  int[] places() {
    return Arrays.copyOf(places, answered);
  }

  int refused() {
    return refused;
  }

  /** Returns the first refusal; null if there was none. */
  @Nullable LifecycleException refusal() {
    return refusal;
  }
}
