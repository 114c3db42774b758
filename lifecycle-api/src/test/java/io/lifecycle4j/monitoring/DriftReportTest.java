package io.lifecycle4j.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.condition.Conditions;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.monitoring.ColumnDrift.Verdict;
import io.lifecycle4j.monitoring.DriftReport.Reference;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DriftReportTest {
  private static final Divergence TEMP =
      Divergence.builder("temp", 1e-9, "mean 10 to 20").effect(0.75).build();
  private static final Divergence DAY =
      Divergence.builder("day", 0.6, "no shift").effect(-0.01).build();

  private static final Reference ENOUGH = new Reference(5_000, 5_000);

  private static DriftReport report(boolean drifted) {
    return report(drifted, false, ENOUGH);
  }

  private static DriftReport report(boolean drifted, boolean early, Reference reference) {
    DriftReport.Builder report =
        DriftReport.builder("rides:2", Instant.EPOCH, 500, reference)
            .columns(
                List.of(
                    ColumnDrift.builder(TEMP, 2e-9, drifted ? Verdict.DRIFT : Verdict.NO_DRIFT)
                        .build(),
                    ColumnDrift.builder(DAY, 1, Verdict.NO_DRIFT).build()));
    return (early ? report.closedEarly() : report).build();
  }

  @Test
  void namesTheColumnsThatDrifted() {
    assertThat(report(true).drifted()).isTrue();
    assertThat(report(true).driftedColumns()).containsExactly("temp");
    assertThat(report(false).drifted()).isFalse();
    assertThat(report(false).driftedColumns()).isEmpty();
  }

  @Test
  void isEqualByAllParts() {
    assertThat(report(true))
        .isEqualTo(report(true))
        .hasSameHashCodeAs(report(true))
        .isNotEqualTo(report(false))
        .hasToString(report(true).summary());
    DriftReport empty = DriftReport.builder("rides:2", Instant.EPOCH, 1, ENOUGH).build();
    assertThat(empty.closedEarly()).isFalse();
    assertThat(empty.opened()).isEqualTo(empty.closed());
    assertThat(empty.id()).isEmpty();
    assertThat(empty.columns()).isEmpty();
  }

  @Test
  void takesEachPartOnce() {
    DriftReport.Builder builder =
        DriftReport.builder("rides:2", Instant.EPOCH, 1, ENOUGH).id("a").columns(List.of());

    assertThatThrownBy(() -> builder.id("b"))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid drift report: id set twice");
    assertThatThrownBy(() -> builder.columns(List.of()))
        .hasMessage("Invalid drift report: columns set twice");
  }

  @Test
  void saysItInAFewLines() {
    assertThat(report(false).summary()).isEqualTo("rides:2, window of 500 predictions: no drift");
    assertThat(report(true).summary().lines())
        .containsExactly(
            "rides:2, window of 500 predictions: DRIFT in [temp]",
            "  temp: mean 10 to 20 (effect 0.75, p 2.0e-09)");
  }

  @Test
  void saysHowOftenAThresholdHoldsByChance() {
    DriftReport report =
        DriftReport.builder("rides:2", Instant.EPOCH, 500, ENOUGH)
            .columns(List.of(ColumnDrift.builder(TEMP, 2e-9, Verdict.NO_DRIFT).build()))
            .alarms(
                List.of(
                    new ThresholdAlarm(
                        Conditions.drift("temp", Drift.psi()).above(0.1),
                        true,
                        Map.of("psi.temp", 0.123456),
                        Optional.of(new ThresholdAlarm.Rate(0.025, 0.019, 0.033)))))
            .build();
    assertThat(report.drifted()).as("no part of the promise").isFalse();
    assertThat(report.summary().lines())
        .containsExactly(
            "rides:2, window of 500 predictions: no drift",
            "  PSI of temp above 0.1: holds (psi.temp 0.123); false alarms: 2.5 % [1.9 %, 3.3 %]"
                + " of windows without drift");
    assertThat(report.markdown().lines())
        .containsExactly(
            "rides:2, window of 500 predictions: no drift",
            "",
            "1970-01-01T00:00:00Z to 1970-01-01T00:00:00Z, level 0.0",
            "",
            "| column | verdict | effect | p | change |",
            "|---|---|--:|--:|---|",
            "| temp | no drift | 0.75 | 2.0e-09 | mean 10 to 20 |",
            "",
            "| threshold | holds | rate without drift | 95 % interval |",
            "|---|---|--:|--:|",
            "| PSI of temp above 0.1 | yes | 2.5 % | 1.9 % to 3.3 % |");
  }

  @Test
  void saysWhatWeakensIt() {
    DriftReport report = report(false, true, new Reference(200, 5_000));
    assertThat(report.reference().suffices()).isFalse();
    assertThat(ENOUGH.suffices()).isTrue();
    assertThat(report.summary().lines())
        .containsExactly(
            "rides:2, window of 500 predictions (few: its time was over): no drift",
            "  the reference has 200 rows (needs 5000): the promise of false alarms holds on"
                + " average over such references only");
  }

  @Test
  void showsTheFirstFiveOfManyColumns() {
    List<ColumnDrift> columns = new ArrayList<>();
    for (int i = 1; i <= 22; i++) {
      columns.add(moved("c" + i, null));
    }
    DriftReport report =
        DriftReport.builder("rides:2", Instant.EPOCH, 500, ENOUGH).columns(columns).build();

    assertThat(report.summary().lines())
        .hasSize(6)
        .startsWith(
            "rides:2, window of 500 predictions: DRIFT in [c1, c2, c3, c4, c5] and 17 more",
            "  c1: moved (effect 1.00, p 1.0e-08)");
    assertThat(report.driftedColumns()).hasSize(22);
  }

  @Test
  void namesAnAnswerOnceWithAllThatFollowsFromIt() {
    DriftReport report =
        DriftReport.builder("rides:2", Instant.EPOCH, 500, ENOUGH)
            .columns(
                List.of(
                    moved("temp", null),
                    moved("prediction.confidence", null),
                    moved("prediction.probability.rain", null),
                    moved("prediction.confidence", "country=CH")))
            .build();
    assertThat(report.summary().lines())
        .hasSize(5)
        .startsWith(
            "rides:2, window of 500 predictions: DRIFT in [temp, prediction, prediction"
                + " (country=CH)]",
            "  temp: moved (effect 1.00, p 1.0e-08)",
            "  prediction.confidence: moved (effect 1.00, p 1.0e-08)");
  }

  private static ColumnDrift moved(String name, @Nullable String segment) {
    Divergence moved = Divergence.builder(name, 1e-9, "moved").effect(1).build();
    return ColumnDrift.builder(moved, 1e-8, Verdict.DRIFT).segment(segment).build();
  }

  @Test
  void saysItTheSameInEveryLanguage() {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
    try {
      assertThat(report(true).summary()).contains("500 predictions", "effect 0.75, p 2.0e-09");
    } finally {
      Locale.setDefault(before);
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, 1.1, Double.NaN})
  void refusesPValuesThatAreNone(double p) {
    assertThatThrownBy(() -> Divergence.builder("temp", p, "").effect(0).build())
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid p-value of column temp: %s (must be 0 to 1)", p);
    assertThatThrownBy(() -> ColumnDrift.builder(TEMP, p, Verdict.NO_DRIFT))
        .hasMessage("Invalid adjusted p-value of column temp: %s (must be 0 to 1)", p);
  }

  @Test
  void refusesFiguresThatAreNone() {
    assertThatThrownBy(() -> Divergence.builder("temp", 0, "").effect(Double.NaN).build())
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid effect of column temp: NaN (must be finite)");
    assertThatThrownBy(() -> DriftReport.builder("rides:2", Instant.EPOCH, -1, ENOUGH))
        .hasMessage("Invalid drift report: -1 rows (must not be negative)");
  }
}
