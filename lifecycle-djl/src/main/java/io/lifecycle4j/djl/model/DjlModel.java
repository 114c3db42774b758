package io.lifecycle4j.djl.model;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import io.lifecycle4j.core.engine.OpenWorkers;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.error.UntrustedModelException;
import io.lifecycle4j.model.spi.LoadedModel;
import io.lifecycle4j.model.spi.ModelWorker;
import io.lifecycle4j.schema.Signature;
import io.lifecycle4j.schema.Task;
import io.lifecycle4j.schema.Tensor;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A network with frozen parameters, shared by its workers. */
final class DjlModel implements LoadedModel {
  private final Block network;
  private final NDManager manager;
  private final Signature signature;
  private final Kind kind;
  private final OpenWorkers workers = new OpenWorkers();

  private DjlModel(Block network, NDManager manager, Signature signature, Kind kind) {
    this.network = network;
    this.manager = manager;
    this.signature = signature;
    this.kind = kind;
  }

  /** What a network is, which decides what it can do. */
  enum Kind {
    /** A block, whose parameters are data. */
    BLOCK,
    /** A program, which knows nothing of dimensions of 1 that the task leaves out. */
    PROGRAM
  }

  /** Loads a network of parameters. The settings of the thread must already be set. */
  static DjlModel load(
      Blocks blocks,
      Device device,
      Network description,
      Signature signature,
      List<Tensor> weights) {
    return load(
        device,
        signature,
        Kind.BLOCK,
        description.factory(),
        manager -> {
          Block network = blocks.create(description, signature);
          Shape[] inputs = TensorTypes.shapes(signature.inputs(), 1);
          Parameters.initialize(network, manager, inputs, weights);
          return network;
        });
  }

  /**
   * Loads a network and runs trial rows. The settings of the thread must already be set.
   *
   * @param name names the network in messages
   * @param network creates the network in the memory of a manager, which is freed if it fails
   */
  static DjlModel load(
      Device device,
      Signature signature,
      Kind kind,
      String name,
      Function<NDManager, Block> network) {
    NDManager manager = Engine.getEngine(DjlRuntime.ENGINE).newBaseManager(device);
    boolean loaded = false;
    try {
      DjlModel model = new DjlModel(network.apply(manager), manager, signature, kind);
      new TrialRows(kind, signature).run(model.network, manager);
      loaded = true;
      return model;
    } catch (InvalidValueException e) {
      throw new UntrustedModelException("Cannot load network: " + e.getMessage(), e);
    } catch (LifecycleException e) {
      throw e;
    } catch (RuntimeException e) {
      String place = name + " on " + signature.inputs();
      String problem =
          kind == Kind.PROGRAM
              ? TorchScript.reason(e) + "; " + place + TorchScript.cure(e)
              : place + ": " + e;
      throw new UntrustedModelException("Cannot load network: " + problem, e);
    } finally {
      if (!loaded) {
        manager.close();
      }
    }
  }

  @Override
  public ModelWorker worker() {
    return new DjlWorker(workers.open(), network, manager, new TrialRows(kind, signature), null);
  }

  @Override
  public Set<String> capabilities() {
    if (kind != Kind.BLOCK) {
      return Set.of();
    }
    return sequence() == null ? Set.of(INPUT_GRADIENT) : Set.of(INPUT_GRADIENT, EMBEDDING);
  }

  /** Returns the network if it is a sequence of blocks, of which the last but one is known. */
  private @Nullable SequentialBlock sequence() {
    return network instanceof SequentialBlock blocks && blocks.getChildren().size() > 1
        ? blocks
        : null;
  }

  @Override
  public ModelWorker embeddingWorker() {
    SequentialBlock blocks = sequence();
    return kind != Kind.BLOCK || blocks == null
        ? LoadedModel.super.embeddingWorker()
        : new DjlWorker(workers.open(), network, manager, new TrialRows(kind, signature), blocks);
  }

  @Override
  public Tensor inputGradient(
      String input, List<Tensor> inputs, List<Tensor> targets, Task.Loss loss) {
    if (kind == Kind.PROGRAM) {
      return LoadedModel.super.inputGradient(input, inputs, targets, loss);
    }
    OpenWorkers.Worker use = workers.open(); // Prevents the network from being freed meanwhile.
    try {
      return new InputGradient(network, signature, manager).of(input, inputs, targets, loss);
    } finally {
      use.close(() -> {});
    }
  }

  /** Throws while a worker is open. */
  @Override
  public void close() {
    workers.close(manager::close);
  }
}
