package io.lifecycle4j.core.retraining;

import io.lifecycle4j.condition.Facts;
import io.lifecycle4j.condition.Subject;
import io.lifecycle4j.condition.WatchSubject;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.model.ModelVersion;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * What is known of a model at a time: its age, the time since its last retraining and its new rows,
 * and what is known of it while it serves.
 *
 * @param production the version in production, which all refer to; empty if there is none
 * @param lastEnded when the latest retraining ended; empty if there was none
 * @param figures live metrics and figures of drift
 * @param newRows counts the rows that a version was not trained with
 */
record TriggerFacts(
    Instant now,
    Optional<ModelVersion> production,
    Optional<Instant> lastEnded,
    Function<ModelVersion, OptionalLong> newRows,
    Figures figures)
    implements Facts {
  /** Returns what is known of a version while it serves. */
  @FunctionalInterface
  interface Figures {
    OptionalDouble of(ModelVersion version, Subject subject, Instant now);
  }

  @Override
  public OptionalDouble number(Subject subject) {
    if (subject == WatchSubject.Elapsed.AGE) {
      return since(production.map(ModelVersion::registered));
    }
    if (subject == WatchSubject.Elapsed.SINCE_RETRAINING) {
      return since(lastEnded.or(() -> production.map(ModelVersion::registered)));
    }
    if (subject == WatchSubject.Count.NEW_ROWS) {
      OptionalLong rows = production.map(newRows).orElse(OptionalLong.empty());
      return rows.isPresent()
          ? OptionalDouble.of((double) rows.getAsLong())
          : OptionalDouble.empty();
    }
    return production.isEmpty()
        ? OptionalDouble.empty()
        : figures.of(production.get(), subject, now);
  }

  /** A time of a clock that was years ahead counts as long past: else nothing is due for years. */
  private OptionalDouble since(Optional<Instant> time) {
    Optional<Instant> begin =
        time.map(it -> RetrainingState.isFarAhead(it, now) ? Instant.EPOCH : it);
    return begin.isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(WatchSubject.Timed.millis(Duration.between(begin.get(), now)));
  }

  @Override
  public List<String> texts(Subject subject) {
    throw new InvalidValueException(
        "Cannot compare " + subject.words() + ": not known of a served model");
  }
}
