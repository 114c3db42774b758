package io.lifecycle4j.djl.training;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.checkUnset;
import static io.lifecycle4j.error.Preconditions.required;

import ai.djl.training.Trainer;
import ai.djl.training.TrainingConfig;
import ai.djl.training.dataset.Batch;
import ai.djl.training.listener.TrainingListener;
import io.lifecycle4j.tracking.Run;
import io.lifecycle4j.tracking.RunInput;
import org.jspecify.annotations.Nullable;

/**
 * Logs a training with DJL's trainer to a run, for loops such as DJL's {@code EasyTrain}.
 *
 * <pre>{@code
 * DefaultTrainingConfig config = new DefaultTrainingConfig(loss).optOptimizer(optimizer);
 * config.addTrainingListeners(RunTrainingListener.of(run, config));
 * }</pre>
 *
 * <p>The parameters are the settings that DJL exposes: engine, devices, loss, evaluators, data
 * type, batch size, number of weights, the optimizer and its settings; the seed of the engine, if
 * set, is a seed of the run. A parameter that the run already has is not changed. The metrics after
 * each epoch are {@code loss} and each evaluator by its name in lower case, such as {@code
 * accuracy}; with validation, also {@code validation_loss} and so on; {@code learning_rate} of the
 * last step, unless it differs between parameters; {@code epoch_seconds}, {@code training_seconds},
 * {@code validation_seconds} and {@code examples_per_second}. The values are those of DJL: a loss
 * is the mean of the means of the batches.
 *
 * <p>Steps are epochs, from 1. With {@link Builder#everyBatches}, steps are batches, counted over
 * all epochs, for every metric, so that a run has only one kind of step for {@code
 * Experiments.resume}. A second training with the same listener continues the count.
 *
 * <p>It does not depend on other listeners or their order: it computes its own sums. If another
 * listener prevents it from receiving the end of an epoch, as DJL's early stopping does with an
 * exception, the epoch is logged when the trainer is closed. An incomplete epoch is not logged, and
 * neither is an evaluation between two epochs or after the last, of a test set for instance, which
 * DJL reports as validation. The caller ends the run. Not thread-safe, like the trainer.
 */
public final class RunTrainingListener implements TrainingListener {
  private final Run run;
  private final TrainingConfig config;
  private final int every;
  private final @Nullable RunInput trainedOn;
  private final @Nullable RunInput validatedOn;
  private @Nullable DjlSettings settings;
  private @Nullable Measures measures;
  private long steps; // Steps done: epochs, or training batches in all epochs.
  private boolean described;
  private EpochWatch watch = new EpochWatch();

  private RunTrainingListener(Builder builder) {
    run = builder.run;
    config = builder.config;
    every = builder.every == null ? 0 : builder.every;
    steps = builder.fromStep == null ? 0 : builder.fromStep - 1;
    trainedOn = builder.trainedOn;
    validatedOn = builder.validatedOn;
  }

  /**
   * Returns a listener that logs to a run after each epoch.
   *
   * @param run the run
   * @param config the configuration that the listener is added to, for settings that a trainer does
   *     not expose
   * @return the listener
   */
  public static RunTrainingListener of(Run run, TrainingConfig config) {
    return builder(run, config).build();
  }

  /**
   * Begins a listener with other settings.
   *
   * @param run the run
   * @param config the configuration that the listener is added to, for settings that a trainer does
   *     not expose
   * @return the builder
   */
  public static Builder builder(Run run, TrainingConfig config) {
    return new Builder(required(run, "run"), required(config, "training configuration"));
  }

  /** Called by the constructor of the trainer, when the network may not have weights yet. */
  @Override
  public void onTrainingBegin(Trainer trainer) {
    settings = new DjlSettings(run, config.getOptimizer());
    Integer seed = trainer.getManager().getEngine().getSeed();
    if (seed != null) {
      run.seed("djl", seed);
    }
    settings.log(trainer, trainer.getModel().getName(), trainer.getModel().getDataType());
    measures = new Measures(trainer.getEvaluators(), trainer.getLoss());
    watch = new EpochWatch();
  }

