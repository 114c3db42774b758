package io.lifecycle4j.core;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.data.DatasetStores;
import io.lifecycle4j.core.model.VersionFit;
import io.lifecycle4j.core.registry.Action;
import io.lifecycle4j.core.registry.By;
import io.lifecycle4j.core.registry.Decisions;
import io.lifecycle4j.core.registry.ModelVersions;
import io.lifecycle4j.core.registry.VersionImport;
import io.lifecycle4j.core.training.ModelRegistration;
import io.lifecycle4j.core.training.ModelTraining;
import io.lifecycle4j.core.training.OutsideStates;
import io.lifecycle4j.core.training.Recipe;
import io.lifecycle4j.core.training.RepeatedTraining;
import io.lifecycle4j.core.training.ResumedTraining;
import io.lifecycle4j.data.Datasets;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.model.ExternalModel;
import io.lifecycle4j.model.ModelManifest;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.monitoring.DriftMonitor;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.registry.spi.ModelRegistry;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.tracking.Experiments;
import io.lifecycle4j.tracking.NewRun;
import io.lifecycle4j.tracking.RunRecord;
import io.lifecycle4j.tracking.RunStart;
import io.lifecycle4j.tracking.RunStatus;
import io.lifecycle4j.training.Reproduction;
import io.lifecycle4j.training.TrainingEnvironment;
import io.lifecycle4j.training.TrainingPlan;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Trains versions of a model, or takes them in from elsewhere. Thread-safe. */
final class Candidates implements AutoCloseable {
  /** The tag of a run that goes on with one of another home. */
  private static final String RESUMES = "resumes";

  private final String name;
  private final @Nullable Experiments outside;
  private final Decisions decisions;
  private final Datasets datasets;
  private final ModelVersions versions;
  private final Experiments experiments;
  private final ModelTraining training;
  private final ModelRegistration registration;
  private final VersionImport imports;
  private final Rehearsals rehearsals;
  private final ModelObservation observed;
  private final Runnable checkOpen;

  /**
   * Creates a model's.
   *
   * @param checkOpen throws once the model is closed, which registers nothing then
   */
  Candidates(
      ModelRooms<?, ?> rooms, Datasets datasets, Experiments experiments, Runnable checkOpen) {
    ModelSettings<?, ?> settings = rooms.settings();
    this.name = settings.name();
    this.decisions = rooms.decisions();
    ModelRegistry registry = rooms.home().registry();
    this.datasets = datasets;
    this.versions = rooms.versions();
    this.experiments = experiments;
    this.observed = rooms.observation();
    this.checkOpen = checkOpen;
    ModelSettings.Training how = settings.training();
    this.outside = how.outside();
    DriftMonitor monitor = settings.monitoring().drift();
    Recipe recipe =
        new Recipe(
            name,
            settings.columns().schema(),
            settings.task(),
            how.steps(),
            how.trainer(),
            how.progress(),
            monitor != null && monitor.embeddings(),
            settings::checkMetrics);
    this.training =
        new ModelTraining(recipe, rooms.engines(), registry::put, rooms::open, ModelTraining.LOG);
    this.registration =
        new ModelRegistration(recipe, rooms.engines(), registry::put, ModelRegistration.LOG);
    this.rehearsals = new Rehearsals(rooms);
    this.imports =
        new VersionImport(
            rooms.versions(),
            decisions,
            rooms.engines(),
            new VersionFit(settings.columns().schema(), settings.task()),
            checkOpen);
  }

  /** Trains a version in a run of the experiment that has the model's name. */
  ModelVersion train(TrainingPlan plan) {
    return train(plan, By.user(), experiments.newRun(name), run -> {});
  }

  /** Trains a version for somebody, whom the run and the audit trail name. */
  ModelVersion train(TrainingPlan plan, Actor actor) {
    required(actor, "actor");
    NewRun recorded = experiments.newRun(name).tag("user", actor.name());
    return train(plan, actor, recorded, run -> {});
  }

  /** Returns what tries out trainings. */
  Rehearsals rehearsals() {
    return rehearsals;
  }

  /**
   * Trains a version for a retraining, which its run names.
   *
   * @param begun receives the id of the run before the training begins
   */
  ModelVersion train(Split split, Actor actor, String retraining, Consumer<String> begun) {
    NewRun recorded =
        experiments.newRun(name).tag("user", actor.name()).tag("retraining", retraining);
    return train(TrainingPlan.on(split).build(), actor, recorded, begun);
  }

  /** Goes on with the training of a run that ended early. */
  ModelVersion resume(String run) {
    return resume(required(run, "run"), By.user(), begun -> {});
  }

