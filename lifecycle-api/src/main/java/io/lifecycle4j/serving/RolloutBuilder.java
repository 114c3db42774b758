package io.lifecycle4j.serving;

import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.registry.Undecided;
import java.time.Duration;

/**
 * The settings of a rollout before it starts. Nothing has happened before {@link #start}. Not
 * thread-safe.
 */
public interface RolloutBuilder {
  /**
   * Sets the share of requests in each step. Default: 0.05, 0.25, 1.
   *
   * @param shares increasing to 1, by at least 0.0001 in each step; with the last one the version
   *     is in production
   * @return this builder
   */
  RolloutBuilder canary(double... shares);

  /**
   * Sets the minimum duration of a step. Default: 30 minutes.
   *
   * @param time more than 0
   * @return this builder
   */
  RolloutBuilder stepEvery(Duration time);

  /**
   * Sets how long the version bakes once it is in production. For this time, the previous version
   * stays loaded, and serves again if the new one turns out to be worse. Default: 24 hours.
   *
   * @param time at least 0, which means not at all
   * @return this builder
   */
  RolloutBuilder bakeFor(Duration time);

  /**
   * Sets by how much the share of failed requests, and that of rejected requests, may exceed the
   * share in the control. Default: 0.01, one percentage point.
   *
   * @param share more than 0 and below 1; half the margin needs about four times the requests
   * @return this builder
   */
  RolloutBuilder margin(double share);

  /**
   * Sets how many requests each arm needs in a step before the next one begins. Default: 1,000.
   *
   * @param requests at least 1
   * @return this builder
   */
  RolloutBuilder minimumRequests(int requests);

  /**
   * Sets how much slower the version may be: the 99th percentile of its latency, divided by that of
   * the control. Latencies up to 0.1 ms are always accepted. Default: 1.5.
   *
   * @param factor at least 1
   * @return this builder
   */
  RolloutBuilder latencyWithin(double factor);

  /**
   * Sets how long a step may stay undecided, from its start. Default: ten times {@link #stepEvery}.
   *
   * @param time at least the time of a step
   * @return this builder
   */
  RolloutBuilder decideWithin(Duration time);

  /**
   * Sets what happens if a step is still undecided after {@link #decideWithin}. Default: {@link
   * Undecided#BACK}.
   *
   * @param then the consequence
   * @return this builder
   */
  RolloutBuilder ifUndecided(Undecided then);

  /**
   * Judges the version by the gates of the model, loads it, and starts the rollout. Verdicts and
   * start are one record of the audit trail. All processes that have the model open take part, and
   * the rollout continues while any of them runs.
   *
   * @param actor the person or service that starts it
   * @param reason the reason, stored with text that looks like a secret redacted
   * @return the rollout, durable on return
   * @throws io.lifecycle4j.error.GateFailedException if a gate did not pass; nothing started
   * @throws io.lifecycle4j.error.MissingApprovalsException if too few people approved the version
   *     for production; nothing started
   * @throws io.lifecycle4j.error.ConflictException if another rollout is running, the version is in
   *     production, or no version is
   * @throws io.lifecycle4j.error.InvalidValueException if the settings do not fit together, or a
   *     function serves
   * @throws io.lifecycle4j.error.CorruptDataException if the files of the version are corrupt or
   *     lost; nothing started
   * @throws io.lifecycle4j.error.ModelUnavailableException if the engine cannot load it; nothing
   *     started
   * @throws io.lifecycle4j.error.OverloadedException if it is not loaded within five minutes
   * @throws io.lifecycle4j.error.NotFoundException if the version is not registered
   */
  Rollout start(Actor actor, String reason);
}
