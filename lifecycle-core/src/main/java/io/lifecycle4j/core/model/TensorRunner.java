package io.lifecycle4j.core.model;

import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.PredictionFailedException;
import io.lifecycle4j.model.spi.LoadedModel;
import io.lifecycle4j.model.spi.ModelWorker;
import io.lifecycle4j.schema.Signature;
import io.lifecycle4j.schema.Tensor;
import io.lifecycle4j.schema.TensorSpec;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * Runs prepared rows through a worker, with tensors that are used again and again.
 *
 * <p>For one thread at a time. The tensors are direct buffers in native order, since an engine
 * takes those as they are.
 */
public final class TensorRunner implements AutoCloseable {
  private final ModelWorker worker;
  private final Signature signature;

  /** The inputs with room for most rows so far. */
  private List<Tensor> room;

  /** The inputs for as many rows as are run next. */
  private List<Tensor> inputs;

  private FloatBuffer[] numbers;
  private int rows;

  /**
   * Creates a runner.
   *
   * @param model gives the worker, which is closed with this runner
   * @param signature describes what goes in and comes out
   */
  public TensorRunner(LoadedModel model, Signature signature) {
    this.signature = signature;
    this.room = Tensor.allocate(signature.inputs(), 1);
    this.inputs = room;
    this.numbers = numbers(room);
    this.rows = 1;
    this.worker = model.worker(); // last: a worker that nobody closes would keep the network
  }

  private static FloatBuffer[] numbers(List<Tensor> tensors) {
    return tensors.stream().map(Tensor::floats).toArray(FloatBuffer[]::new);
  }

  /**
   * Returns the tensors to fill with prepared rows.
   *
   * @param count how many rows will be put in
   * @return a tensor of so many rows for each input, valid until it is asked for others
   */
  public List<Tensor> inputs(int count) {
    if (count != rows) {
      if (room.get(0).shape()[0] < count) {
        room = Tensor.allocate(signature.inputs(), count);
      }
      inputs = room.stream().map(tensor -> tensor.first(count)).toList();
      numbers = numbers(inputs);
      rows = count;
    }
    return inputs;
  }

  /**
   * Returns the numbers of {@link #inputs}.
   *
   * @param count how many rows will be put in
   * @return an empty buffer for each input, with room for so many rows
   */
  public FloatBuffer[] numbers(int count) {
    inputs(count);
    for (FloatBuffer input : numbers) {
      input.clear();
    }
    return numbers;
  }

  /**
   * Runs the rows that were put in last.
   *
   * @return a tensor for each output, valid until the next run
   * @throws PredictionFailedException if the network puts out something else
   */
  public List<Tensor> run() {
    List<Tensor> outputs = worker.run(inputs);
    try {
      TensorSpec.checkFit("outputs", signature.outputs(), outputs, rows);
    } catch (InvalidValueException e) {
      throw new PredictionFailedException("Cannot run network: " + e.getMessage(), e);
    }
    return outputs;
  }

  @Override
  public void close() {
    worker.close();
  }
}
