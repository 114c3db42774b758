package io.lifecycle4j.core;

import static io.lifecycle4j.error.Preconditions.check;

import io.lifecycle4j.condition.Condition;
import io.lifecycle4j.condition.Facts;
import io.lifecycle4j.condition.Subject;
import io.lifecycle4j.condition.WatchSubject;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.monitoring.DriftReport;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Supplier;

/**
 * What is known of a model that serves.
 *
 * @param drift finds the newest drift report of the version in production
 */
record ServedFacts(Instant now, Supplier<Optional<DriftReport>> drift) implements Facts {
  /** Rejects a condition on what is not known of a served model. */
  static void checkSupported(Condition condition) {
    for (Subject subject : condition.subjects()) {
      check(
          subject instanceof WatchSubject || subject instanceof Subject.Metric,
          "Invalid condition of retrainings: %s is not known of a served model",
          subject.words());
    }
  }

  @Override
  public OptionalDouble number(Subject subject) {
    if (subject == WatchSubject.Count.DRIFTED_COLUMNS) {
      return drift
          .get()
          .map(report -> OptionalDouble.of(report.driftedColumns().size()))
          .orElse(OptionalDouble.empty());
    }
    return OptionalDouble.empty();
  }

  @Override
  public List<String> texts(Subject subject) {
    throw new InvalidValueException(
        "Cannot compare " + subject.words() + ": not known of a served model");
  }
}
