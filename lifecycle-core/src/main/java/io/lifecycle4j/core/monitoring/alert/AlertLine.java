package io.lifecycle4j.core.monitoring.alert;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;
import static java.util.Objects.requireNonNullElse;

import io.lifecycle4j.core.json.Json;
import io.lifecycle4j.core.json.WithoutNulls;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.monitoring.AlertCause;
import io.lifecycle4j.monitoring.AlertDecision;
import io.lifecycle4j.monitoring.AlertDecision.Outcome;
import io.lifecycle4j.monitoring.AlertHint;
import io.lifecycle4j.monitoring.AlertSeverity;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.storage.spi.JournalEntry;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An entry of the journal: all decisions about one window, or one of a person.
 *
 * @param v the form
 * @param model the name of the model
 * @param time when it was decided
 * @param source the window; null for a person's decision, as are the next four
 * @param actor who decided; null unless it is a person
 */
@WithoutNulls
record AlertLine(
    int v,
    String model,
    Instant time,
    @Nullable String source,
    @Nullable String version,
    @Nullable Instant from,
    @Nullable Instant to,
    @Nullable Long rows,
    @Nullable String actor,
    List<Part> decisions) {
  static final int VERSION = 1;

  AlertLine {
    check(
        v == VERSION,
        "Invalid form of alerts: %s (this library reads %s, another version wrote it)",
        v,
        VERSION);
    required(model, "model");
    required(time, "time");
    decisions = List.copyOf(required(decisions, "decisions"));
  }

  /**
   * A decision.
   *
   * @param alert the id of the alert
   * @param text what was seen, or the note of a person; null if nothing was
   */
  @WithoutNulls
  record Part(
      String alert,
      AlertCause.Kind kind,
      String subject,
      Outcome outcome,
      AlertSeverity severity,
      @Nullable String text,
      @Nullable Map<String, Double> figures,
      @Nullable List<Hint> hints) {
    Part {
      required(alert, "alert");
      required(outcome, "outcome");
      required(severity, "severity");
    }

    static Part seen(String alert, Outcome outcome, AlertSeverity severity, Sighting sighting) {
      Map<String, Double> finite = new TreeMap<>(sighting.figures());
      finite.values().removeIf(figure -> !Double.isFinite(figure));
      return new Part(
          alert,
          sighting.cause().kind(),
          sighting.cause().subject(),
          outcome,
          severity,
          sighting.text(),
          finite,
          sighting.hints().stream().map(it -> new Hint(it.remedy(), it.reason())).toList());
    }

    static Part of(
        String alert,
        AlertCause cause,
        Outcome outcome,
        AlertSeverity severity,
        @Nullable String text) {
      return new Part(alert, cause.kind(), cause.subject(), outcome, severity, text, null, null);
    }

    AlertCause cause() {
      return new AlertCause(kind, subject);
    }

    String words() {
      return requireNonNullElse(text, "");
    }

    Map<String, Double> knownFigures() {
      return requireNonNullElse(figures, Map.of());
    }

    List<AlertHint> knownHints() {
      return hints == null
          ? List.of()
          : hints.stream().map(it -> new AlertHint(it.remedy(), it.reason())).toList();
    }
  }

  /** What speaks for a remedy. */
  record Hint(AlertHint.Remedy remedy, String reason) {}

  /** Returns the decisions about a window. */
  static AlertLine of(String model, Instant time, Observed observed, List<Part> parts) {
    return new AlertLine(
        VERSION,
        model,
        time,
        observed.source(),
        observed.version(),
        observed.window().from(),
        observed.window().to(),
        observed.window().rows(),
        null,
        parts);
  }

  static AlertLine read(String model, JournalEntry entry) {
    String what = "alerts of " + model;
    AlertLine line = Json.PLAIN.read(entry.payload(), AlertLine.class, what);
    if (!line.model().equals(model)) {
      throw new CorruptDataException("Corrupt " + what + ": they are those of " + line.model());
    }
    return line;
  }

  byte[] write() {
    return Json.PLAIN.write(this);
  }

  /** Returns the decisions of this entry. */
  List<AlertDecision> decided(long sequence) {
    return decisions.stream()
        .map(
            part ->
                new AlertDecision(
                    sequence,
                    time,
                    requireNonNullElse(source, ""),
                    part.alert(),
                    part.cause(),
                    part.outcome(),
                    part.severity(),
                    part.words(),
                    part.knownFigures(),
                    Optional.ofNullable(actor).map(Actor::by)))
        .toList();
  }
}
