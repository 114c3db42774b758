package io.lifecycle4j.serving;

import io.lifecycle4j.model.ModelVersion;
import java.util.Optional;

/** Starts and finds the rollouts of a model, in which a version serves more and more requests. */
public interface Rollouts {
  /**
   * Prepares a rollout: the version answers a small share of the requests, which grows while it is
   * not worse than the version in production, and goes back to none as soon as it is.
   *
   * @param version a version of this model, other than the one in production
   * @return a builder, whose {@link RolloutBuilder#start} starts it
   */
  RolloutBuilder rollout(ModelVersion version);

  /**
   * Finds the rollout that is running, or else the last one that ended, of whatever process.
   *
   * @return the rollout, or empty if there was none
   */
  Optional<Rollout> findRollout();
}
