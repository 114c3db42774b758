package io.lifecycle4j.djl.training;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.checkUnset;
import static io.lifecycle4j.error.Preconditions.required;

import ai.djl.nn.Block;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import io.lifecycle4j.core.json.WrittenFile;
import io.lifecycle4j.djl.model.BlockConfig;
import io.lifecycle4j.djl.model.Blocks;
import io.lifecycle4j.djl.model.ComputeDevice;
import io.lifecycle4j.djl.model.DjlRuntime;
import io.lifecycle4j.djl.model.Network;
import io.lifecycle4j.djl.model.NetworkSize;
import io.lifecycle4j.error.InvalidValueException;
import java.nio.file.Path;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Builds a {@link DjlTrainer}. Not thread-safe. Setting a part twice is an error. */
public final class DjlTrainerBuilder {
  /** The most threads per operation; a process cannot start more. */
  public static final int MAX_THREADS = 1_024;

  private @Nullable Network network;
  private @Nullable Integer epochs;
  private @Nullable Integer batchSize;
  private @Nullable Double learningRate;
  private @Nullable Double weightDecay;
  private @Nullable UpdateRule rule;
  private @Nullable Schedule schedule;
  private @Nullable Long seed;
  private @Nullable Integer threads;
  private @Nullable Integer checkpointEvery;
  private @Nullable Long maxParameters;
  private @Nullable EarlyStop earlyStop;
  private Blocks blocks = Blocks.NONE;
  private @Nullable ComputeDevice device;
  private @Nullable Loss loss;
  private @Nullable Supplier<? extends Optimizer> optimizer;
  private @Nullable PretrainedParameters pretrained;
  private @Nullable TrainerFile file;

  DjlTrainerBuilder() {}

  /**
   * Sets all that a YAML file sets, or a JSON file if its name ends with {@code .json}. Its keys
   * are the methods of this builder; the reference has its schema. A part that the file sets must
   * not be set again here. Its text and its digest are recorded with each run.
   *
   * @param settings the file, in UTF-8, without tags, anchors and aliases of YAML
   * @return this builder
   * @throws io.lifecycle4j.error.InvalidDataException if there is no such file, a key is unknown or
   *     there twice, or a value is invalid; the message names the line, the column and the nearest
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
   * Adds a block of the application. If it is the only one and no network is set, it is the
   * network, with an empty configuration; else name it with {@link #factory}. A process that serves
   * without this trainer gets it from {@link io.lifecycle4j.djl.model.DjlEngine#builder}.
   *
   * @param name its name in model versions, whose meaning never changes
   * @param block creates the whole network, for training and for every load, without values of
   *     parameters; it must have the same parameters each time
   * @return this builder
   */
  public DjlTrainerBuilder block(
      String name, Function<? super BlockConfig, ? extends Block> block) {
    blocks = blocks.with(name, block);
    return this;
  }

  /**
   * Sets where the network is trained, and run by models that are opened with this trainer.
   * Default: the CPU for training, the engines of the home for serving.
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
   * Sets values that training begins with, such as those of a backbone in a file. Default: all
   * parameters are initialised at random.
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
   * Sets the loss. It gets all targets and all outputs of a batch, in the order of the task, as
   * they are, not scaled. Default: the loss of the task, see {@link DjlTrainer}.
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
   * Sets the optimizer, instead of {@link #learningRate} and {@link #weightDecay}. Default: {@link
   * Optimizers#adamW} without weight decay.
   *
   * @param optimizer one of {@link Optimizers} with its settings
   * @return this builder
   */
  public DjlTrainerBuilder optimizer(Optimizers.Settings<?> optimizer) {
    checkUnset(optimizer() != null, "trainer", "optimizer");
    this.rule = required(optimizer, "optimizer").rule();
    return this;
  }

  /**
   * Sets an optimizer of DJL or of the application. On PyTorch, those of DJL that work are {@code
   * sgd}, {@code adam} and {@code adamW}. Its state is not known, so that a training with it cannot
   * be resumed. Prefer {@link #optimizer(Optimizers.Settings)}.
   *
   * @param optimizer returns a new optimizer for each training, since optimizers have a state
   * @return this builder
   */
  public DjlTrainerBuilder optimizer(Supplier<? extends Optimizer> optimizer) {
    checkUnset(optimizer() != null, "trainer", "optimizer");
    this.optimizer = required(optimizer, "optimizer");
    return this;
  }

  private @Nullable Object optimizer() {
    return optimizer == null ? rule : optimizer;
  }

  /**
   * Sets the number of epochs. Default: 10, or more for few rows, so that there are at least 1,000
   * steps.
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
   * Sets the batch size. Default: 32. The last batch of an epoch contains the remaining rows; a
   * single remaining row joins the previous batch, because one row has no deviation.
   *
   * @param rows the number of rows, at least 1
   * @return this builder
   */
  public DjlTrainerBuilder batchSize(int rows) {
    checkUnset(this.batchSize, "trainer", "batch size");
    this.batchSize = atLeastOne("batch size", rows);
    return this;
  }

