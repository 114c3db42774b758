package io.lifecycle4j.djl.training;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.checkUnset;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.djl.model.DjlRuntime;
import io.lifecycle4j.djl.model.Network;
import io.lifecycle4j.djl.model.NetworkSize;
import io.lifecycle4j.training.TrainedModel;
import io.lifecycle4j.training.Trainer;
import io.lifecycle4j.training.TrainingContext;
import org.jspecify.annotations.Nullable;

/**
 * Trains a network with Adam on mini-batches, on the CPU.
 *
 * <p>The loss is the softmax cross-entropy for a classification and the mean squared error for a
 * regression. A network that ends in a dense layer, as every network of layers does, learns the
 * truths of a regression at mean 0 and deviation 1; their own mean and deviation are put into its
 * last layer at the end, so that it puts out the truths as they are.
 *
 * <p>The same rows, settings, libraries and kind of processor give the same bytes, whatever else
 * the process does, unless that draws random numbers from PyTorch. PyTorch can record gradients for
 * one training at a time: a second one waits for the first. Thread-safe.
 *
 * <p>The run has every setting as a parameter and after each epoch, at its number as the step, from
 * 1: {@code loss}, with validation rows {@code validation_loss} and {@code validation_accuracy} or
 * {@code validation_rmse}, each with the version and the role of the rows it was measured on;
 * {@code learning_rate}, as it was at the last step of the epoch; {@code examples_per_second} while
 * it learned; and {@code epoch_seconds}, with validation. Losses and errors of a regression are in
 * units of the truth. A training whose process was killed leaves a run that is CRASHED, with the
 * epochs it did and its checkpoints, which are weights as model versions have them; a training
 * itself begins anew.
 */
public final class DjlTrainer implements Trainer {
  private final TrainingSettings settings;

  private DjlTrainer(TrainingSettings settings) {
    this.settings = settings;
  }

  /**
   * Collects settings.
   *
   * @return a builder; it needs a network or a factory
   */
  public static Builder builder() {
    return new Builder();
  }

  @Override
  public TrainedModel train(TrainingContext context) {
    return new NetworkTraining(settings, required(context, "training context")).run();
  }

  /** Settings of a training. */
  public static final class Builder {
    /** The most threads for one operation: beyond it a process cannot start them. */
    public static final int MAX_THREADS = 1_024;

    private @Nullable Network network;
    private @Nullable Integer epochs;
    private @Nullable Integer batchSize;
    private @Nullable Double learningRate;
    private @Nullable Double weightDecay;
    private AdamSettings.@Nullable Schedule schedule;
    private @Nullable Long seed;
    private @Nullable Integer threads;
    private @Nullable Integer checkpointEvery;
    private @Nullable Long maxParameters;
    private @Nullable EarlyStop earlyStop;

    private Builder() {}

    /**
     * Trains this network.
     *
     * @param network the network without its output layer
     * @return this builder
     */
    public Builder network(Network network) {
      checkUnset(this.network, "trainer", "network");
      this.network = required(network, "network");
      return this;
    }

    /**
     * Trains a network that a {@link io.lifecycle4j.djl.model.NetworkFactory} creates.
     *
     * @param id the id of the factory
     * @param config what it creates
     * @return this builder
     */
    public Builder factory(String id, String config) {
      return network(new Network(id, config));
    }

    /**
     * Goes through the training rows so many times. Default: 10.
     *
     * @param epochs at least 1
     * @return this builder
     */
    public Builder epochs(int epochs) {
      checkUnset(this.epochs, "trainer", "epochs");
      this.epochs = atLeastOne("epochs", epochs);
      return this;
    }

    /**
     * Learns from so many rows at once. Default: 32. The last batch of an epoch has the rows that
     * are left; a single one joins the batch before it, since one row has no deviation.
     *
     * @param rows at least 1
     * @return this builder
     */
    public Builder batchSize(int rows) {
      checkUnset(this.batchSize, "trainer", "batch size");
      this.batchSize = atLeastOne("batch size", rows);
      return this;
    }

    /**
     * Sets the step size of Adam. Default: 0.001.
     *
     * @param rate above 0
     * @return this builder
     */
    public Builder learningRate(double rate) {
      checkUnset(this.learningRate, "trainer", "learning rate");
      check(
          (float) rate > 0 && rate < 1e6,
          "Invalid learning rate: %s (must be above 0, below 1000000)",
          rate);
      this.learningRate = rate;
      return this;
    }

