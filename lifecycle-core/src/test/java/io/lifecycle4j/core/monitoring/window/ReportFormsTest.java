package io.lifecycle4j.core.monitoring.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.lifecycle4j.condition.Conditions;
import io.lifecycle4j.condition.DriftMeasure;
import io.lifecycle4j.monitoring.ColumnDrift;
import io.lifecycle4j.monitoring.ColumnDrift.Verdict;
import io.lifecycle4j.monitoring.Divergence;
import io.lifecycle4j.monitoring.DriftReport;
import io.lifecycle4j.monitoring.ThresholdAlarm;
import io.lifecycle4j.monitoring.WindowTraffic;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReportFormsTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  private static Divergence divergence(String column) {
    return Divergence.builder(column, 1e-9, "mean 1 (was 2)")
        .effect(0.4, 0.3, 0.5)
        .measure(DriftMeasure.PSI, 0.42)
        .figure("mean", 2, 1)
        .figure("missing.share", 0.25, 0.5)
        .build();
  }

  @Test
  void keepTheFiguresAndTheImportanceOfColumns() {
    ColumnDrift known =
        ColumnDrift.builder(divergence("amount"), 2e-9, Verdict.DRIFT)
            .segment("DE")
            .importance(0.07)
            .build();
    ColumnDrift unknown =
        ColumnDrift.builder(divergence("prediction"), 1, Verdict.NOT_ENOUGH_DATA).build();
    DriftReport report =
        DriftReport.builder("fraud:7", NOON, 40, new DriftReport.Reference(1_000, 10_000))
            .id("r1")
            .opened(NOON.minusSeconds(60))
            .level(0.001)
            .columns(List.of(known, unknown))
            .traffic(new WindowTraffic(55, 10, 5, Duration.ofNanos(900), Duration.ofMillis(3)))
            .alarms(
                List.of(
                    new ThresholdAlarm(
                        Conditions.drift("the amount", DriftMeasure.PSI).above(0.25),
                        true,
                        Map.of("psi.`the amount`", 0.42),
                        Optional.of(new ThresholdAlarm.Rate(0.01, 0.005, 0.02))),
                    new ThresholdAlarm(
                        Conditions.errorRate().above(0.02),
                        false,
                        Map.of("error_rate", 0.01),
                        Optional.empty())))
            .closedEarly()
            .build();

    DriftReport read =
        ReportForms.JSON.read(ReportForms.JSON.write(report), DriftReport.class, "a test");

    assertThat(read).isEqualTo(report);
    assertThat(read.closedEarly()).isTrue();
    ColumnDrift column = read.columns().get(0);
    assertThat(column.importance()).hasValue(0.07);
    assertThat(column.segment()).contains("DE");
    assertThat(column.divergence().measures()).containsOnly(entry(DriftMeasure.PSI, 0.42));
    assertThat(column.divergence().figures())
        .containsOnly(
            entry("mean.before", 2.0),
            entry("mean.after", 1.0),
            entry("missing.share.before", 0.25),
            entry("missing.share.after", 0.5));
    assertThat(read.columns().get(1).importance()).isEmpty();
  }
}
