package io.lifecycle4j.retraining;

import static io.lifecycle4j.error.Preconditions.checkPeriod;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.counted;
import static io.lifecycle4j.error.Preconditions.required;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What a policy would have done in a past period, by the stored drift reports, the figures of
 * recorded decisions, and the versions of the dataset.
 *
 * <p>A simulated retraining does not change later figures, although a real one might have improved
 * them. So the number of retrainings is an upper bound.
 *
 * @param from the start of the period
 * @param to the end of the period, exclusive
 * @param evaluations how often the condition was evaluated
 * @param begun the retrainings that would have begun, each with its cause and figures
 * @param training the total time of their trainings, by the mean of recorded trainings; zero if
 *     there are none
 * @param waited the total time for which the condition held before a retraining began, or until the
 *     end
 * @param unknown subjects of the condition that were never recorded in the period; comparisons with
 *     them never held
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

  /** A backtest without a period yet. */
  public interface Period {
    /**
     * Replays the period.
     *
     * @param from the start of the period
     * @param to the end of the period, exclusive; not before {@code from}
     * @return what the policy would have done
     */
    RetrainingBacktest between(Instant from, Instant to);
  }

  /** Returns the number of retrainings, their cost, and the unknown subjects. */
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
