package io.lifecycle4j.djl.model;

import static io.lifecycle4j.error.Preconditions.check;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.error.UntrustedModelException;
import io.lifecycle4j.model.LoadedModel;
import io.lifecycle4j.model.ModelArtifact;
import io.lifecycle4j.model.ModelWorker;
import io.lifecycle4j.model.Tensor;
import java.util.List;

/** A network whose parameters are frozen, shared by its workers. */
final class DjlModel implements LoadedModel {
  private final Block network;
  private final NDManager manager;
  private final long[] input;
  private final int outputs;
  private int workers;
  private boolean closed;

  private DjlModel(Block network, NDManager manager, long[] input, int outputs) {
    this.network = network;
    this.manager = manager;
    this.input = input;
    this.outputs = outputs;
  }

  /** Loads a network; the thread must have its settings already. */
  static DjlModel load(Network description, ModelArtifact artifact, List<Tensor> weights) {
    NetworkFactory factory = NetworkFactory.named(description.factory());
    NDManager manager = Engine.getEngine(DjlRuntime.ENGINE).newBaseManager(Device.cpu());
    boolean loaded = false;
    try {
      long[] input = artifact.input().stream().mapToLong(Integer::longValue).toArray();
      Shape row = row(artifact.input());
      Block network = factory.create(description.config(), row, artifact.outputs());
      Parameters.initialize(network, manager, batchOfOne(row), weights);
      tryOut(network, manager, batchOfOne(row), artifact.outputs());
      loaded = true;
      return new DjlModel(network, manager, input, artifact.outputs());
    } catch (InvalidValueException e) {
      throw new UntrustedModelException("Cannot load network: " + e.getMessage(), e);
    } catch (LifecycleException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new UntrustedModelException(
          "Cannot load network: " + description.factory() + " on " + artifact.input() + ": " + e,
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
    return new DjlWorker(this, network, manager, input, outputs);
  }

  /** Refuses while a worker is open: a forward on freed memory would end the process. */
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

  private static Shape row(List<Integer> input) {
    long numbers = 1;
    for (int dimension : input) {
      check(
          dimension > 0 && (numbers *= dimension) <= Integer.MAX_VALUE,
          "Invalid input shape: %s (dimensions must be positive and fit an int)",
          input);
    }
    return new Shape(input.stream().mapToLong(Integer::longValue).toArray());
  }

  private static Shape batchOfOne(Shape row) {
    return new Shape(1).addAll(row);
  }

  /** Runs a row of zeros: what a factory made may not be what the artifact says. */
  private static void tryOut(Block network, NDManager manager, Shape input, int outputs) {
    try (NDManager trial = manager.newSubManager()) {
      NDList in = new NDList(trial.zeros(input));
      NDArray out =
          network.forward(new ParameterStore(manager, false), in, false).singletonOrThrow();
      Shape expected = new Shape(1, outputs);
      if (!out.getShape().equals(expected) || out.getDataType() != DataType.FLOAT32) {
        throw new UntrustedModelException(
            "Cannot load network: it puts out "
                + out.getShape()
                + " of "
                + out.getDataType()
                + " (must be "
                + expected
                + " of float32)");
      }
    }
  }
}
