package io.lifecycle4j.djl.training;

import ai.djl.MalformedModelException;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.Initializer;
import ai.djl.util.Pair;
import io.lifecycle4j.core.model.network.Architecture;
import io.lifecycle4j.core.model.network.WeightsFile;
import io.lifecycle4j.djl.model.Blocks;
import io.lifecycle4j.djl.model.DjlRuntime;
import io.lifecycle4j.djl.model.TensorTypes;
import io.lifecycle4j.error.TrainingFailedException;
import io.lifecycle4j.schema.Signature;
import io.lifecycle4j.schema.Tensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A network under training, with its native memory. Not thread-safe. */
final class NetworkLearner implements AutoCloseable {
  private final Engine engine = Engine.getEngine(DjlRuntime.ENGINE);
  private final NDManager manager;
  private final Order order;
  private final Block network;
  private final ParameterStore store;
  private final WeightUpdates updates;
  private final Schedule schedule;
  private final long steps;

  /**
   * Creates a network with its initial weights.
   *
   * @param fromZero whether a dense output layer begins with zeros: the network then begins with
   *     the mean of scaled targets, or with classes that are equally probable, since random weights
   *     of that layer are an error that training has to unlearn first
   */
  NetworkLearner(TrainingSettings settings, Order order, Signature signature, boolean fromZero) {
    this.order = order;
    this.manager = engine.newBaseManager(settings.own().device().find());
    this.schedule = settings.schedule();
    this.steps = (long) settings.epochs() * order.batches();
    boolean ready = false;
    try {
      engine.setRandomSeed(order.seedOf(0));
      network = settings.own().blocks().create(settings.network(), signature);
      LastLayer last = fromZero ? LastLayer.of(network) : null;
      if (last != null) {
        last.weight().setInitializer(Initializer.ZEROS);
      }
      load(settings.own().pretrained(), network, manager);
      network.initialize(manager, DataType.FLOAT32, TensorTypes.shapes(signature.inputs(), 1));
      if (!settings.network().factory().equals(Architecture.LAYERS)) { // whose shapes are known
        Blocks.checkOutputs(network, manager, signature);
      }
      store = new ParameterStore(manager, false);
      OwnOptimizer own = settings.own().updates(network);
      updates = own == null ? new RuleUpdates(settings.rule(), network, manager) : own;
      ready = true;
    } finally {
      if (!ready) {
        manager.close();
      }
    }
  }

  Block network() {
    return network;
  }

  private static void load(
      @Nullable PretrainedParameters pretrained, Block network, NDManager manager) {
    if (pretrained == null) {
      return;
    }
    try {
      pretrained.load(network, manager);
    } catch (IOException | MalformedModelException e) {
      throw new TrainingFailedException(
          "Training failed: pretrained parameters cannot be loaded: " + e, e);
    }
  }

  /** Returns the learning rate of the last step, if it is known. */
  OptionalDouble learningRate() {
    return updates.learningRate();
  }

  /**
   * Performs a step, from 1, and returns the loss before it; if the loss is not finite, performs no
   * step.
   */
  double learn(RowBatch batch, long step, Objective objective) {
    // A seed for each step makes it independent of random numbers drawn before.
    engine.setRandomSeed(order.seedOf(step));
    double loss;
    try (NDManager arrays = manager.newSubManager();
        GradientCollector gradients = engine.newGradientCollector()) {
      Objective.BatchLoss found = objective.of(forward(arrays, batch, true), batch, arrays);
      loss = found.mean();
      if (!Double.isFinite(loss)) {
        return loss;
      }
      gradients.backward(found.array());
    }
    updates.step(step, schedule.factor(step, steps, order.batches()));
    return loss;
  }

  /**
   * Returns the loss of a batch, without learning from it.
   *
   * @param outputs receives the outputs for the batch, valid during the call
   */
  double validate(RowBatch batch, Objective objective, Consumer<? super NDList> outputs) {
    try (NDManager arrays = manager.newSubManager()) {
      NDList made = forward(arrays, batch, false);
      outputs.accept(TensorTypes.onCpu(made, arrays));
      return objective.of(made, batch, arrays).mean();
    }
  }

  /** Returns the current weights as a file. */
  byte[] weights(Objective objective) {
    LastLayer last = objective.scale().isNone() ? null : LastLayer.of(network);
    List<Tensor> tensors = new ArrayList<>();
    for (Pair<String, Parameter> parameter : network.getParameters()) {
      NDArray array = parameter.getValue().getArray();
      float[] values = array.toFloatArray();
      if (last != null) {
        last.fold(parameter.getValue(), values, objective.scale());
      }
      for (float value : values) {
        if (!Float.isFinite(value)) {
          throw new TrainingFailedException(
              "Training failed: a weight of " + parameter.getKey() + " is " + value);
        }
      }
      long[] shape = array.getShape().getShape();
      tensors.add(Tensor.of(parameter.getKey(), values, shape));
    }
    return WeightsFile.write(tensors);
  }

  @Override
  public void close() {
    updates.close();
    manager.close();
  }

  private NDList forward(NDManager arrays, RowBatch batch, boolean training) {
    return network.forward(store, batch.inputs(arrays), training);
  }
}
