package io.lifecycle4j.retraining;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;
import static io.lifecycle4j.error.Preconditions.words;

import java.time.Duration;

/**
 * A limit on the total time of trainings in any period.
 *
 * @param training the time; once it is used up, no training begins, but one in progress continues
 * @param period the length of the period
 */
public record TrainingBudget(Duration training, Duration period) {
  /** Checks the parts. */
  public TrainingBudget {
    RetrainingPolicy.checkPositive("time of training", training);
    RetrainingPolicy.checkPositive("period of a budget", period);
    check(
        required(training, "time of training").compareTo(period) <= 0,
        "Invalid budget: %s in %s (must be at most the period)",
        words(training),
        words(period));
  }

  @Override
  public String toString() {
    return words(training) + " in " + words(period);
  }
}
