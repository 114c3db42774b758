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
 * Logs a training by DJL's own trainer into a run, for loops such as DJL's {@code EasyTrain}.
 *
 * <pre>{@code
 * DefaultTrainingConfig config = new DefaultTrainingConfig(loss).optOptimizer(optimizer);
 * config.addTrainingListeners(RunTrainingListener.of(run, config));
 * }</pre>
 *
 * <p>Parameters are what DJL tells of the training: engine, devices, loss, evaluators, data type,
 * batch size, number of weights, the optimizer and its numbers; the seed of the engine, if it was
 * set, is a seed of the run. One that the run has already stays as it is. After each epoch there
 * are {@code loss} and each evaluator under its name in small letters, such as {@code accuracy};
 * with validation the same as {@code validation_loss} and so on; {@code learning_rate} of the last
 * step, unless it depends on the parameter; {@code epoch_seconds}, {@code training_seconds}, {@code
 * validation_seconds} and {@code examples_per_second}. The values are those of DJL: a loss is the
 * mean of the means of the batches.
 *
 * <p>Steps are epochs, from 1. With {@link Builder#everyBatches} they are batches, counted over all
 * epochs, for every metric, so that {@code Experiments.resume} knows one kind of step in a run. A
 * second training with the same listener goes on counting.
 *
 * <p>It needs no other listener, nor minds in which order they are: it sums up on its own, and an
 * epoch whose end another listener kept from it, as DJL's early stopping does by an exception, is
 * logged when the trainer is closed. An epoch that broke off is not logged, and neither is what is
 * evaluated between two epochs or after the last, a test set for instance, which DJL shows to
 * listeners as validation. The run is the caller's to end. Like the trainer not thread-safe.
 */
public final class RunTrainingListener implements TrainingListener {
  private final Run run;
  private final TrainingConfig config;
  private final int every;
  private final @Nullable RunInput trainedOn;
  private final @Nullable RunInput validatedOn;
  private @Nullable DjlSettings settings;
  private @Nullable Measures measures;
  private long steps; // done: epochs, or batches of training in all epochs
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
   * Logs into a run after each epoch.
   *
   * @param run the run
   * @param config the configuration that the listener is added to, for what a trainer does not tell
   * @return the listener
   */
  public static RunTrainingListener of(Run run, TrainingConfig config) {
    return builder(run, config).build();
  }

  /**
   * Begins a listener that logs more.
   *
   * @param run the run
   * @param config the configuration that the listener is added to, for what a trainer does not tell
   * @return the builder
   */
  public static Builder builder(Run run, TrainingConfig config) {
    return new Builder(required(run, "run"), required(config, "training configuration"));
  }

  /** Called by the constructor of the trainer, when the network may have no weights yet. */
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

  /** Called each time that the trainer is closed, also after a training that failed. */
  @Override
  public void onTrainingEnd(Trainer trainer) {
    if (watch.isComplete()) {
      endEpoch();
    }
  }

  private void endEpoch() {
    EpochWatch ended = watch;
    watch = new EpochWatch(); // whatever is thrown below: an epoch is logged once
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

  /** Collects what to log. Not thread-safe. */
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
     * Logs also within an epoch: {@code batch_loss} and so on, over the batches since the last
     * time. Default: not.
     *
     * @param count once in so many batches, at least 1
     * @return this builder
     */
    public Builder everyBatches(int count) {
      checkUnset(every, "training listener", "batches");
      check(count >= 1, "Invalid number of batches: %s (must be at least 1)", count);
      every = count;
      return this;
    }

    /**
     * Says what the network learns from. Default: nobody says.
     *
     * @param data the version and its role; an input of the run
     * @return this builder
     */
    public Builder trainedOn(RunInput data) {
      checkUnset(trainedOn, "training listener", "training data");
      trainedOn = required(data, "training data");
      return this;
    }

    /**
     * Says what it is validated on. Default: nobody says.
     *
     * @param data the version and its role; an input of the run
     * @return this builder
     */
    public Builder validatedOn(RunInput data) {
      checkUnset(validatedOn, "training listener", "validation data");
      validatedOn = required(data, "validation data");
      return this;
    }

    /**
     * Counts from a later step on, for a run that was resumed from it. Default: 1.
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
     * Makes the listener.
     *
     * @return the listener
     */
    public RunTrainingListener build() {
      return new RunTrainingListener(this);
    }
  }
}