  /**
   * Goes on with the training of a run that ended early.
   *
   * @param begun receives the id of the run before the training goes on
   */
  ModelVersion resume(String run, Actor actor, Consumer<String> begun) {
    decisions.permit(new By(Action.REGISTER, actor, "Resumes a training"));
    Optional<ModelVersion> known = trainedBy(run).or(() -> resumedHere(run));
    if (known.isPresent()) {
      return known.get();
    }
    ResumedTraining resumed = ended(run);
    TrainingPlan plan = resumed.plan(datasets);
    RunStart recorded =
        resumed.isElsewhere()
            ? experiments.newRun(name).tag(RESUMES, run)
            : experiments.resuming(run, resumed.fromStep());
    return observed.train(() -> trained(plan, actor, recorded, begun, resumed));
  }

  private ResumedTraining ended(String run) {
    return outside == null || experiments.find(run).isPresent()
        ? ResumedTraining.of(name, experiments, run, ModelTraining.LOG)
        : ResumedTraining.elsewhere(name, outside, run, ModelTraining.LOG);
  }

  /** Finds the version of a run of this home that went on with one of another home. */
  private Optional<ModelVersion> resumedHere(String run) {
    return outside == null
        ? Optional.empty()
        : experiments.runs(name).stream()
            .filter(known -> run.equals(known.tags().get(RESUMES)))
            .flatMap(known -> trainedBy(known.id()).stream())
            .findFirst();
  }

  /** Trains a version again, in a run of its own, and registers nothing. */
  Reproduction reproduce(ModelVersion version) {
    RepeatedTraining repeated = RepeatedTraining.of(versions.usable("reproduce", version));
    decisions.permit(new By(Action.REGISTER, By.user(), "Reproduces " + version.label()));
    TrainingPlan plan = repeated.plan(datasets, experiments);
    NewRun recorded = experiments.newRun(name).tag("reproduces", version.label());
    AtomicReference<String> id = new AtomicReference<>("");
    ModelManifest manifest =
        recorded.call(
            run -> {
              id.set(run.id());
              return training.train(plan, run);
            });
    return repeated.compare(manifest, required(id.get(), "run"), experiments); // after it has ended
  }

  /** Returns the environment in which a version was trained. */
  TrainingEnvironment environment(ModelVersion version) {
    return RepeatedTraining.of(versions.usable("reproduce", version)).environment(experiments);
  }

  /** Returns whether a run ended early and can go on. */
  boolean isResumable(String run) {
    return experiments
        .find(run)
        .filter(known -> !known.deleted() && ResumedTraining.isTraining(known))
        .map(RunRecord::status)
        .filter(status -> status != RunStatus.FINISHED && status != RunStatus.RUNNING)
        .isPresent();
  }

  private Optional<ModelVersion> trainedBy(String run) {
    versions.registry().refresh();
    return versions.registry().versions(name).stream()
        .filter(version -> version.run().equals(Optional.of(run)))
        .findFirst()
        .map(version -> versions.version(version.number()));
  }

  private ModelVersion train(
      TrainingPlan plan, Actor actor, NewRun recorded, Consumer<String> begun) {
    required(plan, "plan of a training");
    decisions.permit(new By(Action.REGISTER, actor, "Begins a training"));
    return observed.train(() -> trained(plan, actor, recorded, begun, null));
  }

  private ModelVersion trained(
      TrainingPlan plan,
      Actor actor,
      RunStart recorded,
      Consumer<String> begun,
      @Nullable ResumedTraining resumed) {
    return recorded.call(
        run -> {
          begun.accept(run.id());
          OutsideStates states = OutsideStates.of(outside, name, run, resumed);
          return states.during(
              () -> {
                ModelManifest manifest = training.train(plan, run, resumed, states);
                By by = new By(Action.REGISTER, actor, "Trained by run " + run.id());
                ModelVersion version = registered(plan.split(), manifest, by);
                run.tag("model", version.label());
                return version;
              });
        });
  }

  /** Registers a network that was trained elsewhere. */
  ModelVersion register(ExternalModel model, Split split, Actor actor, String reason) {
    required(model, "external model");
    required(split, "split");
    By by = new By(Action.REGISTER, actor, reason);
    decisions.permit(by);
    return observed.register(
        () -> registered(split, registration.manifest(model, split, by.actor().name()), by));
  }

  /**
   * Registers a version that another home exported.
   *
   * @param id the id that it must have; null for any, if its network is no program
   */
  ModelVersion importFrom(Path file, @Nullable BlobId id, Actor actor, String reason) {
    By by = new By(Action.IMPORT, actor, reason);
    decisions.permit(by);
    return observed.register(() -> imports.importFrom(file, id, by));
  }

  private ModelVersion registered(Split split, ModelManifest manifest, By by) {
    checkOpen.run();
    DatasetStores.checkNotPurged(split.version(), "register a version of " + name);
    return decisions.register(manifest, by);
  }

  /** Stops what is being trained or registered. */
  @Override
  public void close() {
    try (rehearsals;
        training) {
      registration.close();
    }
  }
}
