package io.lifecycle4j.djl.training;

import io.lifecycle4j.data.SplitRole;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.error.OperationInterruptedException;
import io.lifecycle4j.error.PredictionFailedException;
import io.lifecycle4j.error.TrainingFailedException;
import io.lifecycle4j.tracking.Run;
import io.lifecycle4j.training.Examples;
import io.lifecycle4j.training.TrainingContext;
import io.lifecycle4j.training.TrainingProgress;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The epochs of one training. Not thread-safe. */
final class TrainingLoop {
  private static final Logger LOG = LoggerFactory.getLogger(TrainingLoop.class);

  private final TrainingSettings settings;
  private final TrainingContext context;
  private final Examples examples;
  private final Order order;
  private final RowBatch batch;
  private final @Nullable ValidationRows validation;
  private final @Nullable Augmenter changes;
  private final NetworkLearner learner;
  private final Objective objective;
  private final @Nullable BestEpoch best;
  private final StoredStates states;
  private final Map<String, String> facts; // What the last bits depend on.
  private byte @Nullable [] bestWeights;
  private int epoch = 1;
  private int done; // The batches of the epoch.
  private double sum; // Of the losses of the rows of these batches.
  private long stored; // The updates before the last checkpoint.
  private Map<String, Double> measured = Map.of(); // At the end of an epoch.
  private boolean stopped; // By the caller of the training.

  /**
   * The rows of a training.
   *
   * @param examples the rows to train on
   * @param batch room for the rows of a batch
   * @param validation null if there are none
   * @param changes null if the rows are trained on as they are
   */
  record Rows(
      Examples examples,
      Order order,
      RowBatch batch,
      @Nullable ValidationRows validation,
      @Nullable Augmenter changes) {}

  /**
   * What depends on metrics.
   *
   * @param best the best epoch; null if nothing depends on it
   * @param states the states that are stored
   */
  record Watched(@Nullable BestEpoch best, StoredStates states) {}

  /**
   * Prepares the epochs.
   *
   * @param watched what depends on metrics
   */
  TrainingLoop(
      TrainingSettings settings,
      TrainingContext context,
      Rows rows,
      NetworkLearner learner,
      Objective objective,
      Watched watched) {
    this.settings = settings;
    this.context = context;
    this.examples = rows.examples;
    this.order = rows.order;
    this.batch = rows.batch;
    this.validation = rows.validation;
    this.changes = rows.changes;
    this.learner = learner;
    this.objective = objective;
    this.best = watched.best;
    this.states = watched.states;
    this.facts = BitFacts.now(settings.threads());
  }

  /**
   * Goes on from a state.
   *
   * @throws io.lifecycle4j.error.InvalidValueException if it is of other settings or rows
   * @throws IOException if it cannot be read
   */
  void restore(SavedTraining saved) throws IOException {
    SavedTraining.Head head = saved.head();
    head.checkSame(head(head.epoch(), head.batch(), head.sum(), List.of()));
    restoreSections(saved);
    epoch = head.epoch();
    done = head.batch();
    sum = head.sum();
    stored = updates();
    states.stored(head.states());
    if (best != null && head.best() != null) {
      best.restore(head.best().saved());
    }
    head.differences(facts).ifPresent(named -> context.run().tag("resumedElsewhere", named));
  }

  private void restoreSections(SavedTraining saved) throws IOException {
    SavedTraining.Best before = saved.head().best();
    boolean keeps = best != null && best.isKept() && before != null && before.epoch() > 0;
    Set<String> wanted = new TreeSet<>(learner.sections());
    if (keeps) {
      wanted.add(SavedTraining.BEST);
    }
    saved.sections(
        wanted,
        (name, bytes) -> {
          if (keeps && name.equals(SavedTraining.BEST)) {
            bestWeights = bytes;
          } else {
            learner.restore(name, bytes);
          }
        });
  }