    /**
     * Shrinks the weights in each step by this share of the learning rate (decoupled weight decay,
     * Loshchilov and Hutter 2019). Default: 0.
     *
     * @param decay at least 0
     * @return this builder
     */
    public Builder weightDecay(double decay) {
      checkUnset(this.weightDecay, "trainer", "weight decay");
      check(
          decay >= 0 && decay < 1e6,
          "Invalid weight decay: %s (must be at least 0, below 1000000)",
          decay);
      this.weightDecay = decay;
      return this;
    }

    /**
     * Lowers the learning rate step by step along half a cosine, from its start to 0 after the last
     * epoch (Loshchilov and Hutter 2017, without restarts). Default: it stays.
     *
     * @return this builder
     */
    public Builder cosineDecay() {
      checkUnset(this.schedule, "trainer", "schedule");
      this.schedule = AdamSettings.Schedule.COSINE;
      return this;
    }

    /**
     * Seeds the first weights, the order of the rows and dropout. Default: 42.
     *
     * @param seed any number
     * @return this builder
     */
    public Builder seed(long seed) {
      checkUnset(this.seed, "trainer", "seed");
      this.seed = seed;
      return this;
    }

    /**
     * Uses so many threads for one operation; another number gives other low bits. Default: {@link
     * DjlRuntime#threads()}.
     *
     * @param threads at least 1, at most {@value #MAX_THREADS}
     * @return this builder
     */
    public Builder threads(int threads) {
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
     * Stops when the validation loss has not become less for some epochs, and keeps the weights of
     * the best epoch. Default: all epochs, and the weights of the last. Needs validation rows.
     *
     * @param patience how many epochs without a better one it accepts, at least 1
     * @return this builder
     */
    public Builder earlyStopping(int patience) {
      return earlyStopping(patience, 0);
    }

    /**
     * Stops when the validation loss has not become less by some amount for some epochs, and keeps
     * the weights of the best epoch. Default: all epochs, and the weights of the last. Needs
     * validation rows.
     *
     * @param patience how many epochs without a better one it accepts, at least 1
     * @param minDelta by how much a loss must be less to be better, at least 0
     * @return this builder
     */
    public Builder earlyStopping(int patience, double minDelta) {
      checkUnset(this.earlyStop, "trainer", "early stopping");
      check(
          minDelta >= 0 && minDelta < Double.POSITIVE_INFINITY,
          "Invalid minimal improvement: %s (must be at least 0)",
          minDelta);
      this.earlyStop = new EarlyStop(atLeastOne("patience", patience), minDelta);
      return this;
    }

    /**
     * Stores the weights with the run once in so many epochs, as a checkpoint at the step of their
     * epoch: those that the training would give if it ended then. Default: never. Checkpoints are
     * kept as long as the run.
     *
     * @param epochs at least 1
     * @return this builder
     */
    public Builder checkpointEvery(int epochs) {
      checkUnset(this.checkpointEvery, "trainer", "checkpoints");
      this.checkpointEvery = atLeastOne("epochs between checkpoints", epochs);
      return this;
    }

    /**
     * Refuses a network of more parameters before any memory is asked for. Default: as {@link
     * NetworkSize#limit()} says, as many as fit into the memory with their gradients and the
     * moments of Adam. A batch whose numbers between the layers are more than the memory holds is
     * refused too.
     *
     * @param parameters at least 1, at most {@value NetworkSize#MOST_PARAMETERS}
     * @return this builder
     */
    public Builder maxParameters(long parameters) {
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
     * Makes the trainer.
     *
     * @return the trainer
     * @throws io.lifecycle4j.error.InvalidValueException if there is no network
     */
    public DjlTrainer build() {
      return new DjlTrainer(
          new TrainingSettings(
              required(network, "network"),
              or(epochs, 10),
              or(batchSize, 32),
              new AdamSettings(
                  or(learningRate, 0.001).floatValue(),
                  or(weightDecay, 0.0).floatValue(),
                  or(schedule, AdamSettings.Schedule.CONSTANT)),
              or(seed, 42L),
              or(threads, DjlRuntime.threads()),
              or(checkpointEvery, 0),
              or(maxParameters, NetworkSize.limit()),
              earlyStop));
    }

    private static <T> T or(@Nullable T value, T otherwise) {
      return value == null ? otherwise : value;
    }

    private static int atLeastOne(String what, int value) {
      check(value >= 1, "Invalid %s: %s (must be at least 1)", what, value);
      return value;
    }
  }
}
