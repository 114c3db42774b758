package io.lifecycle4j.examples;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toList;

import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.monitoring.Alert;
import io.lifecycle4j.monitoring.AlertCause;
import io.lifecycle4j.monitoring.AlertDecision;
import io.lifecycle4j.monitoring.DriftReport;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.retraining.RetrainingDecision;
import io.lifecycle4j.serving.RuleDecision;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.function.Function;

/** Tells what a home keeps of a model that is watched. */
final class WhatIsKept {
  private final ManagedModel<?, ?> model;
  private final Narrator tell;
  private final Instant begin;
  private final Instant end;

  /**
   * Tells nothing yet.
   *
   * @param begin the begin of the story
   * @param end its end, exclusive
   */
  WhatIsKept(ManagedModel<?, ?> model, Narrator tell, Instant begin, Instant end) {
    this.model = model;
    this.tell = tell;
    this.begin = begin;
    this.end = end;
  }

  /** Describes the alerts that nobody deals with: all by name, the gravest of each kind in full. */
  static void acknowledge(
      ManagedModel<?, ?> model, Narrator tell, Actor actor, Function<Alert, String> note) {
    List<Alert> open = model.alerts().open().stream().filter(Alert::isOpen).toList();
    if (open.isEmpty()) {
      return;
    }
    open.stream()
        .collect(groupingBy(alert -> alert.cause().kind(), TreeMap::new, toList()))
        .forEach((kind, alerts) -> tellOf(kind, alerts, tell));
    String notes = open.stream().map(note).distinct().collect(joining("; "));
    open.forEach(alert -> model.alerts().acknowledge(alert.id(), actor, note.apply(alert)));
    tell.say("      %s acknowledges: %s", actor, notes);
  }

  private static void tellOf(AlertCause.Kind kind, List<Alert> alerts, Narrator tell) {
    tell.say(
        "      new alerts, %d: %s of %s",
        alerts.size(),
        kind.name().toLowerCase(Locale.ROOT),
        alerts.stream().map(alert -> alert.cause().subject()).collect(joining(", ")));
    Alert alert = alerts.get(0);
    tell.say("      %s: %s", alert.severity(), alert.text().strip());
    alert.hints().forEach(hint -> tell.say("         hint: %s", hint));
  }

  /** Tells of everything, a line or a few for each kind. */
  void tell() {
    List<DriftReport> reports = model.reports().between(begin, end);
    tell.say(
        "%d drift reports, %d with drift",
        reports.size(), reports.stream().filter(DriftReport::drifted).count());
    tell.say(
        "alerts: %s; decisions about them: %s",
        counts(model.alerts().between(begin, end).stream().map(Alert::state).toList()),
        counts(model.alerts().decisions(begin, end).stream().map(AlertDecision::outcome).toList()));
    List<RuleDecision> rules = model.ruleDecisions().between(begin, end);
    if (!rules.isEmpty()) {
      tell.say(
          "decisions of the rule: %s", counts(rules.stream().map(RuleDecision::outcome).toList()));
    }
    List<RetrainingDecision> retrainings = model.retrainings().decisions(begin, end);
    tell.say(
        "decisions about retraining: %s",
        counts(retrainings.stream().map(RetrainingDecision::outcome).toList()));
  }

  /** Tells whether a column ever had an alert. */
  void tellOf(String column) {
    tell.say(
        "alerts about %s, ever: %s",
        column,
        model
            .alerts()
            .find(AlertCause.drift(column))
            .map(alert -> alert.span().opened() + " " + alert.severity() + " " + alert.text())
            .orElse("none"));
  }

  private static String counts(Collection<? extends Enum<?>> constants) {
    return new TreeMap<>(
            constants.stream()
                .collect(
                    groupingBy(
                        one -> one.name().toLowerCase(Locale.ROOT).replace('_', ' '), counting())))
        .entrySet().stream()
            .map(each -> each.getValue() + " " + each.getKey())
            .collect(joining(", "));
  }
}
