package io.lifecycle4j.djl.model;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import io.lifecycle4j.core.engine.OpenWorkers;
import io.lifecycle4j.error.PredictionFailedException;
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

  /** Owns the outputs of the last run, and everything needed to read them. */
  private @Nullable NDManager outputs;

  DjlWorker(OpenWorkers.Worker use, Block network, NDManager manager, TrialRows trial) {
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

  private List<Tensor> forward() {
    DjlRuntime.ThreadSettings before = DjlRuntime.enter(threads);
    try (NDManager run = manager.newSubManager()) {
      inputs.attach(run); // Derived arrays attach to the manager of the inputs.
      try {
        NDList made = TensorTypes.onCpu(network.forward(store, inputs, false), manager);
        outputs = manager.newSubManager();
        made.attach(outputs); // Everything else is freed with the run.
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
