package io.lifecycle4j.djl.training;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.checkUnset;
import static io.lifecycle4j.error.Preconditions.required;

import ai.djl.training.optimizer.Optimizer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a {@link DjlTrainerBuilder} for updates of the weights and the end of training.
 *
 * @param <B> the type of the builder
 */
abstract sealed class LoopBuilder<B extends LoopBuilder<B>> permits DjlTrainerBuilder {
  private @Nullable Double learningRate;
  private @Nullable Double weightDecay;
  private @Nullable UpdateRule rule;
  private @Nullable Supplier<? extends Optimizer> optimizer;
  private @Nullable Schedule schedule;
  private @Nullable Double clipNorm;
  private @Nullable Double clipValue;
  private @Nullable Integer accumulate;
  private @Nullable Double average;
  private @Nullable Integer finiteEvery;
  private @Nullable Integer checkpointEvery;
  private @Nullable Integer checkpointEveryUpdates;
  private @Nullable Integer bestCheckpoints;
  private @Nullable Integer lastCheckpoints;
  private @Nullable EarlyStop earlyStop;

  LoopBuilder() {}

  abstract B self();

  /**
   * Sets the optimizer, instead of {@link #learningRate} and {@link #weightDecay}. Default: {@link
   * Optimizers#adamW} without weight decay.
   *
   * @param optimizer one of {@link Optimizers} with its settings
   * @return this builder
   */
  public B optimizer(Optimizers.Settings<?> optimizer) {
    checkUnset(optimizer() != null, "trainer", "optimizer");
    this.rule = required(optimizer, "optimizer").rule();
    return self();
  }

  /**
   * Sets an optimizer of DJL or of the application. On PyTorch, those of DJL that work are {@code
   * sgd}, {@code adam} and {@code adamW}. Its state is not known, so a training with it cannot be
   * resumed. Prefer {@link #optimizer(Optimizers.Settings)}.
   *
   * @param optimizer returns a new optimizer for each training, because optimizers have a state
   * @return this builder
   */
  public B optimizer(Supplier<? extends Optimizer> optimizer) {
    checkUnset(optimizer() != null, "trainer", "optimizer");
    this.optimizer = required(optimizer, "optimizer");
    return self();
  }

  private @Nullable Object optimizer() {
    return optimizer == null ? rule : optimizer;
  }

  /**
   * Sets the learning rate of the default optimizer. Default: 0.001.
   *
   * @param rate the rate, above 0
   * @return this builder
   */
  public B learningRate(double rate) {
    checkUnset(this.learningRate, "trainer", "learning rate");
    this.learningRate = Optimizers.checkRate(rate);
    return self();
  }

  /**
   * Sets the decoupled weight decay: each step shrinks the weights by this share of the learning
   * rate (Loshchilov and Hutter 2019). Default: 0.
   *
   * @param decay the decay, at least 0
   * @return this builder
   */
  public B weightDecay(double decay) {
    checkUnset(this.weightDecay, "trainer", "weight decay");
    this.weightDecay = Optimizers.checkDecay(decay);
    return self();
  }

  /**
   * Sets how the learning rate changes from update to update. Default: {@link Schedule#constant}.
   *
   * @param schedule the schedule
   * @return this builder
   */
  public B schedule(Schedule schedule) {
    checkUnset(this.schedule, "trainer", "schedule");
    this.schedule = required(schedule, "schedule");
    return self();
  }

  /**
   * Stops as {@link #earlyStopping(int, double)} does; any decrease is an improvement.
   *
   * @param patience how many epochs without improvement are accepted, at least 1
   * @return this builder
   */
  public B earlyStopping(int patience) {
    return earlyStopping(patience, 0);
  }

  /**
   * Stops when the validation loss has not decreased by at least an amount for a number of epochs,
   * and keeps the weights of the best epoch. Requires validation rows. Default: no early stopping;
   * the weights of the last epoch are kept.
   *
   * @param patience how many epochs without improvement are accepted, at least 1
   * @param minDelta the least decrease of the loss that counts as an improvement, at least 0
   * @return this builder
   */
  public B earlyStopping(int patience, double minDelta) {
    return earlyStopping("loss", patience, minDelta);
  }

  /**
   * Stops like {@link #earlyStopping(int, double)}, but by a metric of the task in its direction.
   * Training fails if the task does not have it.
   *
   * @param metric {@code loss} or a metric of the task, such as {@code f1} or {@code validation_f1}
   * @param patience how many epochs without improvement are accepted, at least 1
   * @param minDelta the least change for the better that counts as an improvement, at least 0
   * @return this builder
   */
  public B earlyStopping(String metric, int patience, double minDelta) {
    checkUnset(this.earlyStop, "trainer", "early stopping");
    check(
        minDelta >= 0 && minDelta < Double.POSITIVE_INFINITY,
        "Invalid minimal improvement: %s (must be at least 0)",
        minDelta);
    String name = EarlyStop.named(required(metric, "metric of early stopping"));
    this.earlyStop = new EarlyStop(name, atLeastOne("patience", patience), minDelta);
    return self();
  }

  /**
   * Scales the gradients of an update down if their norm, over all parameters, is greater. Default:
   * never.
   *
   * @param norm the greatest norm, above 0
   * @return this builder
   */
  public B clipNorm(double norm) {
    checkUnset(this.clipNorm, "trainer", "greatest norm");
    this.clipNorm = aboveZero("norm of gradients", norm);
    return self();
  }

  /**
   * Limits each number of the gradients of an update. If the norm is limited too, it is limited
   * first. Default: never.
   *
   * @param value the greatest absolute value, above 0
   * @return this builder
   */
  public B clipValue(double value) {
    checkUnset(this.clipValue, "trainer", "greatest gradient");
    this.clipValue = aboveZero("limit of gradients", value);
    return self();
  }

