package io.lifecycle4j.core;

import io.lifecycle4j.data.Split;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.training.Reproduction;
import io.lifecycle4j.training.TrainableModel;

/** A model that is trained on what is in its home. */
abstract class TrainedInHome extends AutomatedInHome implements TrainableModel {
  /** Returns what trains it; throws once the model is closed. */
  abstract Candidates candidates();

  @Override
  public ModelVersion train(Split split) {
    return candidates().train(split);
  }

  @Override
  public ModelVersion resume(String run) {
    return candidates().resume(run);
  }

  @Override
  public Reproduction reproduce(ModelVersion version) {
    return candidates().reproduce(version);
  }
}
