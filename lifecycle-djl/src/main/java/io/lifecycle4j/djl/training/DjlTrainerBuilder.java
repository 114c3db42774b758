package io.lifecycle4j.djl.training;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.checkUnset;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import ai.djl.nn.Block;
import ai.djl.training.loss.Loss;
import io.lifecycle4j.core.json.WrittenFile;
import io.lifecycle4j.djl.model.BlockConfig;
import io.lifecycle4j.djl.model.Blocks;
import io.lifecycle4j.djl.model.ComputeDevice;
import io.lifecycle4j.djl.model.DjlRuntime;
import io.lifecycle4j.djl.model.Network;
import io.lifecycle4j.djl.model.NetworkSize;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.model.ModelVersion;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Builds a {@link DjlTrainer}. Not thread-safe. Setting a part twice is an error. */
public final class DjlTrainerBuilder extends LoopBuilder<DjlTrainerBuilder> {
  /** The maximum number of threads per operation; a process cannot start more. */
  public static final int MAX_THREADS = 1_024;

  private @Nullable Network network;
  private @Nullable Integer epochs;
  private @Nullable Integer batchSize;
  private @Nullable Integer shuffleBlocks;
  private @Nullable Long seed;
  private @Nullable Integer threads;
  private @Nullable Long maxParameters;
  private Blocks blocks = Blocks.NONE;
  private @Nullable ComputeDevice device;
  private @Nullable Loss loss;
  private @Nullable PretrainedParameters pretrained;
  private @Nullable TrainerFile file;
  private @Nullable ModelVersion start;
  private @Nullable Set<String> frozen;
  private final Map<String, Double> rates = new TreeMap<>();
  private @Nullable List<Augmentation> augment;

  DjlTrainerBuilder() {}

  @Override
  DjlTrainerBuilder self() {
    return this;
  }

  /**
   * Reads settings from a YAML file, or a JSON file if its name ends with {@code .json}. Its keys
   * are the methods of this builder; the reference has its schema. A part that the file sets must
   * not be set again here. Its text and its digest are recorded with each run.
   *
   * @param settings the file, in UTF-8, without tags, anchors and aliases of YAML
   * @return this builder
   * @throws io.lifecycle4j.error.InvalidDataException if there is no such file, a key is unknown or
   *     duplicate, or a value is invalid; the message names the line, the column and the nearest
   *     key
   */
  public DjlTrainerBuilder read(Path settings) {
    checkUnset(this.file, "trainer", "file");
    TrainerFile read = new TrainerFile(WrittenFile.read(required(settings, "file of settings")));
    read.set(this);
    this.file = read;
    return this;
  }

  /**
   * Sets the network to train.
   *
   * @param network the network without its output layer
   * @return this builder
   */
  public DjlTrainerBuilder network(Network network) {
    checkUnset(this.network, "trainer", "network");
    this.network = required(network, "network");
    return this;
  }

  /**
   * Sets the network to train by the name of a {@link #block} or the id of a factory.
   *
   * @param id the name of a block of this trainer, or the id of a {@link
   *     io.lifecycle4j.djl.model.NetworkFactory}
   * @param config the configuration for it
   * @return this builder
   */
  public DjlTrainerBuilder factory(String id, String config) {
    return network(new Network(id, config));
  }

  /**
   * Adds a block of the application. If it is the only block and no network is set, it is the
   * network, with an empty configuration; otherwise name it with {@link #factory}. In a process
   * that serves without this trainer, pass it to {@link
   * io.lifecycle4j.djl.model.DjlEngine#builder}.
   *
   * @param name its name in model versions, whose meaning never changes
   * @param block creates the whole network, for training and for every load, with uninitialized
   *     parameters; it must have the same parameters each time
   * @return this builder
   */
  public DjlTrainerBuilder block(
      String name, Function<? super BlockConfig, ? extends Block> block) {
    blocks = blocks.with(name, block);
    return this;
  }

  /**
   * Sets the device that trains the network, and runs it in models that are opened with this
   * trainer. Default: the CPU for training, the engines of the home for serving.
   *
   * @param device the device; if it does not exist, training throws a {@link
   *     io.lifecycle4j.error.NotFoundException}
   * @return this builder
   */
  public DjlTrainerBuilder device(ComputeDevice device) {
    checkUnset(this.device, "trainer", "device");
    this.device = required(device, "device");
    return this;
  }

