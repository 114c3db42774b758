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
 * An entry of the journal: all decisions about one window, one of a person, or all that is stored.
 *
 * @param v the form
 * @param model the name of the model
 * @param time when it was decided
 * @param source the window; null for a person's decision, as are the next four
 * @param actor who decided; null unless it is a person
 * @param state what resulted from all entries before; null unless it is not a decision
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
    List<Part> decisions,
    AlertForm.@Nullable All state) {
  static final int VERSION = 1;

  AlertLine {
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
          sighting.hints().stream().map(Hint::of).toList());
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
      return hints == null ? List.of() : hints.stream().map(Hint::hint).toList();
    }
  }

  /** What speaks for a remedy. */
  record Hint(AlertHint.Remedy remedy, String reason) {
    static Hint of(AlertHint it) {
      return new Hint(it.remedy(), it.reason());
    }

    AlertHint hint() {
      return new AlertHint(remedy, reason);
    }
  }

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
        parts,
        null);
  }

  /** Returns an entry with all that resulted from the entries before. */
  static AlertLine of(String model, Instant time, AlertForm.All state) {
    return new AlertLine(
        VERSION, model, time, null, null, null, null, null, null, List.of(), state);
  }

  static AlertLine read(String model, JournalEntry entry) {
    String what = "alerts of " + model;
    AlertLine line = Json.PLAIN.read(entry.payload(), AlertLine.class, what);
    check(
        line.v() == VERSION,
        "Invalid form of alerts: %s (this library reads %s, another version wrote it)",
        line.v(),
        VERSION);
    if (!line.model().equals(model)) {
      throw new CorruptDataException("Corrupt " + what + ": they are those of " + line.model());
    }
    return line;
  }

  byte[] write() {
    return Json.PLAIN.write(this);
  }

  /** Returns a decision of a person. */
  static AlertLine of(String model, Instant time, Actor actor, Part part) {
    return new AlertLine(
        VERSION, model, time, null, null, null, null, null, actor.name(), List.of(part), null);
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
