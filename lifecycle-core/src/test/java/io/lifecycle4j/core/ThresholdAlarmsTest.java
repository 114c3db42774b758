package io.lifecycle4j.core;

import static io.lifecycle4j.condition.Conditions.drift;
import static io.lifecycle4j.condition.Conditions.errorRate;
import static io.lifecycle4j.condition.Conditions.latencyP99;
import static io.lifecycle4j.condition.Conditions.refusalRate;
import static io.lifecycle4j.core.Flowers.ALICE;
import static io.lifecycle4j.monitoring.Drift.drift;
import static io.lifecycle4j.monitoring.Drift.psi;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.ManagedModelBuilder;
import io.lifecycle4j.condition.Condition;
import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.core.Flowers.Flower;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.data.SplitRole;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.monitoring.Alert;
import io.lifecycle4j.monitoring.AlertCause;
import io.lifecycle4j.monitoring.AlertHint.Remedy;
import io.lifecycle4j.monitoring.AlertPolicy;
import io.lifecycle4j.monitoring.DriftBacktest;
import io.lifecycle4j.monitoring.DriftMonitorBuilder;
import io.lifecycle4j.monitoring.DriftReport;
import io.lifecycle4j.monitoring.ThresholdAlarm;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Thresholds that auditors ask for: reported, with alerts of their own, beside their rate. */
@Timeout(60)
class ThresholdAlarmsTest {
  private static final int WINDOW = 200;
  private static final Instant FUTURE = Instant.parse("2200-01-01T00:00:00Z");
  private static final Condition FAR = drift("length", psi()).above(0.25);
  private static final Condition NEVER_MEASURED = drift("soil.length", psi()).above(0.25);
  private static final AlertCause CAUSE = AlertCause.threshold("psi.length > 0.25");

  @TempDir private Path directory;
  private final BlockingQueue<DriftReport> judged = new LinkedBlockingQueue<>();

  private ManagedModelBuilder<Flower, String> model(Lifecycle home) {
    return Flowers.model(home)
        .monitor(
            drift().window(WINDOW).falseAlarmRate(0.01).alarmWhen(FAR).alarmWhen(NEVER_MEASURED))
        .alerts(AlertPolicy.builder().clearAfter(1).build())
        .onDrift(judged::add); // once its alerts are decided
  }

  private static List<Flower> flowers(Split split) {
    List<Flower> flowers = new ArrayList<>();
    split
        .rows(SplitRole.TRAIN)
        .forEach(row -> flowers.add(new Flower(row.number(0), row.number(1), row.text(2))));
    return flowers.subList(0, WINDOW);
  }

  private static List<Flower> inches(List<Flower> flowers) {
    return flowers.stream()
        .map(flower -> new Flower(flower.length() / 2.54, flower.width(), flower.soil()))
        .toList();
  }

  private DriftReport predict(ManagedModel<Flower, String> model, List<Flower> flowers)
      throws InterruptedException {
    model.predict(flowers);
    DriftReport report = judged.poll(20, TimeUnit.SECONDS);
    assertThat(report).isNotNull();
    return report;
  }

  @Test
  @OnlyLarger
  void openAlertsAndSayHowOftenTheyAreFalse() throws InterruptedException {
    String id;
    try (Lifecycle home = Flowers.in(directory);
        ManagedModel<Flower, String> model = model(home).open()) {
      Split split = Flowers.commit(home, 1, 2_000).split(Flowers.PLAN);
      Flowers.promoted(model, split);
      DriftReport quiet = predict(model, flowers(split));
      assertThat(quiet.alarms()).extracting(ThresholdAlarm::holds).containsExactly(false, false);
      assertThat(model.alerts().open()).isEmpty();

      DriftReport report = predict(model, inches(flowers(split)));
      id = report.id();
      ThresholdAlarm alarm = report.alarms().get(0);
      assertThat(alarm.condition()).isEqualTo(FAR);
      assertThat(alarm.holds()).isTrue();
      assertThat(alarm.values().get("psi.length")).isGreaterThan(0.25);
      ThresholdAlarm.Rate rate = alarm.rate().orElseThrow();
      assertThat(rate.value()).isBetween(0.0, 0.02);
      assertThat(rate.high()).isBetween(rate.value(), 0.05);
      assertThat(report.alarms().get(1).holds()).as("a column that is not there").isFalse();
      assertThat(report.alarms().get(1)).asString().contains("not measured");
      assertThat(report.summary())
          .contains("PSI of length above 0.25: holds (psi.length ", "of windows without drift");
      assertThat(report.markdown()).contains("| PSI of length above 0.25 | yes | ");

      Alert alert = model.alerts().find(CAUSE).orElseThrow();
      assertThat(alert.text()).startsWith("PSI of length above 0.25: holds");
      assertThat(alert.figures()).containsKeys("psi.length", "rate");
      assertThat(alert.hints()).anyMatch(hint -> hint.remedy() == Remedy.CHECK_SOURCE);
      model.alerts().acknowledge(alert.id(), ALICE, "An audit was asked");
      predict(model, flowers(split));
      assertThat(model.alerts().find(CAUSE).orElseThrow().state()).isEqualTo(Alert.State.CLEARED);
    }
    try (Lifecycle home = Flowers.in(directory);
        ManagedModel<Flower, String> model = model(home).open()) {
      DriftReport kept = model.reports().find(id).orElseThrow();
      assertThat(kept.alarms().get(0).holds()).isTrue();
      assertThat(kept.alarms().get(0).condition()).isEqualTo(FAR);
    }
  }

