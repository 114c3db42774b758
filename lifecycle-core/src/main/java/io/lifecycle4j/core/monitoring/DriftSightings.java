package io.lifecycle4j.core.monitoring;

import io.lifecycle4j.core.model.AnsweredRow;
import io.lifecycle4j.core.monitoring.alert.Observed;
import io.lifecycle4j.core.monitoring.alert.Sighting;
import io.lifecycle4j.monitoring.AlertCause;
import io.lifecycle4j.monitoring.AlertHint;
import io.lifecycle4j.monitoring.AlertPolicy;
import io.lifecycle4j.monitoring.ColumnDrift;
import io.lifecycle4j.monitoring.ColumnDrift.Verdict;
import io.lifecycle4j.monitoring.Divergence;
import io.lifecycle4j.monitoring.DriftReport;
import java.time.Instant;
import java.util.ArrayList;
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
        drifted.stream().allMatch(column -> isAnswer(column.divergence().column()));
    List<Sighting> seen = new ArrayList<>();
    for (ColumnDrift column : drifted) {
      List<AlertHint> hints = new ArrayList<>(SourceHints.of(column.divergence()));
      if (onlyAnswers) { // a version does not change its inputs
        changes.rollback(report.version(), begin, report.closed()).ifPresent(hints::add);
      }
      changes.qualityFell().ifPresent(hints::add);
      seen.add(sighting(report, column, hints));
    }
    Set<String> undecided =
        report.columns().stream()
            .filter(column -> column.verdict() == Verdict.NOT_ENOUGH_DATA)
            .map(ColumnDrift::name)
            .collect(Collectors.toSet());
    return new Observed(
        source,
        report.version(),
        new Observed.Window(begin, report.closed(), report.rows()),
        seen,
        cause -> cause.kind() == AlertCause.Kind.DRIFT && !undecided.contains(cause.subject()));
  }

  private static boolean isAnswer(String column) {
    return column.equals(AnsweredRow.PREDICTION) || column.startsWith(AnsweredRow.PREDICTION + ".");
  }

  private Sighting sighting(DriftReport report, ColumnDrift column, List<AlertHint> hints) {
    Divergence divergence = column.divergence();
    double importance = Math.min(1, Math.max(0, ColumnRanking.share(column, report.columns())));
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
        AlertCause.drift(column.name()),
        policy.severity(divergence.effect(), importance),
        text,
        figures,
        hints);
  }
}
