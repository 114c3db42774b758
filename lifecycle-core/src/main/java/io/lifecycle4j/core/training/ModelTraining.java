package io.lifecycle4j.core.training;

import io.lifecycle4j.core.error.Closing;
import io.lifecycle4j.core.model.AnsweredRow;
import io.lifecycle4j.core.model.Engines;
import io.lifecycle4j.core.model.GoldenRows;
import io.lifecycle4j.core.preprocessing.LaggedRows;
import io.lifecycle4j.core.preprocessing.StepFitting;
import io.lifecycle4j.core.preprocessing.TrainingRows;
import io.lifecycle4j.core.profile.Profiler;
import io.lifecycle4j.core.profile.Statistics;
import io.lifecycle4j.core.schema.SchemaForms;
import io.lifecycle4j.core.schema.TaskCalls;
import io.lifecycle4j.core.schema.TaskClasses;
import io.lifecycle4j.core.secret.FreeText;
import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.data.Rows;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.data.SplitRole;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.TrainingFailedException;
import io.lifecycle4j.model.ModelArtifact;
import io.lifecycle4j.model.ModelManifest;
import io.lifecycle4j.model.ModelManifest.GoldenRow;
import io.lifecycle4j.model.ModelManifest.Provenance;
import io.lifecycle4j.model.spi.Engine;
import io.lifecycle4j.model.spi.LoadedModel;
import io.lifecycle4j.preprocessing.FittedPreprocessing;
import io.lifecycle4j.preprocessing.Step;
import io.lifecycle4j.profile.Profile;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.schema.Signature;
import io.lifecycle4j.schema.Task;
import io.lifecycle4j.schema.Tensor;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.storage.StoredFile;
import io.lifecycle4j.tracking.Run;
import io.lifecycle4j.tracking.RunInput;
import io.lifecycle4j.training.TrainedModel;
import io.lifecycle4j.training.Trainer;
import io.lifecycle4j.training.TrainingListener;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Trains a candidate on a split, and returns a manifest that can be registered.
 *
 * <p>Thread-safe.
 */