  private static DriftReport judged(ManagedModel<Flower, String> model, List<Flower> flowers) {
    model.predict(flowers);
    return model.monitoring().findDrift().orElseThrow();
  }

  /** Half of the requests are refused, which no drift of answered inputs shows. */
  @Test
  void areOnTheTrafficOfAWindowAsWell() {
    Condition refused = refusalRate().above(0.4);
    Condition failed = errorRate().above(0.02).or(latencyP99().above(Duration.ofHours(1)));
    DriftMonitorBuilder monitor = drift().window(WINDOW).falseAlarmRate(0.001);
    List<Condition> inOrder = List.of(refused, FAR, failed);
    inOrder.forEach(monitor::alarmWhen);
    try (Lifecycle home = Flowers.inMemory();
        ManagedModel<Flower, String> model = Flowers.model(home).monitor(monitor).open()) {
      Split split = Flowers.commit(home, 1, 2_000).split(Flowers.PLAN);
      Flowers.promoted(model, split);
      assertThat(judged(model, flowers(split)).alarms())
          .extracting(ThresholdAlarm::holds)
          .containsExactly(false, false, false);

      Flower bad = new Flower(Double.POSITIVE_INFINITY, 1, "clay");
      for (int i = 0; i < WINDOW; i++) {
        assertThatThrownBy(() -> model.predict(bad)).isInstanceOf(LifecycleException.class);
      }
      DriftReport report = judged(model, flowers(split));
      assertThat(report.alarms())
          .extracting(ThresholdAlarm::condition)
          .containsExactlyElementsOf(inOrder);
      assertThat(report.alarms().get(0))
          .hasToString("refusal rate above 0.4: holds (refusal_rate 0.500); false alarms: unknown");
      assertThat(report.alarms().get(2).holds()).isFalse();
      assertThat(report.alarms().get(2).values()).containsKeys("error_rate", "latency_p99");
      assertThat(report.drifted()).as("no part of the promise").isFalse();
      assertThat(report.markdown()).contains("| refusal rate above 0.4 | yes | unknown |  |");
      assertThat(model.alerts().find(AlertCause.threshold(refused.toString())))
          .hasValueSatisfying(
              alert -> assertThat(alert.figures()).containsOnlyKeys("refusal_rate"));

      DriftBacktest again = model.backtest(monitor.build()).windowsBetween(Instant.EPOCH, FUTURE);
      assertThat(again.thresholds())
          .extracting(DriftBacktest.Threshold::condition)
          .containsExactlyElementsOf(inOrder);
      assertThat(again.thresholds())
          .filteredOn(of -> of.expected().isEmpty())
          .extracting(DriftBacktest.Threshold::windows)
          .containsExactly(1L, 0L);
    }
  }

  @Test
  void nameAColumnOfTheModelAsRulesAndRetrainingsMust() {
    Condition misspelt = drift("lenght", psi()).above(0.25);
    try (Lifecycle home = Flowers.inMemory()) {
      assertThatThrownBy(() -> Flowers.model(home).monitor(drift().alarmWhen(misspelt)))
          .isInstanceOf(InvalidValueException.class)
          .hasMessageStartingWith(
              "Invalid alarm: psi.lenght > 0.25 (no column lenght; did you mean length? there are"
                  + " [length, width, soil, prediction");
      assertThatThrownBy(() -> Flowers.model(home).rollbackWhen(misspelt))
          .hasMessageStartingWith("Invalid rollback rule: psi.lenght > 0.25 (no column lenght; ");
      assertThatThrownBy(() -> Flowers.model(home).retrainWhen(misspelt))
          .hasMessageStartingWith("Invalid condition of retrainings: psi.lenght > 0.25 (no column");
    }
  }

  @Test
  void areCountedByABacktest() {
    try (Lifecycle home = Flowers.inMemory();
        ManagedModel<Flower, String> model = Flowers.model(home).open()) { // not monitored
      Split split = Flowers.commit(home, 1, 2_000).split(Flowers.PLAN);
      Flowers.promoted(model, split);
      model.predict(flowers(split));
      model.predict(inches(flowers(split)));
      Condition usual = drift("length", psi()).above(0.02);
      DriftBacktest tried =
          model
              .backtest(
                  drift()
                      .window(WINDOW)
                      .falseAlarmRate(0.001)
                      .alarmWhen(FAR)
                      .alarmWhen(usual)
                      .build())
              .between(Instant.EPOCH, FUTURE);
      assertThat(tried.thresholds())
          .extracting(DriftBacktest.Threshold::condition)
          .containsExactly(FAR, usual);
      assertThat(tried.thresholds().get(0).windows()).isEqualTo(1);
      assertThat(tried.thresholds().get(0).expected().orElseThrow()).isCloseTo(0, within(0.05));
      assertThat(tried.thresholds().get(1).expected().orElseThrow()).isGreaterThan(0.1);
      assertThat(tried.summary()).contains("PSI of length above 0.25: in 1 windows (");
      assertThat(tried.alerts()).extracting(Alert::cause).contains(CAUSE);
    }
  }
}
