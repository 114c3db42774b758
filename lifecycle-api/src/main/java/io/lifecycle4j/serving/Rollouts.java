package io.lifecycle4j.serving;

import io.lifecycle4j.model.ModelVersion;
import java.util.Optional;

/** Starts and finds rollouts of a model. */
public interface Rollouts {
  /**
   * Prepares a rollout. The version answers a small share of the requests. The share grows while
   * the version is not worse than the one in production, and drops to zero once it is.
   *
   * @param version a version of this model, other than the one in production
   * @return a builder, whose {@link RolloutBuilder#start} starts it
   */
  RolloutBuilder rollout(ModelVersion version);

  /**
   * Finds the running rollout, or otherwise the last one that ended, of any process.
   *
   * @return the rollout, or empty if there was none
   */
  Optional<Rollout> findRollout();
}
