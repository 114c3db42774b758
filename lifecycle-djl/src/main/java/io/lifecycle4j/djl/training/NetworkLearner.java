package io.lifecycle4j.djl.training;

import static io.lifecycle4j.error.Preconditions.required;

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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A network under training, with its native memory. Not thread-safe. */
final class NetworkLearner implements AutoCloseable {
  private final Engine engine = Engine.getEngine(DjlRuntime.ENGINE);
  private final NDManager manager;
  private final Order order;
  private final Block network;
  private final NamedLayers layers;
  private final @Nullable TunedNetwork tuned;
  private final ParameterStore store;
  private final WeightUpdates updates;
  private final LoopSettings loop;
  private final Gradients gradients;
  private final @Nullable AveragedWeights average;
  private final long updatesInAll;

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
    this.loop = settings.loop();
    this.updatesInAll = (long) settings.epochs() * loop.updates(order.batches());
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
      layers = NamedLayers.of(settings.network(), network.getParameters().keys());
      FineTuning tuning = settings.tuning();
      tuned = tuning.namesLayers() ? new TunedNetwork(tuning, layers, network) : null;
      store = new ParameterStore(manager, false);
      OwnOptimizer own = settings.own().updates(network);
      updates = own == null ? new RuleUpdates(loop.rule(), network, manager, tuned) : own;
      gradients = new Gradients(network);
      average = loop.average() > 0 ? new AveragedWeights(loop.average(), network) : null;
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

  /** Begins with the weights of a version, and returns the layers that begin at random. */
  Set<String> load(ParentWeights parent, Objective objective) {
    return parent.load(layers, network, objective.scale());
  }

  /** Begins, once all parameters have the values to begin with. */
  void begin() {
    if (tuned != null) {
      tuned.begin();
    }
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
   * Adds the gradients of a batch to those before it, and returns its loss.
   *
   * @param step the number of the batch in the training, from 1
   * @param share the share of the batch in the rows of its update
   * @return the loss; if it is not finite, no gradients were added
   */
  double learn(RowBatch batch, long step, double share, Objective objective) {
    // A seed for each step makes it independent of random numbers drawn before.
    engine.setRandomSeed(order.seedOf(step));
    HeldNumbers held = new HeldNumbers();
    try (NDManager arrays = manager.newSubManager();
        GradientCollector collector = engine.newGradientCollector()) {
      Objective.BatchLoss found = objective.of(forward(arrays, batch, true), batch, arrays);
      if (Double.isFinite(found.mean())) {
        collector.backward(found.array(share, arrays));
      }
      return found.mean();
    } finally {
      held.release();
      if (tuned != null) {
        tuned.restore();
      }
    }
  }

  /**
   * Changes the weights by the gradients that were added.
   *
   * @param update the number of the update, from 1
   * @param factor a factor of the learning rate, beside that of the schedule
   * @param measured whether the norm of the gradients is wanted
   * @return the norm of the gradients before they are clipped; 0 if it is not known
   */
  double update(long update, double factor, boolean measured) {
    boolean clips = loop.clipNorm() < Double.POSITIVE_INFINITY;
    double norm = clips || measured ? gradients.norm() : 0;
    if (!Double.isFinite(norm)) {
      return norm;
    }
    if (clips) {
      gradients.clipNorm(norm, loop.clipNorm());
    }
    if (loop.clipValue() < Double.POSITIVE_INFINITY) {
      gradients.clipValue(loop.clipValue());
    }
    long each = loop.updates(order.batches());
    updates.step(update, factor * loop.schedule().factor(update, updatesInAll, each));
    if (average != null) {
      average.update();
    }
    return norm;
  }

  /** Returns whether every weight is finite. */
  boolean areWeightsFinite() {
    return gradients.areWeightsFinite();
  }

  /** Runs something while the network has the weights that the training would return. */
  <T> T returned(Supplier<T> work) {
    return average == null ? work.get() : average.during(work);
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

  /** Names the optimizer if its state is not known, so that the training cannot be resumed. */
  @Nullable String unknownOptimizer() {
    return updates.state() == null ? updates.name() : null;
  }

  /** Returns the arrays of the training by what they are; they are read when they are written. */
  Map<String, SavedTraining.Section> save() {
    Map<String, SavedTraining.Section> sections = new LinkedHashMap<>();
    arrays().forEach((name, each) -> sections.put(name, NamedArrays.section(each)));
    return sections;
  }

  /** Returns the names of what {@link #save} returns. */
  Set<String> sections() {
    return arrays().keySet();
  }

  /** Restores a section that {@link #save} returned. */
  void restore(String section, byte[] bytes) {
    if (average != null && section.equals(SavedTraining.AVERAGE)) {
      average.restore(bytes);
    } else {
      NamedArrays.read(bytes, required(arrays().get(section), "section", section));
    }
  }

  private Map<String, Map<String, NDArray>> arrays() {
    Map<String, Map<String, NDArray>> arrays = new LinkedHashMap<>();
    arrays.put(SavedTraining.WEIGHTS, parameters());
    Map<String, Map<String, NDArray>> state = updates.state();
    if (state != null) {
      arrays.putAll(state);
    }
    if (average != null) {
      arrays.put(SavedTraining.AVERAGE, average.all());
    }
    return arrays;
  }

  private Map<String, NDArray> parameters() {
    Map<String, NDArray> arrays = new LinkedHashMap<>();
    for (Pair<String, Parameter> named : network.getParameters()) {
      arrays.put(named.getKey(), named.getValue().getArray());
    }
    return arrays;
  }

  /** Returns the weights that the training would return now, as a file. */
  byte[] weights(Objective objective) {
    return returned(() -> file(objective));
  }

  private byte[] file(Objective objective) {
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
