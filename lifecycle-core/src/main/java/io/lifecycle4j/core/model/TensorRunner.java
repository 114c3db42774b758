package io.lifecycle4j.core.model;

import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.PredictionFailedException;
import io.lifecycle4j.model.spi.LoadedModel;
import io.lifecycle4j.model.spi.ModelWorker;
import io.lifecycle4j.schema.Signature;
import io.lifecycle4j.schema.Tensor;
import io.lifecycle4j.schema.TensorSpec;
import io.lifecycle4j.schema.TensorType;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * Runs prepared rows through a worker, reusing the tensors.
 *
 * <p>Not thread-safe. The tensors are direct buffers in native order, which engines use without
 * copying.
 */
public final class TensorRunner implements AutoCloseable {
  /** How many rows are run at once if there are many. */
  public static final int BATCH = 256;

  private final ModelWorker worker;
  private final Signature signature;

  /** The inputs with room for the most rows so far. */
  private List<Tensor> room;

  /** The inputs for the rows of the next run. */
  private List<Tensor> inputs;

  private InputNumbers numbers;
  private boolean filled;
  private int rows;

  /** Creates a runner, whose worker is closed with it. */
  public TensorRunner(LoadedModel model, Signature signature) {
    this(model, signature, false);
  }

  /**
   * Creates a runner, whose worker is closed with it.
   *
   * @param embeds whether to give embeddings, which the network must be capable of
   */
  public TensorRunner(LoadedModel model, Signature signature, boolean embeds) {
    this.signature = signature;
    this.room = Tensor.allocate(signature.inputs(), 1);
    this.inputs = room;
    this.numbers = new InputNumbers(room);
    this.rows = 1;
    this.worker =
        embeds
            ? model.embeddingWorker()
            : model.worker(); // last: a failure after it would leave the worker open
  }

  /**
   * Returns the tensors to fill with prepared rows.
   *
   * @return a tensor of {@code count} rows for each input, valid until the next call
   */
  public List<Tensor> inputs(int count) {
    if (count != rows) {
      if (room.get(0).shape()[0] < count) {
        room = Tensor.allocate(signature.inputs(), count);
      }
      inputs = room.stream().map(tensor -> tensor.first(count)).toList();
      numbers = new InputNumbers(inputs);
      rows = count;
    }
    filled = false;
    return inputs;
  }

  /** Returns the tensors of the last run. */
  public List<Tensor> inputs() {
    return inputs;
  }

  /**
   * Returns the values of {@link #inputs(int)}: an empty buffer for each input, with room for
   * {@code count} rows; ids are converted by {@link #run}.
   */
  public FloatBuffer[] numbers(int count) {
    inputs(count);
    filled = true;
    return numbers.cleared();
  }

  /**
   * Runs only the first of the rows of {@link #numbers}, since the others were not written.
   *
   * @param count at most that of {@code numbers}
   */
  public void keep(int count) {
    if (count < rows) {
      numbers.write();
      inputs(count);
    }
  }

  /**
   * Runs the rows that were put in last.
   *
   * @return a tensor for each output, valid until the next run
   * @throws PredictionFailedException if the outputs of the network do not match the signature
   */
  public List<Tensor> run() {
    if (filled) {
      numbers.write();
    }
    List<Tensor> outputs = worker.run(inputs);
    try {
      TensorSpec.checkFit("outputs", signature.outputs(), outputs, rows);
    } catch (InvalidValueException e) {
      throw new PredictionFailedException("Cannot run network: " + e.getMessage(), e);
    }
    return outputs;
  }

  /**
   * Returns the embedding of each row of the last run, valid until the next one.
   *
   * @throws PredictionFailedException if there is not one for each row
   */
  public Tensor embedding() {
    Tensor found = worker.embedding();
    if (found.shape().length != 2
        || found.shape()[0] != rows
        || found.type() != TensorType.FLOAT32) {
      throw new PredictionFailedException(
          "Cannot run network: its embedding is " + found + " (needs " + rows + " rows of floats)");
    }
    return found;
  }

  @Override
  public void close() {
    worker.close();
  }
}
