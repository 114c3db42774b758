package io.lifecycle4j.retraining;

import java.time.Instant;

/**
 * A model that is trained anew by a {@link RetrainingPolicy}.
 *
 * <p>A retraining is a chain of steps: decide, take a snapshot, train, judge by the gates, promote
 * or roll out, watch. Each is an entry of a journal. If the process is killed at any point and the
 * automation started again, a finished step is never repeated: there is one candidate and one
 * promotion. Only a training that was killed begins anew.
 *
 * <p>A candidate is promoted only if the gates of the model, or the policy of {@code production},
 * judged it and passed. Without any gate, it is left to a person. Thread-safe.
 */
public interface AutomatedModel {
  /**
   * Starts the automation, on a thread of the library, until it or the model is closed.
   *
   * @return the automation; close it
   * @throws io.lifecycle4j.error.InvalidValueException if the model was opened without {@code
   *     retrainWhen} and {@code retrainFrom}, or without a trainer
   * @throws io.lifecycle4j.error.ConflictException if it is started already
   * @throws io.lifecycle4j.error.ReadOnlyException if the home is open read-only
   */
  Automation startAutomation();

  /**
   * Does what is due at a time, for an outside scheduler instead of {@link #startAutomation}: takes
   * a retraining in progress as far as it can go now, or else evaluates the policy and begins one.
   * Runs on the calling thread, and so takes as long as a training.
   *
   * @param now the time, usually the present; one up to a day before the last entry counts as the
   *     time of that, and if the last entry is further ahead, its clock was wrong and the given
   *     time counts
   * @return what was decided
   * @throws io.lifecycle4j.error.InvalidValueException if the model was opened without {@code
   *     retrainWhen} and {@code retrainFrom}, or without a trainer; or if the time is before 1970
   *     or more than a day after the clock of the home
   * @throws io.lifecycle4j.error.ReadOnlyException if the home is open read-only
   * @throws io.lifecycle4j.error.OperationInterruptedException if the thread was interrupted; a
   *     training in progress begins anew
   * @throws io.lifecycle4j.error.LifecycleException if a step failed and is to be tried again, as
   *     after a full disk; call again
   */
  RetrainingDecision runDue(Instant now);

  /**
   * Returns the retrainings, and the decisions about them.
   *
   * @return the retrainings
   */
  Retrainings retrainings();

  /**
   * Begins to replay a period of the past under a policy, before it is used. The replay knows the
   * figures that recorded decisions were made on, and the versions of the dataset of {@code
   * retrainFrom}; the policy is asked when a decision was recorded or a version committed. It
   * assumes that every candidate is promoted.
   *
   * @param policy the policy, such as one with another condition or cool-down
   * @return takes the period
   * @throws io.lifecycle4j.error.InvalidValueException if the model was opened without {@code
   *     retrainWhen} and {@code retrainFrom}
   */
  RetrainingBacktest.Period backtest(RetrainingPolicy policy);
}