  private static double aboveZero(String what, double value) {
    check(
        (float) value > 0 && (float) value < Float.POSITIVE_INFINITY,
        "Invalid %s: %s (must be above 0)",
        what,
        value);
    return value;
  }

  /**
   * Updates the weights after several batches, by the mean gradient of their rows, as if they were
   * one batch. The last update of an epoch uses the remaining batches. Default: 1.
   *
   * @param batches the number of batches, at least 1
   * @return this builder
   */
  public B accumulate(int batches) {
    checkUnset(this.accumulate, "trainer", "accumulated batches");
    this.accumulate = atLeastOne("accumulated batches", batches);
    return self();
  }

  /**
   * Keeps an exponential moving average of the weights over the updates. The average is measured on
   * the validation rows and returned by training. Default: no average.
   *
   * @param decay how much of the previous average is kept in each update, above 0, below 1
   * @return this builder
   */
  public B average(double decay) {
    checkUnset(this.average, "trainer", "average of weights");
    check(
        (float) decay > 0 && (float) decay < 1,
        "Invalid average of weights: %s (must be above 0, below 1)",
        decay);
    this.average = decay;
    return self();
  }

  /**
   * Checks every so many updates, and at the end of each epoch, that all gradients, weights and
   * statistics of a batch normalization are finite. The loss is checked in each batch. Training
   * fails if one is not finite. Default: 100.
   *
   * @param updates the number of updates, at least 1
   * @return this builder
   */
  public B checkFiniteEvery(int updates) {
    checkUnset(this.finiteEvery, "trainer", "interval of checks");
    this.finiteEvery = atLeastOne("updates between checks", updates);
    return self();
  }

  /**
   * Stores the state of the training with the run every so many epochs: weights, optimizer state,
   * averages, the best epoch and its weights. {@code ManagedModel.resume} continues from it with
   * the same bits. SIGTERM and an interrupt store one more. Default: never.
   *
   * @param epochs the interval in epochs, at least 1
   * @return this builder
   */
  public B checkpointEvery(int epochs) {
    checkUnset(this.checkpointEvery, "trainer", "checkpoints");
    this.checkpointEvery = atLeastOne("epochs between checkpoints", epochs);
    return self();
  }

  /**
   * Also stores the state every so many updates, for long epochs. Default: never.
   *
   * @param updates the interval in updates, at least 1
   * @return this builder
   */
  public B checkpointEveryUpdates(int updates) {
    checkUnset(this.checkpointEveryUpdates, "trainer", "checkpoints by updates");
    this.checkpointEveryUpdates = atLeastOne("updates between checkpoints", updates);
    return self();
  }

  /**
   * Drops all checkpoints but the best and the newest. Default: all remain as long as the run.
   *
   * <p>The best are those after an epoch, by the metric of early stopping or else the loss, of the
   * validation rows if there are some. A tombstone of each dropped one remains, with its digest,
   * its metrics and the reason; its bytes are deleted by the next collection, unless a version
   * needs them. If the newest is damaged, the one before is used: let 2 remain.
   *
   * @param best how many of the best remain, at least 0
   * @param last how many of the newest remain, at least 1
   * @return this builder
   */
  public B keepCheckpoints(int best, int last) {
    checkUnset(this.bestCheckpoints, "trainer", "checkpoints that remain");
    check(best >= 0, "Invalid best checkpoints: %s (must be at least 0)", best);
    this.lastCheckpoints = atLeastOne("newest checkpoints", last);
    this.bestCheckpoints = best;
    return self();
  }

  /** Returns the settings of the steps, after a check of their combination. */
  final LoopSettings loop() {
    check(
        optimizer() == null || (learningRate == null && weightDecay == null),
        "Invalid trainer: an optimizer beside a learning rate or a weight decay (set them in the"
            + " optimizer)");
    check(
        optimizer == null || schedule == null,
        "Invalid trainer: a schedule beside an optimizer of DJL (set its tracker)");
    return new LoopSettings(
        rule == null ? defaultRule() : rule,
        or(schedule, Schedule.constant()),
        or(clipNorm, Double.POSITIVE_INFINITY),
        or(clipValue, Double.POSITIVE_INFINITY),
        or(accumulate, 1),
        or(average, 0.0),
        or(finiteEvery, LoopSettings.FINITE_EVERY));
  }

  final Checkpoints checkpoints() {
    Checkpoints wanted =
        new Checkpoints(
            or(checkpointEvery, 0),
            or(checkpointEveryUpdates, 0),
            or(bestCheckpoints, 0),
            or(lastCheckpoints, 0));
    check(
        optimizer == null || !wanted.any(),
        "Invalid trainer: checkpoints with a custom optimizer (its state is not known, so that no"
            + " training could be resumed; use one of Optimizers, or leave out the checkpoints)");
    return wanted;
  }

  final @Nullable EarlyStop earlyStop() {
    return earlyStop;
  }

  final @Nullable Supplier<? extends Optimizer> ownOptimizer() {
    return optimizer;
  }

  private UpdateRule defaultRule() {
    return Optimizers.adamW()
        .learningRate(or(learningRate, 0.001))
        .weightDecay(or(weightDecay, 0.0))
        .rule();
  }

  static <T> T or(@Nullable T value, T otherwise) {
    return value == null ? otherwise : value;
  }

  static int atLeastOne(String what, int value) {
    check(value >= 1, "Invalid %s: %s (must be at least 1)", what, value);
    return value;
  }
}
