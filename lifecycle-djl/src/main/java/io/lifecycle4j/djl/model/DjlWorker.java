package io.lifecycle4j.djl.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import ai.djl.training.ParameterStore;
import io.lifecycle4j.core.engine.OpenWorkers;
import io.lifecycle4j.error.PredictionFailedException;
import io.lifecycle4j.model.spi.LoadedModel;
import io.lifecycle4j.model.spi.ModelWorker;
import io.lifecycle4j.schema.Signature;
import io.lifecycle4j.schema.Tensor;
import io.lifecycle4j.schema.TensorSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Runs a network with its own buffers.
 *
 * <p>Inputs are copied once, into direct buffers that PyTorch reads directly. The arrays over these
 * buffers are reused as long as the number of rows stays the same, because creating an array costs
 * as much as a layer. Outputs are read from PyTorch's memory, and freed by the next run. A GPU has
 * other memory: arrays are created and outputs are copied for each run.
 */
final class DjlWorker implements ModelWorker {
  private final OpenWorkers.Worker use;
  private final Block network;
  private final NDManager manager;
  private final ParameterStore store;
  private final TrialRows trial;
  private final Signature signature;
  private final int threads = DjlRuntime.threads();

  /** Inputs with capacity for the most rows so far. */
  private List<Tensor> room;

  /** Inputs, and arrays over them, for the number of rows of the last run. */
  private List<Tensor> filled = List.of();

  private NDList inputs = new NDList();
  private int rows = -1;
  private final boolean onGpu;

  /** The blocks of the network; null if nobody asks for embeddings. */
  private final @Nullable SequentialBlock blocks;

  /** What the last block received in the last run; owned by {@code outputs}. */
  private @Nullable NDArray received;

  /** Owns the outputs of the last run, and everything needed to read them. */
  private @Nullable NDManager outputs;

  DjlWorker(
      OpenWorkers.Worker use,
      Block network,
      NDManager manager,
      TrialRows trial,
      @Nullable SequentialBlock blocks) {
    this.blocks = blocks;
    this.use = use;
    this.network = network;
    this.manager = manager;
    this.store = new ParameterStore(manager, false);
    this.trial = trial;
    this.signature = trial.signature();
    this.onGpu = manager.getDevice().isGpu();
    this.room = Tensor.allocate(signature.inputs(), 1);
  }

  @Override
  public List<Tensor> run(List<Tensor> given) {
    use.begin();
    try {
      fill(given);
      free();
      return rows == 0 ? Tensor.allocate(signature.outputs(), 0) : forward();
    } finally {
      use.end();
    }
  }

  /** Closes the worker, after which its model can be closed. */
  @Override
  public void close() {
    use.close(
        () -> {
          free();
          forget();
        });
  }

  /** Closes the arrays over the buffers, before the buffers are released. */
  private void forget() {
    inputs.close();
    inputs = new NDList();
    rows = -1;
  }

  private void free() {
    received = null;
    if (outputs != null) {
      outputs.close();
      outputs = null;
    }
  }

  private void fill(List<Tensor> given) {
    int count = TensorSpec.checkFit("inputs", signature.inputs(), given);
    if (count != rows) {
      forget();
      if (room.get(0).shape()[0] < count) {
        room = Tensor.allocate(signature.inputs(), count);
      }
      filled = room.stream().map(tensor -> tensor.first(count)).toList();
      rows = count;
    }
    for (int i = 0; i < filled.size(); i++) {
      filled.get(i).put(0, given.get(i));
    }
    if (inputs.isEmpty() || onGpu) {
      inputs.close();
      inputs = arrays();
    }
  }

  private NDList arrays() {
    NDList arrays = TensorTypes.arrays(filled, manager);
    arrays.detach();
    return arrays;
  }

  /** Returns what the last block receives; the inputs if nobody asks for embeddings. */
  private NDList beforeLast() {
    NDList now = inputs;
    if (blocks != null) {
      List<Block> children = blocks.getChildren().values();
      for (Block block : children.subList(0, children.size() - 1)) {
        now = forward(block, now);
      }
    }
    return now;
  }

  private NDList last(NDList before) {
    if (blocks == null) {
      return network.forward(store, before, false);
    }
    List<Block> children = blocks.getChildren().values();
    return forward(children.get(children.size() - 1), before);
  }

  private NDList forward(Block block, NDList given) {
    return blocks instanceof LayersBlock
        ? Padding.forward(block, store, given, false)
        : block.forward(store, given, false);
  }

  private void keep(NDList before, NDManager owner) {
    if (blocks != null) {
      NDArray found = before.get(0).duplicate();
      found.attach(owner);
      received = found;
    }
  }

  @Override
  public Tensor embedding() {
    NDArray found = received;
    if (blocks == null) {
      return ModelWorker.super.embedding();
    }
    if (found == null) {
      throw new IllegalStateException("No rows have run");
    }
    float[] numbers = found.toFloatArray();
    Tensor embedding =
        Tensor.allocate(TensorSpec.float32(LoadedModel.EMBEDDING, numbers.length / rows), rows);
    embedding.floats().put(numbers);
    return embedding;
  }

  private List<Tensor> forward() {
    DjlRuntime.ThreadSettings before = DjlRuntime.enter(threads);
    try (NDManager run = manager.newSubManager()) {
      inputs.attach(run); // Derived arrays attach to the manager of the inputs.
      try {
        NDList entering = beforeLast();
        NDList made = TensorTypes.onCpu(last(entering), manager);
        outputs = manager.newSubManager();
        made.attach(outputs); // Everything else is freed with the run.
        keep(entering, outputs);
        if (trial.kind() == DjlModel.Kind.PROGRAM && !trial.fits(made, rows)) {
          throw TensorTypes.unfit(signature.outputs(), made);
        }
        return TensorTypes.tensors(signature.outputs(), made, rows);
      } finally {
        inputs.detach();
      }
    } catch (PredictionFailedException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new PredictionFailedException(
          "Cannot run network: " + TorchScript.reason(e) + "; on " + filled, e);
    } finally {
      before.restore();
    }
  }
}
