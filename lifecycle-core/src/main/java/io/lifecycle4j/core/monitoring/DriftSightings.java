package io.lifecycle4j.core.monitoring;

import io.lifecycle4j.core.monitoring.alert.Observed;
import io.lifecycle4j.core.monitoring.alert.Sighting;
import io.lifecycle4j.monitoring.AlertCause;
import io.lifecycle4j.monitoring.AlertPolicy;
import io.lifecycle4j.monitoring.ColumnDrift;
import io.lifecycle4j.monitoring.Divergence;
import io.lifecycle4j.monitoring.DriftReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a drift report says about alerts: a cause for each column that drifted. */
final class DriftSightings {
  private final AlertPolicy policy;

  DriftSightings(AlertPolicy policy) {
    this.policy = policy;
  }

  Observed of(DriftReport report) {
    List<Sighting> seen = new ArrayList<>();
    for (ColumnDrift column : report.columns()) {
      if (column.drifted()) {
        seen.add(sighting(column));
      }
    }
    return new Observed(
        report.model() + "@" + report.closed(),
        report.model(),
        new Observed.Window(report.closed(), report.closed(), report.rows()),
        seen,
        cause -> cause.kind() == AlertCause.Kind.DRIFT);
  }

  private Sighting sighting(ColumnDrift column) {
    Divergence divergence = column.divergence();
    String text =
        String.format(
            Locale.ROOT,
            "%s drifted: %s (effect %.2f, p %.1e)",
            divergence.column(),
            divergence.explanation(),
            divergence.effect(),
            column.adjusted());
    return new Sighting(
        AlertCause.drift(divergence.column()),
        policy.severity(divergence.effect(), 1),
        text,
        Map.of("effect", divergence.effect(), "p", column.adjusted()),
        List.of());
  }
}
