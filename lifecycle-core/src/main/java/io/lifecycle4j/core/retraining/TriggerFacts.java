package io.lifecycle4j.core.retraining;

import io.lifecycle4j.condition.Facts;
import io.lifecycle4j.condition.Subject;
import io.lifecycle4j.condition.WatchSubject;
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
 * @param newRows counts the rows that a version was not trained with
 */
record TriggerFacts(
    Instant now,
    Optional<ModelVersion> production,
    Optional<Instant> lastEnded,
    Function<ModelVersion, OptionalLong> newRows,
    Facts served)
    implements Facts {
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
      return rows.isPresent() ? OptionalDouble.of(rows.getAsLong()) : OptionalDouble.empty();
    }
    return served.number(subject);
  }

  private OptionalDouble since(Optional<Instant> time) {
    return time.isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(WatchSubject.Timed.millis(Duration.between(time.get(), now)));
  }

  @Override
  public List<String> texts(Subject subject) {
    return served.texts(subject);
  }
}