  /**
   * Sets initial values of parameters, such as those of a backbone in a file. Default: all
   * parameters are initialized at random.
   *
   * @param parameters sets values in each new network, before training
   * @return this builder
   */
  public DjlTrainerBuilder pretrained(PretrainedParameters parameters) {
    checkUnset(this.pretrained, "trainer", "pretrained parameters");
    this.pretrained = required(parameters, "pretrained parameters");
    return this;
  }

  /**
   * Sets the version whose weights training begins with, such as one that learned from more rows.
   * Layers are found by their names: {@code conv1} is the first convolution, {@code output} the
   * layer after all others. Layers that the version lacks begin at random, as does an output layer
   * of another size; the run names them with the tag {@code newLayers}. The new version names this
   * one as its ancestor. Inputs should be prepared as those of the version were. Default: none.
   *
   * @param version a version of the home, of any model, that a {@code DjlTrainer} trained
   * @return this builder
   */
  public DjlTrainerBuilder startFrom(ModelVersion version) {
    checkUnset(this.start, "trainer", "version to start from");
    this.start = required(version, "model version");
    return this;
  }

  /**
   * Freezes layers: training changes neither their weights nor the statistics of a batch
   * normalization, which then uses these statistics. Those of a block of DJL's own are reset after
   * each batch, so that only serving uses them. Training fails if there is no layer of a name.
   * Default: none.
   *
   * @param layers the kinds of layers with their numbers from 1, such as {@code conv1}, {@code
   *     image/conv1} in a branch, {@code residual1.dense1} in another layer, or {@code output}; of
   *     a block, the names of its children, such as {@code 01Conv2d}
   * @return this builder
   */
  public DjlTrainerBuilder freeze(String... layers) {
    checkUnset(this.frozen, "trainer", "frozen layers");
    List<String> names = copy(Arrays.asList(required(layers, "layers")), "layers");
    check(!names.isEmpty(), "Invalid frozen layers: none (name at least one)");
    this.frozen = new TreeSet<>(names);
    return this;
  }

  /**
   * Sets the learning rate of one layer, which the schedule changes like the others. Default: that
   * of the optimizer.
   *
   * @param layer its name, as in {@link #freeze}
   * @param rate the rate, above 0
   * @return this builder
   */
  public DjlTrainerBuilder learningRate(String layer, double rate) {
    checkUnset(rates.get(required(layer, "layer")), "trainer", "learning rate of " + layer);
    rates.put(layer, Optimizers.checkRate(rate));
    return this;
  }

  /**
   * Changes the images that the network is trained on at random, in the given order. Training fails
   * if no input is an image. Default: they are as they are.
   *
   * @param changes the changes of each image
   * @return this builder
   */
  public DjlTrainerBuilder augment(Augmentation... changes) {
    checkUnset(this.augment, "trainer", "augmentation");
    List<Augmentation> all = copy(Arrays.asList(required(changes, "augmentation")), "augmentation");
    check(!all.isEmpty(), "Invalid augmentation: none (name at least one change)");
    this.augment = all;
    return this;
  }

  /**
   * Sets the loss. It receives all targets and all outputs of a batch, in the order of the task and
   * unscaled. Default: the loss of the task, see {@link DjlTrainer}.
   *
   * @param loss a loss whose value for a batch is one number, the mean over its rows
   * @return this builder
   */
  public DjlTrainerBuilder loss(Loss loss) {
    checkUnset(this.loss, "trainer", "loss");
    this.loss = required(loss, "loss");
    return this;
  }

  /**
   * Sets the number of epochs. Default: 10; with few rows more, for at least 1,000 steps.
   *
   * @param epochs the number, at least 1
   * @return this builder
   */
  public DjlTrainerBuilder epochs(int epochs) {
    checkUnset(this.epochs, "trainer", "epochs");
    this.epochs = atLeastOne("epochs", epochs);
    return this;
  }