  /** Trains, and returns the weights as a file. */
  byte[] run() {
    if (validation != null) {
      validation.some().ifPresent(some -> context.run().tag("validationMetricRows", some));
    }
    while (epoch <= settings.epochs() && !stopped && !isOver()) {
      Map<String, Double> metrics = epoch();
      if (done == order.batches()) { // else it was stopped before
        endEpoch(metrics);
      }
    }
    recordEnd();
    return returned();
  }

  /** Says in the run why the training ended, and which epoch was the best. */
  private void recordEnd() {
    if (best != null && !stopped && epoch <= settings.epochs()) {
      context.run().tag("stoppedEarly", best.sentence(epoch - 1));
    }
    if (best != null && best.isKept() && best.epoch() > 0) {
      context.run().tag("bestEpoch", Integer.toString(best.epoch()));
    }
  }

  private boolean isOver() {
    return best != null && epoch > 1 && best.over(epoch - 1);
  }

  private void endEpoch(Map<String, Double> metrics) {
    if (best != null && best.better(epoch, metrics) && best.isKept()) {
      bestWeights = learner.weights(objective);
    }
    int every = settings.checkpoints().epochs();
    boolean due = every > 0 && epoch % every == 0;
    epoch++;
    done = 0;
    sum = 0;
    measured = metrics;
    if (due) {
      checkpoint();
    }
  }

  /** Counts the updates of the weights so far. */
  private long updates() {
    LoopSettings loop = settings.loop();
    return (long) (epoch - 1) * loop.updates(order.batches()) + loop.updates(done);
  }

  /** Stores the state, unless it is stored. */
  private void checkpoint() {
    long progress = updates();
    if (progress > stored) {
      Map<String, SavedTraining.Section> sections = learner.save();
      if (bestWeights != null) {
        sections.put(SavedTraining.BEST, SavedTraining.Section.of(bestWeights));
      }
      List<StoredStates.State> all =
          states.with(new StoredStates.State(epoch - 1, progress, done == 0 ? measured : Map.of()));
      SavedTraining.Head head = head(epoch, done, sum, all);
      context.checkpoint(epoch - 1, progress, out -> SavedTraining.write(head, sections, out));
      stored = progress;
      states.stored(all);
    }
  }

  private SavedTraining.Head head(
      int at, int batches, double losses, List<StoredStates.State> all) {
    return new SavedTraining.Head(
        settings.known(),
        facts,
        order.rows(),
        at,
        batches,
        Double.doubleToLongBits(losses),
        best == null ? null : SavedTraining.Best.of(best.saved()),
        all,
        learner.unknownOptimizer());
  }

  /** Returns the weights that training would return if it ended now. */
  private byte[] returned() {
    return best != null && best.isKept() && bestWeights != null
        ? bestWeights
        : learner.weights(objective);
  }

  /** Trains on the batches that are left, and returns the metrics if all of them are done. */
  private Map<String, Double> epoch() {
    int[] rows = order.shuffled(epoch);
    int batches = order.batches();
    int before = done;
    double norm = 0;
    long start = System.nanoTime();
    while (done < batches && !(stopped && isBetweenUpdates())) {
      stopIfCancelled();
      norm = batch(rows);
    }
    if (done < batches) {
      return Map.of();
    }
    double seconds = seconds(start);
    Map<String, Double> measures = validate();
    Run run = context.run();
    measures.forEach((n, v) -> run.log(n, v, epoch, context.input(SplitRole.VALIDATION)));
    double loss = sum / order.rows();
    run.log("loss", loss, epoch, context.input(SplitRole.TRAIN));
    learner.learningRate().ifPresent(rate -> run.log("learning_rate", rate, epoch));
    run.log("gradient_norm", norm, epoch);
    run.log("examples_per_second", order.rows(before, batches) / seconds, epoch);
    run.log("epoch_seconds", seconds(start), epoch);
    Map<String, Double> metrics = new LinkedHashMap<>(Map.of("loss", loss));
    metrics.putAll(measures);
    report(metrics);
    return metrics;
  }

