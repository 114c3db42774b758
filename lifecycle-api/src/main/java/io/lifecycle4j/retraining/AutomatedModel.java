package io.lifecycle4j.retraining;

import java.time.Instant;

/**
 * A model that is retrained by a {@link RetrainingPolicy}.
 *
 * <p>A retraining is a chain of steps: decide, take a snapshot, train, judge by the gates, promote
 * or roll out, watch. Each step is an entry in a journal. If the process is killed at any point and
 * the automation is started again, no finished step is repeated: there is one candidate and one
 * promotion. Only a killed training starts anew.
 *
 * <p>A candidate is promoted only if it passed the gates of the model, or of the policy of {@code
 * production}. Without a gate, a person must promote it. Thread-safe.
 */
public interface AutomatedModel {
  /**
   * Starts the automation on a thread of the library. It runs until it or the model is closed.
   *
   * @return the automation; close it
   * @throws io.lifecycle4j.error.InvalidValueException if the model was opened without {@code
   *     retrainWhen} and {@code retrainFrom}, or without a trainer
   * @throws io.lifecycle4j.error.ConflictException if it is already started
   * @throws io.lifecycle4j.error.ReadOnlyException if the home is open read-only
   */
  Automation startAutomation();

  /**
   * Does what is due at a time, for an external scheduler instead of {@link #startAutomation}.
   * Continues a retraining in progress as far as possible; without one, evaluates the policy and
   * may begin one. Runs on the calling thread, so it can take as long as a training.
   *
   * @param now the time, usually the present. If it is up to a day before the last entry, the time
   *     of that entry counts. If it is earlier still, the clock of the last entry was wrong, and
   *     the given time counts
   * @return the decision
   * @throws io.lifecycle4j.error.InvalidValueException if the model was opened without {@code
   *     retrainWhen} and {@code retrainFrom}, or without a trainer; or if the time is before 1970
   *     or more than a day after the clock of the home
   * @throws io.lifecycle4j.error.ReadOnlyException if the home is open read-only
   * @throws io.lifecycle4j.error.OperationInterruptedException if the thread was interrupted; a
   *     training in progress will start anew
   * @throws io.lifecycle4j.error.LifecycleException if a step failed and will be retried by the
   *     next call, for instance because the disk is full
   */
  RetrainingDecision runDue(Instant now);

  /**
   * Returns the retrainings, and the decisions about them.
   *
   * @return the retrainings
   */
  Retrainings retrainings();

  /**
   * Prepares a replay of a past period under a policy, before the policy is used. The replay reads
   * the figures of recorded decisions, and the versions of the dataset of {@code retrainFrom}. It
   * evaluates the policy at each recorded decision and each committed version. It assumes that
   * every candidate was promoted.
   *
   * @param policy the policy, such as one with another condition or cool-down
   * @return sets the period
   * @throws io.lifecycle4j.error.InvalidValueException if the model was opened without {@code
   *     retrainWhen} and {@code retrainFrom}
   */
  RetrainingBacktest.Period backtest(RetrainingPolicy policy);
}
