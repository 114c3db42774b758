package io.lifecycle4j.djl.model;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.error.UntrustedModelException;
import io.lifecycle4j.model.spi.LoadedModel;
import io.lifecycle4j.model.spi.ModelWorker;
import io.lifecycle4j.schema.Signature;
import io.lifecycle4j.schema.Task;
import io.lifecycle4j.schema.Tensor;
import io.lifecycle4j.schema.TensorSpec;
import java.util.List;
import java.util.Set;

/** A network with frozen parameters, shared by its workers. */
final class DjlModel implements LoadedModel {
  private final Block network;
  private final NDManager manager;
  private final Signature signature;
  private int workers;
  private boolean closed;

  private DjlModel(Block network, NDManager manager, Signature signature) {
    this.network = network;
    this.manager = manager;
    this.signature = signature;
  }

  /** Loads a network. The settings of the thread must already be set. */
  static DjlModel load(
      Blocks blocks,
      Device device,
      Network description,
      Signature signature,
      List<Tensor> weights) {
    NDManager manager = Engine.getEngine(DjlRuntime.ENGINE).newBaseManager(device);
    boolean loaded = false;
    try {
      Block network = blocks.create(description, signature);
      Shape[] inputs = TensorTypes.shapes(signature.inputs(), 1);
      Parameters.initialize(network, manager, inputs, weights);
      tryOut(network, manager, signature);
      loaded = true;
      return new DjlModel(network, manager, signature);
    } catch (InvalidValueException e) {
      throw new UntrustedModelException("Cannot load network: " + e.getMessage(), e);
    } catch (LifecycleException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new UntrustedModelException(
          "Cannot load network: " + description.factory() + " on " + signature.inputs() + ": " + e,
          e);
    } finally {
      if (!loaded) {
        manager.close();
      }
    }
  }

  @Override
  public synchronized ModelWorker worker() {
    open();
    workers++;
    return new DjlWorker(this, network, manager, signature);
  }

  @Override
  public Set<String> capabilities() {
    return Set.of(INPUT_GRADIENT);
  }

  @Override
  public Tensor inputGradient(
      String input, List<Tensor> inputs, List<Tensor> targets, Task.Loss loss) {
    synchronized (this) {
      open();
      workers++; // Prevents the network from being freed concurrently.
    }
    try {
      return new InputGradient(network, signature, manager).of(input, inputs, targets, loss);
    } finally {
      workerClosed();
    }
  }

  /** Throws while a worker is open: a forward pass on freed memory would crash the process. */
  @Override
  public synchronized void close() {
    if (workers > 0) {
      throw new IllegalStateException(
          "Cannot close network: " + workers + " workers are open (close them first)");
    }
    if (!closed) {
      closed = true;
      manager.close();
    }
  }

  synchronized void workerClosed() {
    workers--;
  }

  private void open() {
    if (closed) {
      throw new IllegalStateException("Cannot run network: it is closed");
    }
  }

  /**
   * Runs a row of zeros, because a factory may create a network that does not match the artifact.
   */
  private static void tryOut(Block network, NDManager manager, Signature signature) {
    try (NDManager trial = manager.newSubManager()) {
      NDList in = new NDList();
      for (TensorSpec input : signature.inputs()) {
        in.add(trial.zeros(new Shape(input.shape(1)), TensorTypes.of(input.type())));
      }
      NDList out = network.forward(new ParameterStore(manager, false), in, false);
      boolean fits = out.size() == signature.outputs().size();
      for (int i = 0; fits && i < out.size(); i++) {
        TensorSpec output = signature.outputs().get(i);
        fits =
            out.get(i).getShape().equals(new Shape(output.shape(1)))
                && out.get(i).getDataType() == TensorTypes.of(output.type());
      }
      if (!fits) {
        throw new UntrustedModelException(
            "Cannot load network: it puts out "
                + out.stream().map(array -> array.getDataType() + " " + array.getShape()).toList()
                + " for one row (must be "
                + signature.outputs()
                + ")");
      }
    }
  }
}
