package io.lifecycle4j.core.monitoring;

import io.lifecycle4j.core.model.AnswerColumns;
import io.lifecycle4j.core.monitoring.alert.AlertBook;
import io.lifecycle4j.core.registry.ModelVersions;
import io.lifecycle4j.monitoring.Alert;
import io.lifecycle4j.monitoring.AlertCause.Kind;
import io.lifecycle4j.monitoring.AlertHint;
import io.lifecycle4j.monitoring.AlertHint.Remedy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/** What speaks for a rollback, and for training again. Thread-safe. */
final class ChangeHints {
  /** So soon after a promotion, the promotion may be the reason. */
  private static final Duration RECENT = Duration.ofDays(7);

  /** A hint names so many alerts. */
  private static final int SHOWN = 5;

  private final ModelVersions versions;
  private final AlertBook book;

  ChangeHints(ModelVersions versions, AlertBook book) {
    this.versions = versions;
    this.book = book;
  }

  /** Returns a hint if the version was promoted shortly before, in place of another. */
  Optional<AlertHint> rollback(String label, Instant begin, Instant end) {
    OptionalInt version = versions.number(label);
    return version.isEmpty()
        ? Optional.empty()
        : versions
            .findMove(version.getAsInt(), end)
            .filter(move -> move.from().isPresent())
            .filter(move -> Duration.between(move.time(), begin).compareTo(RECENT) <= 0)
            .map(
                move ->
                    new AlertHint(
                        Remedy.ROLL_BACK,
                        String.format(
                            "%s is in production since %s, in place of %s:%s",
                            label, move.time(), versions.model(), move.from().getAsInt())));
  }

  /** Returns a hint for drift if labels say that the quality fell. */
  Optional<AlertHint> qualityFell() {
    return hint(open(Kind.QUALITY), "labels agree that the quality fell");
  }

  /** Returns a hint for a fall of quality if inputs drifted; that answers did is no reason. */
  Optional<AlertHint> inputsDrifted() {
    List<Alert> inputs =
        open(Kind.DRIFT).stream()
            .filter(alert -> !AnswerColumns.isAnswer(alert.cause().subject()))
            .toList();
    return hint(inputs, "the inputs drifted");
  }

  private List<Alert> open(Kind kind) {
    return book.open().stream().filter(alert -> alert.cause().kind() == kind).toList();
  }

  private static Optional<AlertHint> hint(List<Alert> alerts, String reason) {
    String more = alerts.size() > SHOWN ? " and " + (alerts.size() - SHOWN) + " more" : "";
    return alerts.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new AlertHint(
                Remedy.RETRAIN,
                alerts.stream()
                    .limit(SHOWN)
                    .map(alert -> alert.cause().subject())
                    .collect(Collectors.joining(", ", reason + ": ", more))));
  }
}
