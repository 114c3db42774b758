package io.lifecycle4j.retraining;

import static io.lifecycle4j.error.Preconditions.checkPeriod;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.counted;
import static io.lifecycle4j.error.Preconditions.required;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What a policy would have done in a period of the past, by what was recorded then.
 *
 * <p>What was recorded stays as it was: a retraining that would have helped changes no figure after
 * it. So a policy would have trained at most so often.
 *
 * @param from the begin of the period
 * @param to the end of the period, exclusive
 * @param evaluations at how many times the condition was evaluated
 * @param begun the retrainings that would have begun, each with its cause and figures
 * @param training how long they would have trained together, by the mean of the trainings that were
 *     recorded; zero if there were none
 * @param waited how long the condition held together before a retraining began, or until the end
 * @param unknown what the condition asks for, but was not recorded at any of these times; the parts
 *     of the condition that compare it never held
 */
public record RetrainingBacktest(
    Instant from,
    Instant to,
    int evaluations,
    List<RetrainingDecision> begun,
    Duration training,
    Duration waited,
    List<String> unknown) {
  /** Checks the parts. */
  public RetrainingBacktest {
    checkPeriod(from, to);
    begun = copy(begun, "retrainings");
    required(training, "time of training");
    required(waited, "time waited");
    unknown = copy(unknown, "unknown figures");
  }

  /** A backtest that lacks its period. */
  public interface Period {
    /**
     * Replays the period.
     *
     * @param from the begin of the period
     * @param to the end of the period, exclusive; not before {@code from}
     * @return what the policy would have done
     */
    RetrainingBacktest between(Instant from, Instant to);
  }

  /** Returns the number of retrainings with their cost, and what was not known. */
  @Override
  public String toString() {
    return "RetrainingBacktest["
        + counted(begun.size(), "retraining")
        + " in "
        + counted(evaluations, "evaluation")
        + ", training "
        + training
        + ", waited "
        + waited
        + (unknown.isEmpty() ? "" : ", never known " + unknown)
        + "]";
  }
}