  @Override
  public void onTrainingBatch(Trainer trainer, BatchData data) {
    Measures sums = required(measures, "beginning of the training");
    Batch batch = data.getBatch();
    if (!described) {
      described = true;
      required(settings, "settings").logBatch(batch, trainer.getModel().getBlock());
    }
    sums.add(
        data.getLabels(), data.getPredictions(), every > 0 ? Measures.BATCHES : Measures.EPOCH);
    watch.trained(batch);
    if (every > 0) {
      steps++;
      endBatch(sums);
    }
  }

  private void endBatch(Measures sums) {
    if (steps % every == 0) {
      sums.take(Measures.BATCHES, (name, value) -> log("batch_" + name, value, trainedOn));
      required(settings, "settings").rate(1).ifPresent(r -> log("batch_learning_rate", r, null));
    }
  }

  @Override
  public void onValidationBatch(Trainer trainer, BatchData data) {
    if (watch.hasTrained()) {
      required(measures, "beginning of the training")
          .add(data.getLabels(), data.getPredictions(), Measures.VALIDATION);
      watch.validated(data.getBatch());
    }
  }

  @Override
  public void onEpoch(Trainer trainer) {
    if (watch.hasTrained()) {
      endEpoch();
    }
  }

  /** Called each time the trainer is closed, also after a failed training. */
  @Override
  public void onTrainingEnd(Trainer trainer) {
    if (watch.isComplete()) {
      endEpoch();
    }
  }

  private void endEpoch() {
    EpochWatch ended = watch;
    watch = new EpochWatch(); // Before anything can throw.
    steps += every > 0 ? 0 : 1;
    Measures sums = required(measures, "beginning of the training");
    sums.take(Measures.EPOCH, (name, value) -> log(name, value, trainedOn));
    if (ended.hasValidated()) {
      sums.take(
          Measures.VALIDATION, (name, value) -> log("validation_" + name, value, validatedOn));
      log("validation_seconds", ended.validationSeconds(), null);
    }
    required(settings, "settings").rate(0).ifPresent(rate -> log("learning_rate", rate, null));
    log("training_seconds", ended.trainingSeconds(), null);
    log("examples_per_second", ended.rows() / ended.trainingSeconds(), null);
    log("epoch_seconds", ended.seconds(), null);
  }

  private void log(String metric, double value, @Nullable RunInput data) {
    if (data == null) {
      run.log(metric, value, steps);
    } else {
      run.log(metric, value, steps, data);
    }
  }

  /** Builds a listener. Not thread-safe. */
  public static final class Builder {
    private final Run run;
    private final TrainingConfig config;
    private @Nullable Integer every;
    private @Nullable Long fromStep;
    private @Nullable RunInput trainedOn;
    private @Nullable RunInput validatedOn;

    private Builder(Run run, TrainingConfig config) {
      this.run = run;
      this.config = config;
    }

    /**
     * Also logs within an epoch: {@code batch_loss} and so on, over the batches since the last
     * time. Default: never.
     *
     * @param count the interval in batches, at least 1
     * @return this builder
     */
    public Builder everyBatches(int count) {
      checkUnset(every, "training listener", "batches");
      check(count >= 1, "Invalid number of batches: %s (must be at least 1)", count);
      every = count;
      return this;
    }

    /**
     * Sets the training data. Default: unknown.
     *
     * @param data the version and its role; becomes an input of the run
     * @return this builder
     */
    public Builder trainedOn(RunInput data) {
      checkUnset(trainedOn, "training listener", "training data");
      trainedOn = required(data, "training data");
      return this;
    }

    /**
     * Sets the validation data. Default: unknown.
     *
     * @param data the version and its role; becomes an input of the run
     * @return this builder
     */
    public Builder validatedOn(RunInput data) {
      checkUnset(validatedOn, "training listener", "validation data");
      validatedOn = required(data, "validation data");
      return this;
    }

    /**
     * Sets the first step, for a run that was resumed from it. Default: 1.
     *
     * @param step the step of the first epoch, or of the first batch with {@link #everyBatches}
     * @return this builder
     */
    public Builder fromStep(long step) {
      checkUnset(fromStep, "training listener", "first step");
      check(step >= 1, "Invalid first step: %s (must be at least 1)", step);
      fromStep = step;
      return this;
    }

    /**
     * Returns the listener.
     *
     * @return the listener
     */
    public RunTrainingListener build() {
      return new RunTrainingListener(this);
    }
  }
}