  /**
   * Sets the batch size. Default: 32, or all training rows if there are fewer. The last batch of an
   * epoch contains the remaining rows; a single remaining row joins the previous batch, because one
   * row has no standard deviation.
   *
   * @param rows the number of rows, at least 1; a training with fewer training rows throws an
   *     {@link io.lifecycle4j.error.InvalidValueException}, and so does one with batches of one row
   *     if a {@code batchNorm} would normalize a single number
   * @return this builder
   */
  public DjlTrainerBuilder batchSize(int rows) {
    checkUnset(this.batchSize, "trainer", "batch size");
    this.batchSize = atLeastOne("batch size", rows);
    return this;
  }

  /**
   * Shuffles rows in blocks, for rows that exceed the memory: those of 16 blocks at a time, in
   * another order of the blocks in each epoch. Rows that are trained on together are then near each
   * other in the file that they are read from. Default: all rows are shuffled together.
   *
   * @param rows how many rows one after the other are a block, at least 1, such as 65,536
   * @return this builder
   */
  public DjlTrainerBuilder shuffleBlocks(int rows) {
    checkUnset(this.shuffleBlocks, "trainer", "blocks of rows");
    this.shuffleBlocks = atLeastOne("block of rows", rows);
    return this;
  }

  /**
   * Sets the seed of the initial weights, the order of the rows and dropout. Default: 42.
   *
   * @param seed any number
   * @return this builder
   */
  public DjlTrainerBuilder seed(long seed) {
    checkUnset(this.seed, "trainer", "seed");
    this.seed = seed;
    return this;
  }

  /**
   * Sets the number of threads per operation. Results with another number may differ in the last
   * bits. Default: {@link DjlRuntime#threads()}.
   *
   * @param threads the number, at least 1, at most {@value #MAX_THREADS}
   * @return this builder
   */
  public DjlTrainerBuilder threads(int threads) {
    checkUnset(this.threads, "trainer", "threads");
    check(
        threads >= 1 && threads <= MAX_THREADS,
        "Invalid threads: %s (must be at least 1%s)",
        threads,
        threads < 1 ? "" : ", at most " + MAX_THREADS);
    this.threads = threads;
    return this;
  }

  /**
   * Sets the maximum number of parameters. A larger network is rejected before any memory is
   * allocated. A batch whose activations exceed the memory is rejected too. Default: {@link
   * NetworkSize#limit()}, as many as fit into memory with their gradients and the moments of Adam.
   *
   * @param parameters the number, at least 1, at most {@value NetworkSize#MOST_PARAMETERS}
   * @return this builder
   */
  public DjlTrainerBuilder maxParameters(long parameters) {
    checkUnset(this.maxParameters, "trainer", "limit of parameters");
    check(
        parameters >= 1 && parameters <= NetworkSize.MOST_PARAMETERS,
        "Invalid limit of parameters: %s (must be from 1 to %s, which one file of weights holds)",
        parameters,
        NetworkSize.MOST_PARAMETERS);
    this.maxParameters = parameters;
    return this;
  }

  /**
   * Returns the trainer.
   *
   * @return the trainer
   * @throws io.lifecycle4j.error.InvalidValueException if there is no network, or settings of the
   *     default optimizer, or checkpoints, are combined with a custom one
   */
  public DjlTrainer build() {
    return new DjlTrainer(
        new TrainingSettings(
            network(),
            or(epochs, 0),
            or(batchSize, 0),
            or(shuffleBlocks, 0),
            loop(),
            or(seed, 42L),
            or(threads, DjlRuntime.threads()),
            checkpoints(),
            or(maxParameters, NetworkSize.limit()),
            earlyStop(),
            file,
            tuning(),
            augment == null ? List.of() : augment,
            new OwnParts(blocks, device, loss, ownOptimizer(), pretrained)));
  }

  private FineTuning tuning() {
    check(
        rates.isEmpty() || ownOptimizer() == null,
        "Invalid trainer: learning rates of layers beside an optimizer of DJL (use one of"
            + " Optimizers)");
    return new FineTuning(start, frozen == null ? Set.of() : frozen, rates);
  }

  private Network network() {
    if (network == null && blocks.names().size() == 1) {
      return new Network(blocks.names().iterator().next(), "");
    }
    if (network == null) {
      throw new InvalidValueException(
          "Missing network: none (call network(…), factory(…), or block(…) once)");
    }
    return network;
  }
}
