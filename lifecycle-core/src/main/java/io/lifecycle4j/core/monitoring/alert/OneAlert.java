package io.lifecycle4j.core.monitoring.alert;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import io.lifecycle4j.core.delivery.Deliverable;
import io.lifecycle4j.monitoring.Alert;
import io.lifecycle4j.monitoring.AlertCause;
import io.lifecycle4j.monitoring.AlertDecision.Outcome;
import io.lifecycle4j.monitoring.AlertHint;
import io.lifecycle4j.monitoring.AlertSeverity;
import io.lifecycle4j.monitoring.AlertSpan;
import io.lifecycle4j.registry.Actor;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An alert, as its decisions made it so far. Not thread-safe. */
final class OneAlert {
  private final String id;
  private final AlertCause cause;
  private final Instant from;
  private final Instant opened;
  private String version;
  private AlertSeverity severity;
  private Instant to;
  private long rows;
  private long windows;
  private int quiet;
  private String text = "";
  private Map<String, Double> figures = Map.of();
  private List<AlertHint> hints = List.of();
  private Alert.@Nullable Acknowledgement acknowledgement;
  private @Nullable Instant cleared;
  private long revision;

  /** The entry with the newest decision that listeners receive. */
  private long delivered;

  /** The place of that decision in the entry. */
  private int part;

  OneAlert(AlertLine line, AlertLine.Part part) {
    this.id = part.alert();
    this.cause = part.cause();
    this.severity = part.severity();
    this.opened = line.time();
    this.from = requireNonNullElse(line.from(), line.time());
    this.to = this.from;
    this.version = requireNonNullElse(line.version(), line.model());
  }

  OneAlert(AlertForm form) {
    this.id = form.alert();
    this.cause = new AlertCause(form.kind(), form.subject());
    this.severity = form.severity();
    this.from = form.span().from();
    this.to = form.span().to();
    this.opened = form.span().opened();
    this.rows = form.span().rows();
    this.windows = form.span().windows();
    this.quiet = form.span().quiet();
    this.version = form.version();
    this.text = form.text();
    this.figures = form.figures();
    this.hints = form.hints().stream().map(AlertLine.Hint::hint).toList();
    this.acknowledgement = acknowledgement(form.acknowledged());
    this.cleared = form.cleared();
    this.revision = form.revision();
    this.delivered = form.delivered();
    this.part = form.part();
  }

  private static Alert.@Nullable Acknowledgement acknowledgement(AlertForm.@Nullable Seen by) {
    return by == null
        ? null
        : new Alert.Acknowledgement(Actor.by(by.actor()), by.note(), by.time());
  }

  AlertForm form() {
    Alert.Acknowledgement by = acknowledgement;
    return new AlertForm(
        id,
        cause.kind(),
        cause.subject(),
        version,
        severity,
        new AlertForm.Span(from, to, opened, rows, windows, quiet),
        text,
        figures,
        hints.stream().map(AlertLine.Hint::of).toList(),
        by == null ? null : new AlertForm.Seen(by.actor().name(), by.note(), by.time()),
        cleared,
        revision,
        delivered,
        part);
  }

  AlertCause cause() {
    return cause;
  }

  String id() {
    return id;
  }

  AlertSeverity severity() {
    return severity;
  }

  /** Returns in how many windows in a row the cause was not seen. */
  int quiet() {
    return quiet;
  }

  @Nullable Instant cleared() {
    return cleared;
  }

  /** Returns what listeners receive, as of its newest decision. */
  Deliverable<Alert> deliverable() {
    return new Deliverable<>(delivered, part, id + ":" + delivered, alert());
  }

  /** Applies the decision at a place of an entry. */
  void apply(AlertLine line, int place, long sequence) {
    AlertLine.Part decision = line.decisions().get(place);
    Outcome outcome = decision.outcome();
    switch (outcome) {
      case OPENED, CONTINUED -> see(line, decision);
      case ESCALATED, REOPENED -> {
        see(line, decision);
        cleared = null;
        acknowledgement = null;
      }
      case QUIET -> quiet++;
      case CLEARED -> cleared = requireNonNullElse(line.to(), line.time());
      default -> { // acknowledged
        Actor actor = Actor.by(requireNonNull(line.actor()));
        acknowledgement = new Alert.Acknowledgement(actor, decision.words(), line.time());
      }
    }
    if (outcome != Outcome.CONTINUED && outcome != Outcome.QUIET) {
      revision = sequence;
    }
    if (outcome.isDelivered()) {
      delivered = sequence;
      part = place;
    }
  }

  private void see(AlertLine line, AlertLine.Part part) {
    quiet = 0;
    windows++;
    rows += requireNonNullElse(line.rows(), 0L);
    Instant end = requireNonNullElse(line.to(), line.time());
    to = end.isAfter(to) ? end : to;
    version = requireNonNullElse(line.version(), version);
    severity = part.severity();
    text = part.words();
    figures = part.knownFigures();
    hints = part.knownHints();
  }

  Alert alert() {
    Alert.Builder built =
        Alert.builder(id, version, cause)
            .revision(revision)
            .severity(severity)
            .span(new AlertSpan(from, to, opened, rows, windows))
            .text(text)
            .figures(figures)
            .hints(hints);
    if (acknowledgement != null) {
      built.acknowledgement(acknowledgement);
    }
    if (cleared != null) {
      built.cleared(cleared);
    }
    return built.build();
  }
}
