package io.lifecycle4j.djl.training;

import static io.lifecycle4j.error.Preconditions.check;

import io.lifecycle4j.core.model.network.WeightsFile;
import io.lifecycle4j.data.SplitRole;
import io.lifecycle4j.djl.model.DjlEngine;
import io.lifecycle4j.djl.model.DjlRuntime;
import io.lifecycle4j.djl.model.NetworkSize;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.error.OperationInterruptedException;
import io.lifecycle4j.error.TrainingFailedException;
import io.lifecycle4j.model.TrainedModel;
import io.lifecycle4j.schema.Signature;
import io.lifecycle4j.schema.Task;
import io.lifecycle4j.schema.TensorSpec;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.tracking.Run;
import io.lifecycle4j.training.Examples;
import io.lifecycle4j.training.TrainingContext;
import io.lifecycle4j.training.TrainingProgress;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A single training, from the initial weights to the file. */
final class NetworkTraining {
  private final TrainingSettings settings;
  private final TrainingContext context;
  private final Examples examples;
  private final @Nullable ValidationRows validation;
  private final Order order;
  private final RowBatch batch;
  private int stored; // The epoch of the last checkpoint.

  NetworkTraining(TrainingSettings settings, TrainingContext context) {
    this.context = context;
    examples = context.training();
    check(examples.size() > 0, "Invalid training rows: 0 (needs at least 1)");
    check(
        examples.inputs().equals(context.signature().inputs()),
        "Invalid training rows: inputs are %s (must be %s)",
        examples.inputs(),
        context.signature().inputs());
    Examples others = context.validation().filter(rows -> rows.size() > 0).orElse(null);
    check(
        settings.earlyStop() == null || others != null,
        "Invalid early stopping: no validation rows (the split needs some)");
    order = new Order(settings.seed(), examples.size(), settings.batchSize());
    this.settings = settings.forBatches(order.batches());
    batch = new RowBatch(examples, order.largest());
    validation =
        others == null
            ? null
            : new ValidationRows(others, context.task(), context.signature(), order.largest());
  }

  TrainedModel run() {
    DjlRuntime.start();
    settings.log(context.run());
    TrainingLock.acquire(context);
    try {
      DjlRuntime.ThreadSettings before = DjlRuntime.enter(settings.threads());
      try {
        return train();
      } finally {
        before.restore();
      }
    } finally {
      TrainingLock.release();
    }
  }

  private TrainedModel train() {
    Signature signature = context.signature();
    try (NetworkLearner learner =
        guarded(
            "before the first epoch",
            () -> {
              NetworkSize.checkFits(
                  settings.own().blocks(),
                  settings.network(),
                  signature,
                  order.largest(),
                  settings.maxParameters());
              EmbeddingIds ids = EmbeddingIds.of(settings.network(), signature);
              ids.checkRows("training", examples, batch);
              context.validation().ifPresent(rows -> ids.checkRows("validation", rows, batch));
              return new NetworkLearner(settings, order, signature, beginsWithZeros());
            })) {
      Objective objective = objective(learner);
      byte[] weights = epochs(learner, objective);
      return new TrainedModel(
          DjlEngine.FORMAT,
          settings.network().architecture(),
          List.of(new NamedContent(WeightsFile.NAME, out -> out.write(weights))));
    }
  }

  /** Only for class scores and scaled targets: other losses might be flat at outputs of 0. */
  private boolean beginsWithZeros() {
    Task<?> task = context.task();
    return settings.own().loss() == null
        && (task.targetsMayBeScaled() || !task.classes().isEmpty());
  }

  private boolean mayBeScaled() {
    return settings.own().loss() == null && context.task().targetsMayBeScaled();
  }

