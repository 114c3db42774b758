package io.lifecycle4j.djl.training;

import io.lifecycle4j.core.model.network.WeightsFile;
import io.lifecycle4j.data.SplitRole;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.error.OperationInterruptedException;
import io.lifecycle4j.error.TrainingFailedException;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.tracking.Run;
import io.lifecycle4j.training.Examples;
import io.lifecycle4j.training.TrainingContext;
import io.lifecycle4j.training.TrainingProgress;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The epochs of one training. Not thread-safe. */
final class TrainingLoop {
  private final TrainingSettings settings;
  private final TrainingContext context;
  private final Examples examples;
  private final Order order;
  private final RowBatch batch;
  private final @Nullable ValidationRows validation;
  private final NetworkLearner learner;
  private final Objective objective;
  private final @Nullable BestEpoch best;
  private byte @Nullable [] bestWeights;
  private int stored; // The epoch of the last checkpoint.

  /**
   * Prepares the epochs.
   *
   * @param batch room for the rows of a batch
   * @param best watches the validation rows; null if nothing depends on them
   */
  TrainingLoop(
      TrainingSettings settings,
      TrainingContext context,
      Order order,
      RowBatch batch,
      @Nullable ValidationRows validation,
      NetworkLearner learner,
      Objective objective,
      @Nullable BestEpoch best) {
    this.settings = settings;
    this.context = context;
    this.examples = context.training();
    this.order = order;
    this.batch = batch;
    this.validation = validation;
    this.learner = learner;
    this.objective = objective;
    this.best = best;
  }

  /** Trains, and returns the weights as a file. */
  byte[] run() {
    for (int epoch = 1; epoch <= settings.epochs(); epoch++) {
      Map<String, Double> metrics = epoch(epoch);
      if (best != null && best.better(epoch, metrics) && best.isKept()) {
        bestWeights = learner.weights(objective);
      }
      checkpoint(epoch);
      if (best != null && best.over(epoch)) {
        break;
      }
    }
    if (best != null && best.isKept()) {
      context.run().tag("best_epoch", Integer.toString(best.epoch()));
    }
    return returned();
  }

  /** Returns the weights that training would return if it ended now. */
  private byte[] returned() {
    return best != null && best.isKept()
        ? Objects.requireNonNull(bestWeights, "the first epoch is the best so far")
        : learner.weights(objective);
  }

  /** Stores a checkpoint of the weights that training would return now, every so many epochs. */
  private void checkpoint(int epoch) {
    int every = settings.checkpointEvery();
    int taken = best != null && best.isKept() ? best.epoch() : epoch;
    if (every > 0 && epoch % every == 0 && taken > stored) {
      context.run().checkpoint(WeightsFile.NAME, taken, Content.of(returned()));
      stored = taken;
    }
  }

  /** Trains on all batches, and returns the metrics. */
  private Map<String, Double> epoch(int epoch) {
    int[] rows = order.shuffled(epoch);
    int batches = order.batches();
    double sum = 0;
    double norm = 0;
    long start = System.nanoTime();
    for (int i = 0; i < batches; i++) {
      stopIfCancelled(epoch, i);
      int[] places = order.batch(rows, i);
      double loss = learn(epoch, i, places);
      if (settings.loop().isLast(i, batches)) {
        norm = update(epoch, i);
      }
      sum += loss * places.length;
      if (i < batches - 1) {
        report(epoch, i + 1, Map.of("loss", loss));
      }
    }
    double seconds = seconds(start);
    Map<String, Double> metrics = new TreeMap<>(validate(epoch));
    Run run = context.run();
    metrics.forEach((n, v) -> run.log(n, v, epoch, context.input(SplitRole.VALIDATION)));
    double loss = sum / order.rows();
    run.log("loss", loss, epoch, context.input(SplitRole.TRAIN));
    learner.learningRate().ifPresent(rate -> run.log("learning_rate", rate, epoch));
    run.log("gradient_norm", norm, epoch);
    run.log("examples_per_second", order.rows() / seconds, epoch);
    run.log("epoch_seconds", seconds(start), epoch);
    metrics.put("loss", loss);
    report(epoch, batches, metrics);
    return metrics;
  }

  private static double seconds(long start) {
    return Math.max(1, System.nanoTime() - start) / 1e9;
  }

  private double learn(int epoch, int i, int[] rows) {
    batch.read(examples, rows);
    long step = (long) (epoch - 1) * order.batches() + i + 1;
    double share = (double) rows.length / rowsOfUpdate(i);
    String place = place(epoch, i);
    return finite(
        "loss", guarded(place, () -> learner.learn(batch, step, share, objective)), place);
  }

  /** Counts the rows of the update that a batch belongs to. */
  private int rowsOfUpdate(int i) {
    int accumulate = settings.loop().accumulate();
    int first = i - i % accumulate;
    int end = Math.min(order.batches(), first + accumulate);
    return order.rows(first, end);
  }

  /** Updates the weights after a batch, and returns the norm of the gradients if it is known. */
  private double update(int epoch, int i) {
    LoopSettings loop = settings.loop();
    int inEpoch = loop.updates(order.batches());
    long update = (long) (epoch - 1) * inEpoch + i / loop.accumulate() + 1;
    boolean checked = i == order.batches() - 1 || update % loop.finiteEvery() == 0;
    double factor = best == null ? 1 : best.factor();
    String place = place(epoch, i);
    double norm = guarded(place, () -> learner.update(update, factor, checked));
    finite("norm of the gradients", norm, place);
    if (checked && !guarded(place, learner::areWeightsFinite)) {
      throw new TrainingFailedException(
          "Training diverged " + place + ": a weight is not finite (must be finite)");
    }
    return norm;
  }

  private static String place(int epoch, int batch) {
    return "in epoch " + epoch + ", batch " + (batch + 1);
  }

  private Map<String, Double> validate(int epoch) {
    if (validation == null) {
      return Map.of();
    }
    String place = "in epoch " + epoch;
    Map<String, Double> measures =
        guarded(place, () -> learner.returned(() -> validation.measure(learner, objective)));
    finite("validation_loss", measures.getOrDefault("validation_loss", Double.NaN), place);
    return measures;
  }

  private void report(int epoch, int done, Map<String, Double> metrics) {
    context.progressed(
        new TrainingProgress(epoch, settings.epochs(), done, order.batches(), metrics));
  }

  private void stopIfCancelled(int epoch, int done) {
    if (context.cancelled() || Thread.currentThread().isInterrupted()) {
      throw new OperationInterruptedException(
          "Training stopped in epoch " + epoch + " after " + done + " batches: the caller gave up");
    }
  }

  private static double finite(String what, double value, String place) {
    if (!Double.isFinite(value)) {
      throw new TrainingFailedException(
          "Training diverged " + place + ": " + what + " is " + value + " (must be finite)");
    }
    return value;
  }

  /** Converts exceptions of native work to typed exceptions. */
  static <T> T guarded(String place, Supplier<T> work) {
    try {
      return work.get();
    } catch (LifecycleException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new TrainingFailedException(
          "Training failed " + place + ": " + e.getMessage() + cure(e), e);
    }
  }

  private static String cure(RuntimeException e) {
    return String.valueOf(e.getMessage()).startsWith("index out of range")
        ? " (an embedding has fewer entries than its step makes ids)"
        : "";
  }
}
