package io.lifecycle4j.core.serving.rule;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.condition.Condition;
import io.lifecycle4j.condition.MetricBound;
import io.lifecycle4j.condition.MetricSubject;
import io.lifecycle4j.condition.NumberComparison;
import io.lifecycle4j.condition.NumericSubject;
import io.lifecycle4j.condition.WatchSubject;
import io.lifecycle4j.error.InvalidValueException;
import java.time.Duration;
import java.util.List;

/** Which conditions may roll a version back. */
final class RuleCheck {
  /** The longest trailing time: longer ones are a matter of live metrics. */
  private static final Duration LONGEST = Duration.ofHours(1);

  private RuleCheck() {}

  /**
   * Rejects what a rule cannot be judged by: what is not known of the version that serves, and what
   * holds when nothing is known, such as a negation.
   *
   * @return the condition
   * @throws InvalidValueException if it is no rule
   */
  static Condition checked(Condition rule) {
    accept(required(rule, "rollback rule"));
    return rule;
  }

  private static void accept(Condition condition) {
    if (condition instanceof Condition.And and && !and.parts().isEmpty()) {
      and.parts().forEach(RuleCheck::accept);
    } else if (condition instanceof Condition.Or or) {
      or.parts().forEach(RuleCheck::accept);
    } else if (condition instanceof NumberComparison comparison) {
      accept(comparison);
    } else {
      throw new InvalidValueException(
          "Invalid rollback rule: "
              + condition
              + " (must compare numbers, as error_rate > 0.02, joined by AND and OR)");
    }
  }

  private static void accept(NumberComparison comparison) {
    NumericSubject subject = comparison.subject();
    check(
        !List.of(NumberComparison.Operator.IS, NumberComparison.Operator.IS_NOT)
            .contains(comparison.operator()),
        "Invalid rollback rule: %s (must be above or below a bound)",
        comparison);
    check(
        subject instanceof WatchSubject.Rate
            || subject instanceof WatchSubject.Latency
            || subject instanceof WatchSubject.Drift
            || subject == WatchSubject.Count.DRIFTED_COLUMNS
            || subject instanceof MetricSubject
            || subject instanceof MetricBound,
        "Invalid rollback rule: %s (must be on errors, refusals, latencies, drift or live metrics)",
        comparison);
    Duration over = over(subject);
    check(
        over.compareTo(LONGEST) <= 0,
        "Invalid rollback rule: %s (must be over at most 1 h)",
        comparison);
  }

  /** Returns the longest trailing time in a rule. */
  static Duration longest(Condition rule) {
    return rule.subjects().stream()
        .filter(NumericSubject.class::isInstance)
        .map(subject -> over((NumericSubject) subject))
        .max(Duration::compareTo)
        .orElse(Duration.ZERO);
  }

  /** Returns the trailing time of a subject; zero if it has none. */
  static Duration over(NumericSubject subject) {
    if (subject instanceof WatchSubject.Rate rate) {
      return rate.over();
    }
    return subject instanceof WatchSubject.Latency latency ? latency.over() : Duration.ZERO;
  }
}