  private Objective objective(NetworkLearner learner) {
    if (settings.own().loss() != null) {
      return new OwnLoss(settings.own().loss());
    }
    Task.Loss loss =
        context
            .task()
            .loss()
            .orElseThrow(
                () ->
                    new InvalidValueException(
                        "Invalid task "
                            + context.task().id()
                            + ": it has no loss (return one from loss(), or set one of DJL in the"
                            + " trainer)"));
    List<TensorSpec> outputs = context.signature().outputs();
    boolean scaled = mayBeScaled() && LastLayer.of(learner.network()) != null;
    TargetScale scale = scaled ? TargetScale.of(examples, loss, outputs.get(0)) : TargetScale.NONE;
    return new TaskLoss(loss, outputs, scale, order.largest());
  }

  private byte[] epochs(NetworkLearner learner, Objective objective) {
    EarlyStop.@Nullable Watch watch =
        settings.earlyStop() == null ? null : settings.earlyStop().start();
    byte[] best = null;
    for (int epoch = 1; epoch <= settings.epochs(); epoch++) {
      Map<String, Double> metrics = epoch(learner, objective, epoch);
      if (watch == null) {
        checkpoint(epoch, epoch, () -> learner.weights(objective));
        continue;
      }
      if (watch.better(epoch, metrics.getOrDefault("validation_loss", Double.NaN))) {
        best = learner.weights(objective);
      }
      byte[] kept = Objects.requireNonNull(best, "the first epoch is the best so far");
      checkpoint(epoch, watch.bestEpoch(), () -> kept);
      if (watch.over(epoch)) {
        break;
      }
    }
    if (watch != null && best != null) {
      context.run().tag("best_epoch", Integer.toString(watch.bestEpoch()));
      return best;
    }
    return learner.weights(objective);
  }

  /** Stores a checkpoint of the weights that training would return now, every so many epochs. */
  private void checkpoint(int epoch, int taken, Supplier<byte[]> weights) {
    int every = settings.checkpointEvery();
    if (every > 0 && epoch % every == 0 && taken > stored) {
      context.run().checkpoint(WeightsFile.NAME, taken, Content.of(weights.get()));
      stored = taken;
    }
  }

  /** Trains on all batches, and returns the metrics. */
  private Map<String, Double> epoch(NetworkLearner learner, Objective objective, int epoch) {
    int[] rows = order.shuffled(epoch);
    int batches = order.batches();
    double sum = 0;
    long start = System.nanoTime();
    for (int i = 0; i < batches; i++) {
      stopIfCancelled(epoch, i);
      int[] places = order.batch(rows, i);
      double loss = step(learner, objective, epoch, i, places);
      sum += loss * places.length;
      if (i < batches - 1) {
        report(epoch, i + 1, Map.of("loss", loss));
      }
    }
    double seconds = seconds(start);
    double loss = sum / examples.size();
    Map<String, Double> validated = validate(learner, objective, epoch);
    Run run = context.run();
    run.log("loss", loss, epoch, context.input(SplitRole.TRAIN));
    validated.forEach((n, v) -> run.log(n, v, epoch, context.input(SplitRole.VALIDATION)));
    learner.learningRate().ifPresent(rate -> run.log("learning_rate", rate, epoch));
    run.log("examples_per_second", examples.size() / seconds, epoch);
    run.log("epoch_seconds", seconds(start), epoch);
    Map<String, Double> metrics = new TreeMap<>(validated);
    metrics.put("loss", loss);
    report(epoch, batches, metrics);
    return metrics;
  }

  private static double seconds(long start) {
    return Math.max(1, System.nanoTime() - start) / 1e9;
  }

  private double step(NetworkLearner learner, Objective objective, int epoch, int i, int[] rows) {
    batch.read(examples, rows);
    long step = (long) (epoch - 1) * order.batches() + i + 1;
    String place = "in epoch " + epoch + ", batch " + (i + 1);
    return finite("loss", guarded(place, () -> learner.learn(batch, step, objective)), place);
  }

  private Map<String, Double> validate(NetworkLearner learner, Objective objective, int epoch) {
    if (validation == null) {
      return Map.of();
    }
    String place = "in epoch " + epoch;
    Map<String, Double> measures = guarded(place, () -> validation.measure(learner, objective));
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
  private static <T> T guarded(String place, Supplier<T> work) {
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
