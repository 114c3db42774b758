package io.lifecycle4j.core.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.core.LoggedLines;
import io.lifecycle4j.monitoring.ColumnDrift;
import io.lifecycle4j.monitoring.Divergence;
import io.lifecycle4j.monitoring.DriftReport;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DriftLogTest {
  private final List<String> warnings = new ArrayList<>();
  private final List<String> infos = new ArrayList<>();

  private final DriftLog log = new DriftLog(LoggedLines.of("warn", warnings));
  private final DriftLog ends = new DriftLog(LoggedLines.of("info", infos));

  private static DriftReport at(long second, String... columns) {
    return DriftReport.builder(
            "fraud:1", Instant.ofEpochSecond(second), 500, new DriftReport.Reference(1, 1))
        .columns(
            Stream.of(columns)
                .map(
                    name ->
                        ColumnDrift.builder(
                                Divergence.builder(name, 0, "mean 1 -> 2").effect(0.5).build(),
                                0,
                                ColumnDrift.Verdict.DRIFT)
                            .build())
                .toList())
        .build();
  }

  @Test
  void warnsOfDriftThatGoesOnOnceAMinute() {
    for (long second = 0; second <= 60; second++) {
      log.add(at(second, "amount"));
    }
    assertThat(warnings).hasSize(2);
    assertThat(warnings.get(0).lines())
        .containsExactly(
            "fraud:1, window of 500 predictions: DRIFT in [amount]",
            "  amount: mean 1 -> 2 (effect 0.50, p 0.0e+00)");
    assertThat(warnings.get(1)).endsWith("\n  59 more windows drifted before it");
  }

  @Test
  void warnsOfAnotherColumnAtOnce() {
    log.add(at(0, "amount"));
    log.add(at(1, "amount", "country"));
    log.add(at(2, "country"));
    log.add(at(3));
    log.add(at(4, "amount")); // it comes and goes
    assertThat(warnings).hasSize(2);
    assertThat(warnings.get(1)).contains("DRIFT in [amount, country]");
  }

  @Test
  void warnsAgainAfterTheClockWasSetBack() {
    log.add(at(1_000, "amount"));
    log.add(at(10, "amount"));
    assertThat(warnings).hasSize(2);
  }

  @Test
  void saysOnceThatAWindowHasNoDriftAnyMore() {
    ends.add(at(0));
    ends.add(at(1, "amount"));
    ends.add(at(2));
    ends.add(at(3));
    assertThat(infos)
        .containsExactly("fraud:1, window of 500 predictions: no drift, after windows with drift");
  }
}
