package io.lifecycle4j.core.training;

import io.lifecycle4j.core.error.Closing;
import io.lifecycle4j.core.model.Engines;
import io.lifecycle4j.core.model.GoldenLines;
import io.lifecycle4j.core.schema.TaskCalls;
import io.lifecycle4j.core.tracking.KillableRun;
import io.lifecycle4j.core.training.ModelDescription.Described;
import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.data.SplitRole;
import io.lifecycle4j.error.ClosedException;
import io.lifecycle4j.model.ModelManifest;
import io.lifecycle4j.model.ModelManifest.Provenance;
import io.lifecycle4j.model.TrainedModel;
import io.lifecycle4j.model.spi.Engine;
import io.lifecycle4j.preprocessing.FittedPreprocessing;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.storage.StoredFile;
import io.lifecycle4j.tracking.Run;
import io.lifecycle4j.tracking.RunInput;
import io.lifecycle4j.training.Trainer;
import io.lifecycle4j.training.TrainingListener;
import io.lifecycle4j.training.TrainingPlan;
import io.lifecycle4j.training.TrainingState;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Trains a candidate on a split, and returns a manifest that can be registered.
 *
 * <p>Thread-safe.
 */
public final class ModelTraining implements AutoCloseable {
  /** The logger of all trainings. */
  public static final Logger LOG = LoggerFactory.getLogger(ModelTraining.class);

  /** How long all trainers in progress together may take to stop. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** How long the end of the JVM waits for a trainer that stores its state. */
  private static final Duration LAST_STATE = Duration.ofSeconds(8);

  private final Recipe recipe;
  private final Engines engines;
  private final Function<NamedContent, StoredFile> put;
  private final Engine.Files files;
  private final Logger log;
  private final Set<TrainingThread> underWay = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  public ModelTraining(
      Recipe recipe,
      Engines engines,
      Function<NamedContent, StoredFile> put,
      Engine.Files files,
      Logger log) {
    this.recipe = recipe;
    this.engines = engines;
    this.put = put;
    this.files = files;
    this.log = log;
  }

  /**
   * Trains a network and describes everything it needs. Of the holdout only the labels are checked.
   *
   * @param run receives parameters and metrics
   * @return the manifest; its files are stored
   */
  public ModelManifest train(TrainingPlan plan, Run run) {
    return train(plan, run, null, OutsideStates.none());
  }

  /**
   * Trains like {@link #train(TrainingPlan, Run)}, but goes on where a training ended.
   *
   * @param resumed that training; null if this one begins
   * @param outside copies the states
   */
  public ModelManifest train(
      TrainingPlan plan, Run run, @Nullable ResumedTraining resumed, OutsideStates outside) {
    Split split = plan.split();
    recipe.checkedTrainer();
    TaskCalls<?> task = TaskCalls.training(recipe.task());
    String what = "train on " + split.version().ref();
    PreparedSplit prepared = PreparedSplit.of(recipe, task, recipe.steps(), split, what);
    TaskCalls<?> calls = prepared.task();
    TrainingData data = prepared.data();
    describe(plan, prepared.preprocessing(), data, run, resumed, outside);
    data.notice(recipe.model()).ifPresent(log::info);
    UntrainedLabels.describe(recipe.model(), calls.task(), data).ifPresent(log::warn);
    ModelDescription description = new ModelDescription(prepared, engines);
    WarmStart start = new WarmStart(files, run);
    TrainedModel trained =
        runTrainer(
            run,
            outside,
            cancelled ->
                new DefaultTrainingContext(
                    plan,
                    prepared,
                    run,
                    start,
                    recipe.listener(),
                    resumedState(resumed),
                    outside,
                    cancelled));
    Described described =
        description.of(
            description.artifact(trained, trained.files().stream().map(put).toList()),
            files,
            GoldenLines.NONE,
            environment ->
                new Provenance.Trained(run.id(), split.version().ref(), split.plan(), environment));
    ModelManifest manifest = described.manifest().with(start.ancestors());
    described.threshold().ifPresent(chosen -> chosen.log(recipe.model(), log));
    ChosenThreshold.record(calls.with(manifest.task()), described.threshold(), run);
    BaselineMetrics.log(manifest.task(), manifest.baselines(), data, run, firstStep(resumed));
    return manifest;
  }

  private static long firstStep(@Nullable ResumedTraining resumed) {
    return resumed == null ? 0 : resumed.fromStep();
  }

  private void describe(
      TrainingPlan plan,
      FittedPreprocessing preprocessing,
      TrainingData data,
      Run run,
      @Nullable ResumedTraining resumed,
      OutsideStates outside) {
    if (resumed != null) {
      resumed.checkPreprocessing(preprocessing.fingerprint());
      resumed.logLost(run);
    }
    DatasetVersion version = plan.split().version();
    TrainingOrigin.of(plan).log(run);
    outside.describe(TrainingOrigin.of(plan), preprocessing.fingerprint(), resumed);
    plan.parameters().forEach((name, value) -> run.param("parameter." + name, value));
    run.input(RunInput.of(version.ref(), SplitRole.TRAIN));
    if (data.validation().isPresent()) {
      run.input(RunInput.of(version.ref(), SplitRole.VALIDATION));
    }
    run.param("dataset", version.dataset() + ":" + version.number());
    run.param("dataset.hash", version.id());
    run.param("split", plan.split().plan());
    run.param("rows.train", data.training().size());
    run.param("rows.reference", data.reference().size());
    run.param("reference", data.referenceRole());
    run.param("preprocessing", preprocessing.asked());
    run.param(ResumedTraining.FINGERPRINT, preprocessing.fingerprint());
  }

  private static Optional<TrainingState> resumedState(@Nullable ResumedTraining resumed) {
    return resumed == null ? Optional.empty() : resumed.findState();
  }

  private TrainedModel runTrainer(
      Run run, OutsideStates outside, Function<BooleanSupplier, DefaultTrainingContext> context) {
    TrainingThread thread = new TrainingThread(recipe.model());
    underWay.add(thread);
    Runnable lastState = () -> thread.cancel(LAST_STATE); // the trainer stores it
    outside.beforeKill(lastState);
    if (run instanceof KillableRun killable) {
      killable.beforeKill(lastState);
    }
    try {
      checkOpen(); // the model may have been closed before the training was added
      return thread.run(cancelled -> train(recipe.checkedTrainer(), context.apply(cancelled)));
    } finally {
      underWay.remove(thread);
    }
  }

  @SuppressWarnings("checkstyle:IllegalCatch") // the listener learns of an Error, too
  private TrainedModel train(Trainer trainer, DefaultTrainingContext context) {
    TrainingListener listener = recipe.listener();
    TrainedModel trained;
    try {
      trained = trainer.train(context);
    } catch (Throwable e) {
      failed(listener, e);
      throw e;
    }
    listener.completed();
    return trained;
  }

  @SuppressWarnings("checkstyle:IllegalCatch") // the cause of the failure is thrown
  private static void failed(TrainingListener listener, Throwable cause) {
    try {
      listener.failed(cause);
    } catch (Throwable e) {
      Closing.suppress(cause, e);
    }
  }

  private void checkOpen() {
    if (closed) {
      throw Closing.modelClosed(recipe.model());
    }
  }

  /**
   * Stops trainings in progress; their callers receive a {@link ClosedException}. A training that
   * does not stop within five seconds is logged and abandoned.
   */
  @Override
  public void close() {
    closed = true;
    long end = System.nanoTime() + PATIENCE.toNanos();
    for (TrainingThread thread : underWay) {
      thread.stop(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
    }
  }
}
