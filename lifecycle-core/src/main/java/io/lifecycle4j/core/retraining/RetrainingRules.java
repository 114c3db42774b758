package io.lifecycle4j.core.retraining;

import static io.lifecycle4j.error.Preconditions.counted;
import static io.lifecycle4j.error.Preconditions.words;

import io.lifecycle4j.retraining.RetrainingDecision;
import io.lifecycle4j.retraining.RetrainingDecision.Outcome;
import io.lifecycle4j.retraining.RetrainingPolicy;
import io.lifecycle4j.retraining.TrainingBudget;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What a policy decides, from what is known at a time. The same rules decide in the present and in
 * a backtest.
 */
final class RetrainingRules {
  /** A cool-down is doubled at most so often. */
  private static final int MOST_DOUBLED = 10;

  private final RetrainingPolicy policy;

  RetrainingRules(RetrainingPolicy policy) {
    this.policy = policy;
  }

  /**
   * What was done before.
   *
   * @param lastBegun when the latest retraining began
   * @param refused how many candidates in a row were refused for the cause that holds now
   * @param trained how long trainings of the period of the budget took
   */
  record Before(Optional<Instant> lastBegun, int refused, Duration trained) {}

  /** Finds what speaks against a retraining, before any rows are looked at. */
  Optional<RetrainingDecision> refusal(Instant now, EvaluatedCondition evaluated, Before before) {
    if (!evaluated.holds()) {
      String why = "Not needed: " + evaluated.said() + " " + evaluated.wanted();
      return Optional.of(decision(now, evaluated, Outcome.NOT_NEEDED, why).build());
    }
    if (before.refused() >= policy.refusals()) {
      String why =
          String.format(
              "%s in a row refused for %s: look into it, and allow retrainings again",
              counted(before.refused(), "candidate"), String.join(" and ", evaluated.cause()));
      return Optional.of(decision(now, evaluated, Outcome.NEEDS_PERSON, why).build());
    }
    Optional<Instant> cooled =
        before
            .lastBegun()
            .filter(begun -> !RetrainingState.isFarAhead(begun, now))
            .map(begun -> begun.plus(coolDown(before)));
    if (cooled.isPresent() && now.isBefore(cooled.get())) {
      String why = "Cools down until " + cooled.get() + ": " + evaluated.because();
      return Optional.of(decision(now, evaluated, Outcome.COOLING_DOWN, why).build());
    }
    return held(now, before.trained())
        .map(held -> decision(now, evaluated, held.outcome(), held.reason()).build());
  }

  private Duration coolDown(Before before) {
    return policy.coolDown().multipliedBy(1L << Math.min(before.refused(), MOST_DOUBLED));
  }

  /** What holds a retraining up, whether it is to begin or to go on. */
  record Held(Outcome outcome, String reason) {}

  /** Finds what keeps a training from beginning now. */
  Optional<Held> held(Instant now, Duration trained) {
    return quiet(now).or(() -> policy.budget().flatMap(budget -> spent(budget, trained)));
  }

  /** Finds a quiet hour, which keeps a promotion from beginning, too. */
  Optional<Held> quiet(Instant now) {
    return policy
        .quietHours()
        .filter(hours -> hours.has(now))
        .map(hours -> new Held(Outcome.QUIET_HOURS, "Quiet from " + hours));
  }

  private static Optional<Held> spent(TrainingBudget budget, Duration trained) {
    return trained.compareTo(budget.training()) < 0
        ? Optional.empty()
        : Optional.of(
            new Held(
                Outcome.OUT_OF_BUDGET,
                "Trained for " + words(trained) + " (allowed are " + budget + ")"));
  }

  /** Returns the time after which trainings count. */
  Instant budgetFrom(Instant now) {
    return policy.budget().map(budget -> now.minus(budget.period())).orElse(now);
  }

  static RetrainingDecision.Builder decision(
      Instant now, EvaluatedCondition evaluated, Outcome outcome, String reason) {
    return RetrainingDecision.builder(now, outcome, reason)
        .condition(evaluated.condition().toString(), evaluated.cause(), evaluated.figures());
  }
}
