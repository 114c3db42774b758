package io.lifecycle4j.core;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.data.Split;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.training.Overfitting;
import io.lifecycle4j.training.Rehearsal;
import io.lifecycle4j.training.Reproduction;
import io.lifecycle4j.training.TrainableModel;
import io.lifecycle4j.training.TrainingEnvironment;
import io.lifecycle4j.training.TrainingPlan;

/** A model that is trained on what is in its home. */
abstract class TrainedInHome extends AutomatedInHome implements TrainableModel {
  /** Returns what trains its versions; throws once the model is closed. */
  abstract Candidates candidates();

  @Override
  public ModelVersion train(Split split) {
    return candidates().train(plan(split));
  }

  public ModelVersion train(Split split, Actor actor) {
    return candidates().train(plan(split), actor);
  }

  private static TrainingPlan plan(Split split) {
    return TrainingPlan.on(required(split, "split")).build();
  }

  @Override
  public ModelVersion train(TrainingPlan plan) {
    return candidates().train(plan);
  }

  public ModelVersion train(TrainingPlan plan, Actor actor) {
    return candidates().train(plan, actor);
  }

  @Override
  public ModelVersion resume(String run) {
    return candidates().resume(run);
  }

  @Override
  public Rehearsal rehearse(Split split) {
    return candidates().rehearsals().rehearse(split);
  }

  @Override
  public Overfitting overfitOn(int rows, Split split) {
    return candidates().rehearsals().overfitOn(rows, split);
  }

  @Override
  public Reproduction reproduce(ModelVersion version) {
    return candidates().reproduce(version);
  }

  @Override
  public TrainingEnvironment environment(ModelVersion version) {
    return candidates().environment(version);
  }
}
