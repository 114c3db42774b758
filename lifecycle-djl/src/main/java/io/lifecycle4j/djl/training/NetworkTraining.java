package io.lifecycle4j.djl.training;

import static io.lifecycle4j.error.Preconditions.check;

import io.lifecycle4j.core.model.network.WeightsFile;
import io.lifecycle4j.core.training.SpreadExamples;
import io.lifecycle4j.djl.model.DjlEngine;
import io.lifecycle4j.djl.model.DjlRuntime;
import io.lifecycle4j.djl.model.NetworkSize;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.StorageFailedException;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.model.TrainedModel;
import io.lifecycle4j.schema.Signature;
import io.lifecycle4j.schema.Task;
import io.lifecycle4j.schema.TensorSpec;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.training.Examples;
import io.lifecycle4j.training.TrainingContext;
import io.lifecycle4j.training.TrainingPurpose;
import io.lifecycle4j.training.TrainingState;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A single training, from the initial weights to the file. */
final class NetworkTraining {
  /** How many updates an epoch of a rehearsal has. */
  private static final int REHEARSED = 3;

  private final TrainingSettings settings;
  private final TrainingContext context;
  private final Examples examples;
  private final @Nullable ValidationRows validation;
  private final Order order;
  private final RowBatch batch;
  private final TrainingLoop.Watched watched;
  private final @Nullable Augmenter changes;

  NetworkTraining(TrainingSettings given, TrainingContext context) {
    this.context = context;
    TrainingSettings settings = AskedSettings.of(given, context);
    examples = rows(settings, context);
    check(
        examples.inputs().equals(context.signature().inputs()),
        "Invalid training rows: inputs are %s (must be %s)",
        examples.inputs(),
        context.signature().inputs());
    Examples others = validation(context);
    EarlyStop stop = settings.earlyStop();
    Schedule schedule = settings.loop().schedule();
    checkWatched(stop, schedule, others);
    EarlyStop rule = stop == null ? new EarlyStop(null, schedule.patience(), 0) : stop;
    int better = rule.direction(context.task());
    watched =
        new TrainingLoop.Watched(
            stop == null && schedule.patience() == 0
                ? null
                : new BestEpoch(rule, better, stop != null, schedule),
            new StoredStates(
                context, settings.checkpoints(), others == null ? "loss" : rule.logged(), better));
    order =
        new Order(
            settings.seed(), examples.size(), settings.rowsOfBatch(), settings.shuffleBlocks());
    this.settings = settings.forBatches(order.batches());
    batch = new RowBatch(examples, order.largest());
    changes = changes(settings, examples);
    validation =
        others == null
            ? null
            : new ValidationRows(
                others,
                context.task(),
                metrics(context.task(), rule),
                context.signature(),
                order.largest());
  }

  private static @Nullable Augmenter changes(TrainingSettings settings, Examples examples) {
    return settings.augment().isEmpty()
        ? null
        : new Augmenter(settings.augment(), settings.seed(), examples.inputs());
  }

  private static void checkWatched(
      @Nullable EarlyStop stop, Schedule schedule, @Nullable Examples others) {
    check(
        stop == null || others != null,
        "Invalid early stopping: no validation rows (the split needs some)");
    check(
        schedule.patience() == 0 || others != null,
        "Invalid schedule: %s, but no validation rows (the split needs some)",
        schedule);
  }

  /** Returns all rows to train on, or those of a few batches for a rehearsal. */
  private static Examples rows(TrainingSettings settings, TrainingContext context) {
    int all = context.training().size();
    check(all > 0, "Invalid training rows: 0 (needs at least 1)");
    check(
        settings.batchSize() <= all || context.purpose() != TrainingPurpose.VERSION,
        "Invalid batch size: %s (must be at most %s, the number of training rows)",
        settings.batchSize(),
        all);
    long few = (long) REHEARSED * settings.rowsOfBatch() * settings.loop().accumulate();
    return context.purpose() == TrainingPurpose.REHEARSAL && few < all
        ? SpreadExamples.of(context.training(), (int) few)
        : context.training();
  }

  /** Returns the validation rows; null if there are none, or the network is to learn by heart. */
  private static @Nullable Examples validation(TrainingContext context) {
    return context.purpose() == TrainingPurpose.OVERFITTING
        ? null
        : context.validation().filter(rows -> rows.size() > 0).orElse(null);
  }

  /** Names the metrics to measure after each epoch. */
  private static Set<String> metrics(Task<?> task, EarlyStop rule) {
    Set<String> names = new LinkedHashSet<>(task.trainingMetrics());
    if (rule.metric() != null) {
      names.add(rule.metric());
    }
    return names;
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
        TrainingLoop.guarded(
            "before the first epoch",
            () -> {
              NetworkSize.checkFits(
                  settings.own().blocks(),
                  settings.network(),
                  signature,
                  order.largest(),
                  settings.maxParameters());
              NormalizedBatches.checkRows(
                  settings.network(), signature, order.largest(), settings.tuning().frozen());
              EmbeddingIds ids = EmbeddingIds.of(settings.network(), signature);
              ids.checkRows("training", examples, batch);
              context.validation().ifPresent(rows -> ids.checkRows("validation", rows, batch));
              return new NetworkLearner(settings, order, signature, beginsWithZeros());
            })) {
      Objective objective = objective(learner);
      TrainingLoop loop =
          new TrainingLoop(
              settings,
              context,
              new TrainingLoop.Rows(examples, order, batch, validation, changes),
              learner,
              objective,
              watched);
      begin(learner, objective);
      context.resumeFrom().ifPresent(state -> restore(loop, state));
      learner.begin();
      byte[] weights = loop.run();
      return new TrainedModel(
          DjlEngine.FORMAT,
          settings.network().architecture(),
          List.of(new NamedContent(WeightsFile.NAME, out -> out.write(weights))));
    }
  }

  /** Loads the weights of the version that the training begins with, if there is one. */
  private void begin(NetworkLearner learner, Objective objective) {
    ModelVersion start = settings.tuning().start();
    if (start != null) {
      ParentWeights parent = new ParentWeights(start, context.startFrom(start));
      Set<String> fresh = learner.load(parent, objective);
      if (!fresh.isEmpty()) {
        context.run().tag("newLayers", String.join(", ", fresh));
      }
    }
  }

  private static void restore(TrainingLoop loop, TrainingState state) {
    try (InputStream in = state.content().get()) {
      loop.restore(SavedTraining.read(in));
    } catch (IOException e) {
      throw new StorageFailedException("Cannot read the state of a training", e);
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
    LastLayer last = mayBeScaled() ? LastLayer.of(learner.network()) : null;
    boolean scaled = last != null && last.weight().requiresGradient(); // else it is frozen
    TargetScale scale = scaled ? TargetScale.of(examples, loss, outputs.get(0)) : TargetScale.NONE;
    return new TaskLoss(loss, outputs, scale, order.largest());
  }
}