  /** Trains on the next batch, and returns the norm of the gradients if it is known. */
  private double batch(int[] rows) {
    int i = done;
    int[] places = order.batch(rows, i);
    double loss = learn(i, places);
    boolean updated = settings.loop().isLast(i, order.batches());
    double norm = updated ? update(i) : 0;
    sum += loss * places.length;
    done++;
    if (done < order.batches()) {
      report(Map.of("loss", loss));
      int every = settings.checkpoints().updates();
      if (updated && every > 0 && updates() % every == 0) {
        checkpoint();
      }
    }
    return norm;
  }

  private static double seconds(long start) {
    return Math.max(1, System.nanoTime() - start) / 1e9;
  }

  private double learn(int i, int[] rows) {
    batch.read(examples, rows);
    if (changes != null) {
      batch.change(changes, rows, epoch);
    }
    long step = (long) (epoch - 1) * order.batches() + i + 1;
    double share = (double) rows.length / rowsOfUpdate(i);
    String place = place(i);
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
  private double update(int i) {
    LoopSettings loop = settings.loop();
    int inEpoch = loop.updates(order.batches());
    long update = (long) (epoch - 1) * inEpoch + i / loop.accumulate() + 1;
    boolean checked = i == order.batches() - 1 || update % loop.finiteEvery() == 0;
    double factor = best == null ? 1 : best.factor();
    String place = place(i);
    double norm = guarded(place, () -> learner.update(update, factor, checked));
    finite("norm of the gradients", norm, place);
    if (checked && !guarded(place, learner::areWeightsFinite)) {
      throw new TrainingFailedException(
          "Training diverged " + place + ": a weight is not finite (must be finite)");
    }
    return norm;
  }

  private String place(int batch) {
    return "in epoch " + epoch + ", batch " + (batch + 1);
  }

  private Map<String, Double> validate() {
    if (validation == null) {
      return Map.of();
    }
    String place = "in epoch " + epoch;
    Map<String, Double> measures =
        guarded(place, () -> learner.returned(() -> validation.measure(learner, objective)));
    finite("validation_loss", measures.getOrDefault("validation_loss", Double.NaN), place);
    return measures;
  }

  private void report(Map<String, Double> metrics) {
    TrainingProgress now =
        new TrainingProgress(epoch, settings.epochs(), done, order.batches(), metrics);
    stopped |= context.report(now).isPresent();
  }

  private boolean isBetweenUpdates() {
    return done % settings.loop().accumulate() == 0;
  }

  /** Stores the state and throws, if the caller gave up, between two updates. */
  private void stopIfCancelled() {
    boolean interrupted = Thread.currentThread().isInterrupted();
    if (!isBetweenUpdates() || !(interrupted || context.cancelled())) {
      return;
    }
    if (settings.checkpoints().any()) {
      lastCheckpoint();
    }
    throw new OperationInterruptedException(
        "Training stopped in epoch " + epoch + " after " + done + " batches: the caller gave up");
  }

  /** Stores the state although the thread may be interrupted. */
  private void lastCheckpoint() {
    boolean interrupted = Thread.interrupted(); // which would close files
    try {
      checkpoint();
      context.run().flush();
    } catch (LifecycleException e) {
      LOG.warn("The last state of the training is not stored", e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
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
    } catch (PredictionFailedException e) { // the network has other outputs than before
      throw failed(place, e);
    } catch (LifecycleException e) {
      throw e;
    } catch (RuntimeException e) {
      throw failed(place, e);
    }
  }

  private static TrainingFailedException failed(String place, RuntimeException e) {
    return new TrainingFailedException(
        "Training failed " + place + ": " + e.getMessage() + cure(e), e);
  }

  private static String cure(RuntimeException e) {
    return String.valueOf(e.getMessage()).startsWith("index out of range")
        ? " (an embedding has fewer entries than its step makes ids)"
        : "";
  }
}