  /**
   * Sets the learning rate of the default optimizer. Default: 0.001.
   *
   * @param rate the rate, above 0
   * @return this builder
   */
  public DjlTrainerBuilder learningRate(double rate) {
    checkUnset(this.learningRate, "trainer", "learning rate");
    this.learningRate = Optimizers.checkRate(rate);
    return this;
  }

  /**
   * Sets the decoupled weight decay: each step shrinks the weights by this share of the learning
   * rate (Loshchilov and Hutter 2019). Default: 0.
   *
   * @param decay the decay, at least 0
   * @return this builder
   */
  public DjlTrainerBuilder weightDecay(double decay) {
    checkUnset(this.weightDecay, "trainer", "weight decay");
    this.weightDecay = Optimizers.checkDecay(decay);
    return this;
  }

  /**
   * Sets how the learning rate changes from update to update. Default: {@link Schedule#constant}.
   *
   * @param schedule the schedule
   * @return this builder
   */
  public DjlTrainerBuilder schedule(Schedule schedule) {
    checkUnset(this.schedule, "trainer", "schedule");
    this.schedule = required(schedule, "schedule");
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
   * Stops as {@link #earlyStopping(int, double)} does; any decrease is an improvement.
   *
   * @param patience how many epochs without improvement are accepted, at least 1
   * @return this builder
   */
  public DjlTrainerBuilder earlyStopping(int patience) {
    return earlyStopping(patience, 0);
  }

  /**
   * Stops when the validation loss has not improved by at least an amount for a number of epochs,
   * and keeps the weights of the best epoch. Requires validation rows. Default: no early stopping;
   * the weights of the last epoch are kept.
   *
   * @param patience how many epochs without improvement are accepted, at least 1
   * @param minDelta the least decrease of the loss that counts as an improvement, at least 0
   * @return this builder
   */
  public DjlTrainerBuilder earlyStopping(int patience, double minDelta) {
    checkUnset(this.earlyStop, "trainer", "early stopping");
    check(
        minDelta >= 0 && minDelta < Double.POSITIVE_INFINITY,
        "Invalid minimal improvement: %s (must be at least 0)",
        minDelta);
    this.earlyStop = new EarlyStop(atLeastOne("patience", patience), minDelta);
    return this;
  }

  /**
   * Stores a checkpoint with the run every so many epochs, with the number of the epoch as the
   * step. It contains the weights that training would return if it ended then. Checkpoints are kept
   * as long as the run. Default: never.
   *
   * @param epochs the interval in epochs, at least 1
   * @return this builder
   */
  public DjlTrainerBuilder checkpointEvery(int epochs) {
    checkUnset(this.checkpointEvery, "trainer", "checkpoints");
    this.checkpointEvery = atLeastOne("epochs between checkpoints", epochs);
    return this;
  }

  /**
   * Sets the most parameters: a larger network is rejected before any memory is allocated. A batch
   * whose numbers between the layers exceed the memory is rejected too. Default: {@link
   * NetworkSize#limit()}, as many as fit into the memory with their gradients and the moments of
   * Adam.
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
   * @throws io.lifecycle4j.error.InvalidValueException if there is no network, or an optimizer
   *     beside settings of another
   */
  public DjlTrainer build() {
    check(
        optimizer() == null || (learningRate == null && weightDecay == null),
        "Invalid trainer: an optimizer beside a learning rate or a weight decay (set them in the"
            + " optimizer)");
    check(
        optimizer == null || schedule == null,
        "Invalid trainer: a schedule beside an optimizer of DJL (set its tracker)");
    return new DjlTrainer(
        new TrainingSettings(
            network(),
            or(epochs, 0),
            or(batchSize, 32),
            rule == null ? defaultRule() : rule,
            or(schedule, Schedule.constant()),
            or(seed, 42L),
            or(threads, DjlRuntime.threads()),
            or(checkpointEvery, 0),
            or(maxParameters, NetworkSize.limit()),
            earlyStop,
            file,
            new OwnParts(blocks, device, loss, optimizer, pretrained)));
  }

  private UpdateRule defaultRule() {
    return Optimizers.adamW()
        .learningRate(or(learningRate, 0.001))
        .weightDecay(or(weightDecay, 0.0))
        .rule();
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

  private static <T> T or(@Nullable T value, T otherwise) {
    return value == null ? otherwise : value;
  }

  private static int atLeastOne(String what, int value) {
    check(value >= 1, "Invalid %s: %s (must be at least 1)", what, value);
    return value;
  }
}
