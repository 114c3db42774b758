package io.lifecycle4j.core.monitoring;

import io.lifecycle4j.core.model.AnswerColumns;
import io.lifecycle4j.core.monitoring.alert.Observed;
import io.lifecycle4j.core.monitoring.alert.Sighting;
import io.lifecycle4j.core.monitoring.verdict.WindowVerdict;
import io.lifecycle4j.monitoring.AlertCause;
import io.lifecycle4j.monitoring.AlertHint;
import io.lifecycle4j.monitoring.AlertPolicy;
import io.lifecycle4j.monitoring.AlertSeverity;
import io.lifecycle4j.monitoring.ColumnDrift;
import io.lifecycle4j.monitoring.ColumnDrift.Verdict;
import io.lifecycle4j.monitoring.Divergence;
import io.lifecycle4j.monitoring.DriftReport;
import io.lifecycle4j.monitoring.ThresholdAlarm;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What a drift report says about alerts: a cause for each column that drifted. */
final class DriftSightings {
  private final AlertPolicy policy;
  private final ChangeHints changes;

  DriftSightings(AlertPolicy policy, ChangeHints changes) {
    this.policy = policy;
    this.changes = changes;
  }

  /**
   * Returns the causes in a report.
   *
   * @param source identifies the report
   * @param begin when its window began
   */
  Observed of(DriftReport report, String source, Instant begin) {
    List<ColumnDrift> drifted = report.columns().stream().filter(ColumnDrift::drifted).toList();
    boolean onlyAnswers =
        drifted.stream().allMatch(column -> AnswerColumns.isAnswer(column.divergence().column()));
    Map<AlertCause, Sighting> seen = new LinkedHashMap<>();
    for (ColumnDrift column : drifted) {
      List<AlertHint> hints = new ArrayList<>(SourceHints.of(column.divergence()));
      if (onlyAnswers) { // a version does not change its inputs
        changes.rollback(report.version(), begin, report.closed()).ifPresent(hints::add);
      }
      changes.qualityFell().ifPresent(hints::add);
      seen.putIfAbsent(cause(column), sighting(report, column, hints));
    }
    report.alarms().stream()
        .filter(ThresholdAlarm::holds)
        .forEach(alarm -> seen.putIfAbsent(cause(alarm), sighting(report, alarm)));
    Set<String> undecided =
        report.columns().stream()
            .filter(column -> column.verdict() == Verdict.NOT_ENOUGH_DATA)
            .map(column -> cause(column).subject())
            .collect(Collectors.toSet());
    return new Observed(
        source,
        report.version(),
        new Observed.Window(begin, report.closed(), report.rows()),
        List.copyOf(seen.values()),
        cause -> report.rows() > 0 && isJudged(report, undecided, cause));
  }

  private static boolean isJudged(DriftReport report, Set<String> undecided, AlertCause cause) {
    return cause.kind() == AlertCause.Kind.THRESHOLD
        ? isMeasured(report, cause)
        : cause.kind() == AlertCause.Kind.DRIFT && !undecided.contains(cause.subject());
  }

  /** A threshold that is no longer set is not exceeded. */
  private static boolean isMeasured(DriftReport report, AlertCause cause) {
    return report.alarms().stream()
        .filter(alarm -> cause(alarm).equals(cause))
        .allMatch(alarm -> alarm.values().size() == alarm.condition().subjects().size());
  }

  private static AlertCause cause(ThresholdAlarm alarm) {
    return AlertCause.threshold(Wording.shortened(alarm.condition().toString()));
  }

  private static boolean compares(ThresholdAlarm alarm, ColumnDrift column) {
    return alarm.condition().subjects().stream()
        .anyMatch(subject -> subject.key().equals(column.divergence().column()));
  }

  private Sighting sighting(DriftReport report, ThresholdAlarm alarm) {
    List<AlertHint> hints = new ArrayList<>();
    report.columns().stream()
        .filter(column -> column.segment().isEmpty() && compares(alarm, column))
        .forEach(column -> hints.addAll(SourceHints.of(column.divergence())));
    changes.qualityFell().ifPresent(hints::add);
    Map<String, Double> figures = new TreeMap<>(alarm.values());
    alarm.rate().ifPresent(rate -> figures.put("rate", rate.value()));
    return new Sighting(
        cause(alarm), AlertSeverity.WARNING, Wording.shortened(alarm.toString()), figures, hints);
  }

  /** All that is known of answers has one cause: their probabilities move with them. */
  private static AlertCause cause(ColumnDrift column) {
    String name = column.divergence().column();
    return AlertCause.drift(
        AnswerColumns.isDetail(name)
            ? column.name().replace(name, AnswerColumns.PREDICTION)
            : column.name());
  }

  private Sighting sighting(DriftReport report, ColumnDrift column, List<AlertHint> hints) {
    Divergence divergence = column.divergence();
    double importance =
        Math.min(1, Math.max(0, WindowVerdict.importance(column, report.columns())));
    String text =
        String.format(
            Locale.ROOT,
            "%s drifted: %s (effect %.2f, p %.1e)",
            column.name(),
            divergence.explanation(),
            divergence.effect(),
            column.adjusted());
    Map<String, Double> figures = new TreeMap<>(divergence.figures());
    figures.put("effect", divergence.effect());
    figures.put("p", column.adjusted());
    figures.put("level", report.level());
    figures.put("importance", importance);
    return new Sighting(
        cause(column), policy.severity(divergence.effect(), importance), text, figures, hints);
  }
}