public final class ModelTraining implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ModelTraining.class);
  private static final int GOLDEN_ROWS = 4;

  /** How long all trainers in progress together may take to stop. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Recipe recipe;
  private final Engines engines;
  private final Function<NamedContent, StoredFile> put;
  private final Engine.Files files;
  private final Set<TrainingThread> underWay = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  public ModelTraining(
      Recipe recipe, Engines engines, Function<NamedContent, StoredFile> put, Engine.Files files) {
    this.recipe = recipe;
    this.engines = engines;
    this.put = put;
    this.files = files;
  }

  /**
   * The settings of a training; without a trainer, only other ways to serve remain.
   *
   * @param check rejects the task, when it is complete, if no version of it could be promoted
   */
  public record Recipe(
      String model,
      Schema input,
      Task<?> task,
      List<Step> steps,
      @Nullable Trainer trainer,
      TrainingListener listener,
      Consumer<Task<?>> check) {
    /** Removes secrets from the descriptions of columns. */
    public Recipe {
      input = SchemaForms.withoutSecrets(input);
    }

    /** Throws before any work on data if there is no trainer. */
    private Trainer checkedTrainer() {
      if (trainer == null) {
        throw new InvalidValueException(
            "Cannot train " + model + ": no trainer (set one with trainer(...))");
      }
      return trainer;
    }
  }

  /**
   * Trains a network and describes everything it needs. Of the holdout only the labels are checked.
   *
   * @param run receives parameters and metrics
   * @return the manifest; its files are stored
   */
  public ModelManifest train(Split split, Run run) {
    Trainer trainer = recipe.checkedTrainer();
    TaskClasses.checkTrainable(recipe.model(), recipe.input(), recipe.task());
    TrainingRows training = TrainingRows.of(split);
    FittedPreprocessing preprocessing =
        StepFitting.of(recipe.input(), recipe.steps()).fit(training);
    Rows rows = LaggedRows.of(preprocessing, training.rows());
    Task<?> task = Labels.complete(recipe.task(), preprocessing, rows);
    recipe.check().accept(task);
    TaskCalls<?> calls = TaskCalls.training(task);
    Labels.checkHoldout(calls, split);
    TrainingData data = TrainingData.of(split, preprocessing, calls, rows);
    describe(split, preprocessing, data, run);
    calls.run(
        "checkTargets",
        () -> task.checkTargets(data.training().labels(), data.reference().labels()));
    UntrainedLabels.describe(recipe.model(), task, data).ifPresent(LOG::warn);
    Signature signature = new Signature(preprocessing.inputs(), task.outputs());
    TrainedModel trained = runTrainer(trainer, run, task, signature, data);
    ModelArtifact artifact = store(trained, signature);
    LoadedModel model = engines.find(artifact.format()).load(artifact, files);
    try {
      checkFinite(data.training().outputs(model, signature), data::trainingRow);
      List<Tensor> outputs = data.reference().outputs(model, signature);
      checkFinite(outputs, data::referenceRow);
      List<GoldenRow> golden =
          GoldenRows.record(model, signature, data.training().first(GOLDEN_ROWS));
      Task<?> adjusted = adjusted(calls, data.reference(), outputs, run);
      Profile reference = reference(data, TaskCalls.training(adjusted), outputs);
      Provenance provenance = provenance(split, run, artifact);
      return ModelManifest.builder(artifact, adjusted, preprocessing, reference, provenance)
          .golden(golden)
          .baselines(BaselineFit.of(calls, preprocessing.steps(), data.training()))
          .build();
    } finally {
      Engines.free(recipe.model(), model);
    }
  }

  private Task<?> adjusted(
      TaskCalls<?> calls, PreparedExamples rows, List<Tensor> outputs, Run run) {
    Task<?> adjusted =
        calls.call("adjusted", () -> calls.task().adjusted(outputs, rows.labels()));
    TaskClasses.checkTrainable(recipe.model(), recipe.input(), adjusted);
    calls
        .call("threshold", adjusted::threshold)
        .ifPresent(least -> run.param("threshold", least));
    return adjusted;
  }

  private static void checkFinite(List<Tensor> outputs, IntFunction<String> row) {
    for (Tensor output : outputs) {
      for (int i = 0; i < output.size(); i++) {
        if (!Double.isFinite(output.number(i))) {
          int width = output.size() / (int) output.shape()[0];
          throw new TrainingFailedException(
              String.format(
                  "Training failed: output %s[%s] of the network is %s for %s (must be finite)",
                  output.name(), i % width, output.number(i), row.apply(i / width)));
        }
      }
    }
  }

  private void describe(
      Split split, FittedPreprocessing preprocessing, TrainingData data, Run run) {
    DatasetVersion version = split.version();
    run.input(RunInput.of(version.ref(), SplitRole.TRAIN));
    if (data.validation().isPresent()) {
      run.input(RunInput.of(version.ref(), SplitRole.VALIDATION));
    }
    data.notice(recipe.model()).ifPresent(LOG::info);
    run.param("dataset", version.dataset() + ":" + version.number());
    run.param("dataset.hash", version.id());
    run.param("split", split.plan());
    run.param("rows.train", data.training().size());
    run.param("rows.reference", data.reference().size());
    run.param("reference", data.referenceRole());
    run.param("preprocessing", preprocessing.asked());
    run.param("preprocessing.fingerprint", preprocessing.fingerprint());
  }

  private TrainedModel runTrainer(
      Trainer trainer, Run run, Task<?> task, Signature signature, TrainingData data) {
    TrainingThread thread = new TrainingThread(recipe.model());
    underWay.add(thread);
    try {
      checkOpen(); // the model may have been closed before the training was added
      return thread.run(
          cancelled ->
              train(
                  trainer,
                  new DefaultTrainingContext(
                      task, signature, data, run, recipe.listener(), cancelled)));
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
      throw new IllegalStateException("The model " + recipe.model() + " is closed");
    }
  }

  /**
   * Stops trainings in progress; their callers receive an {@link IllegalStateException}. A training
   * that does not stop within five seconds is logged and abandoned.
   */
  @Override
  public void close() {
    closed = true;
    long end = System.nanoTime() + PATIENCE.toNanos();
    for (TrainingThread thread : underWay) {
      thread.stop(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
    }
  }

  private ModelArtifact store(TrainedModel trained, Signature signature) {
    List<StoredFile> stored = trained.files().stream().map(put).toList();
    return new ModelArtifact(trained.format(), trained.architecture(), stored, signature);
  }

  private Profile reference(TrainingData data, TaskCalls<?> task, List<Tensor> outputs) {
    Rows rows = data.referenceRows();
    AnsweredRow answered = new AnsweredRow(rows.schema(), task.task());
    Schema watched = AnsweredRow.with(recipe.input(), task.task());
    Profiler profiler = new Profiler(Statistics.of(watched, answered.schema()));
    int[] next = new int[1];
    rows.forEach(
        row -> {
          Object answer = data.reference().decode(task, outputs, next[0]);
          task.probability(outputs, next[0]); // checked here, before every prediction fails
          profiler.add(answered.show(row, answer));
          next[0]++;
        });
    return profiler.profile();
  }

  private Provenance provenance(Split split, Run run, ModelArtifact artifact) {
    Map<String, String> environment = new TreeMap<>(engines.environment(artifact.format()));
    environment.replaceAll((key, value) -> FreeText.of("environment of an engine", key, value));
    return new Provenance.Trained(run.id(), split.version().ref(), split.plan(), environment);
  }
}
