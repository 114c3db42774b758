package io.lifecycle4j.core;

import io.lifecycle4j.core.data.DatasetStores;
import io.lifecycle4j.core.registry.By;
import io.lifecycle4j.core.registry.Decisions;
import io.lifecycle4j.core.registry.GateJudge;
import io.lifecycle4j.core.training.ModelRegistration;
import io.lifecycle4j.core.training.ModelTraining;
import io.lifecycle4j.core.training.Recipe;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.model.ExternalModel;
import io.lifecycle4j.model.ModelManifest;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.model.spi.Engine;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.registry.spi.ModelRegistry;
import io.lifecycle4j.tracking.Experiments;

/** Trains versions of a model, or takes them in from elsewhere. Thread-safe. */
final class Candidates implements AutoCloseable {
  private final String name;
  private final Decisions decisions;
  private final Experiments experiments;
  private final ModelTraining training;
  private final ModelRegistration registration;
  private final Runnable checkOpen;

  /**
   * Creates a model's.
   *
   * @param checkOpen throws once the model is closed, which registers nothing then
   */
  Candidates(
      DefaultManagedModelBuilder<?, ?> builder,
      Decisions decisions,
      Engine.Files files,
      Runnable checkOpen) {
    this.name = builder.name;
    this.decisions = decisions;
    ModelRegistry registry = builder.home.rooms().registry();
    this.experiments = builder.home.experiments();
    this.checkOpen = checkOpen;
    Recipe recipe =
        new Recipe(
            name,
            builder.columns.schema(),
            builder.task,
            builder.steps,
            builder.trainer,
            builder.progress,
            task -> GateJudge.checkMetrics(name, builder.requirements, task));
    this.training =
        new ModelTraining(recipe, builder.engines(), registry::put, files, ModelTraining.LOG);
    this.registration =
        new ModelRegistration(recipe, builder.engines(), registry::put, ModelRegistration.LOG);
  }

  /** Trains a version in a run of the experiment that has the model's name. */
  ModelVersion train(Split split) {
    Actor trainer = Actor.by(System.getProperty("user.name", "unknown"));
    return experiments.call(
        name,
        run -> {
          ModelManifest manifest = training.train(split, run);
          By by = new By(trainer, "Trained by run " + run.id());
          ModelVersion version = registered(split, manifest, by);
          run.tag("model", version.label());
          return version;
        });
  }

  /** Registers a network that was trained elsewhere. */
  ModelVersion register(ExternalModel model, Split split, By by) {
    return registered(split, registration.manifest(model, split, by.actor().name()), by);
  }

  private ModelVersion registered(Split split, ModelManifest manifest, By by) {
    checkOpen.run();
    DatasetStores.checkNotPurged(split.version(), "register a version of " + name);
    return decisions.register(manifest, by);
  }

  /** Stops what is being trained or registered. */
  @Override
  public void close() {
    try (training) {
      registration.close();
    }
  }
}
