package io.lifecycle4j.monitoring;

import static io.lifecycle4j.error.Preconditions.number;
import static io.lifecycle4j.monitoring.Drift.drift;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.condition.Condition;
import io.lifecycle4j.condition.Conditions;
import io.lifecycle4j.error.InvalidValueException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DriftMonitorTest {
  @Test
  void hasTheDefaultsThatItsDocumentationNames() {
    DriftMonitor watch = drift().build();

    assertThat(watch.window()).isEqualTo(500);
    assertThat(watch.falseAlarms()).contains(new FalseAlarms(1, Duration.ofDays(90)));
    assertThat(watch.falseAlarmRate()).isEmpty();
    assertThat(watch.minimalEffect()).isZero();
    assertThat(watch)
        .isEqualTo(
            drift()
                .window(500)
                .atMostFalseAlarms(1)
                .per(Duration.ofDays(90))
                .minimalEffect(0)
                .build())
        .hasSameHashCodeAs(drift().build())
        .isNotEqualTo(drift().window(50).build())
        .isNotEqualTo(drift().falseAlarmRate(0.001).build())
        .hasToString(
            "DriftMonitor[window=500, at most 1 false alarm in 90 days, minimalEffect=0.0]");
    assertThat(drift().falseAlarmRate(0.001).build())
        .hasToString("DriftMonitor[window=500, falseAlarmRate=0.001, minimalEffect=0.0]");
  }

  @Test
  void takesEachPartOnce() {
    DriftMonitorBuilder builder = drift().window(50).falseAlarmRate(0.5).minimalEffect(0);

    assertThatThrownBy(() -> builder.window(60))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid drift monitor: window set twice");
    assertThatThrownBy(() -> builder.falseAlarmRate(0.1))
        .hasMessage("Invalid drift monitor: promise of false alarms set twice");
    assertThatThrownBy(() -> builder.atMostFalseAlarms(1))
        .hasMessage("Invalid drift monitor: promise of false alarms set twice");
    assertThatThrownBy(() -> builder.minimalEffect(1))
        .hasMessage("Invalid drift monitor: minimal effect set twice");
  }

  @Test
  void needsThePeriodOfAPromise() {
    DriftMonitorBuilder builder = drift();
    builder.atMostFalseAlarms(2);

    assertThatThrownBy(builder::build)
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid drift monitor: 2 false alarms without a period (needs .per(…))");
    assertThatThrownBy(() -> drift().atMostFalseAlarms(1).per(Duration.ZERO))
        .hasMessage("Invalid period of false alarms: PT0S (must be positive)");
    assertThat(drift().atMostFalseAlarms(0.5).per(Duration.ofHours(36)).build().falseAlarms())
        .hasToString("Optional[at most 0.5 false alarms in PT36H]");
  }

  @Test
  void needsTenWindowsOfReference() {
    assertThat(drift().build().referenceRows()).isEqualTo(5_000);
    assertThat(drift().window(Integer.MAX_VALUE - 1).build().referenceRows())
        .isEqualTo(21_474_836_460L);
    assertThat(drift().window(Duration.ofDays(1)).build().referenceRows()).isEqualTo(5_000);
  }

  @Test
  void refusesWindowsThatAreTooSmallToTell() {
    assertThatThrownBy(() -> drift().window(49))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid window: 49 (must be at least 50)");
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, 0.6, Double.NaN, Double.POSITIVE_INFINITY})
  void refusesRatesOfFalseAlarmsThatAreNone(double rate) {
    assertThatThrownBy(() -> drift().falseAlarmRate(rate))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(
            "Invalid rate of false alarms: %s (must be above 0 and at most 0.5)", number(rate));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
  void refusesPromisesOfFalseAlarmsThatAreNone(double most) {
    assertThatThrownBy(() -> drift().atMostFalseAlarms(most))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(
            "Invalid number of false alarms: %s (must be positive and finite)", number(most));
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, Double.NaN, Double.POSITIVE_INFINITY})
  void refusesEffectsThatAreNone(double effect) {
    assertThatThrownBy(() -> drift().minimalEffect(effect))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid minimal effect: %s (must be at least 0 and finite)", effect);
  }

  @Test
  void takesThresholdsOfMeasuresOrOfTraffic() {
    Condition far = Conditions.drift("amount", Drift.psi()).above(0.25);
    DriftMonitorBuilder builder = drift().alarmWhen(far);
    assertThat(builder.build().alarms()).containsExactly(far);
    assertThat(builder.build()).asString().contains("alarms=[psi.amount > 0.25]");
    assertThat(builder.build()).isNotEqualTo(drift().build());
    assertThatThrownBy(() -> builder.alarmWhen(far))
        .hasMessage("Invalid condition of an alarm: psi.amount > 0.25 (is already set)");
    assertThatThrownBy(() -> builder.alarmWhen(Conditions.drifted()))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(
            "Invalid condition of an alarm: drifted_columns >= 1 (must compare measures of drift,"
                + " such as psi.amount, or error_rate, refusal_rate and latencies of the window)");
    assertThatThrownBy(() -> builder.alarmWhen(far.and(Conditions.metric("rmse").above(3))))
        .isInstanceOf(InvalidValueException.class);
    Condition failing = Conditions.errorRate().above(0.02);
    assertThatThrownBy(() -> builder.alarmWhen(far.or(failing)))
        .as("how often it is false is known of one part only")
        .isInstanceOf(InvalidValueException.class);
    Condition later = Conditions.errorRate().over(Duration.ofMinutes(1)).above(0.02);
    assertThatThrownBy(() -> builder.alarmWhen(later))
        .as("a window has its own time")
        .isInstanceOf(InvalidValueException.class);
    assertThat(builder.alarmWhen(failing).build().alarms()).containsExactly(far, failing);
  }

  @Test
  void needsAReferenceForWhatItReadsInIt() {
    assertThatThrownBy(() -> drift().by("country").build())
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(
            "Invalid drift monitor: by country without a reference (needs .reference(version))");
    assertThatThrownBy(() -> drift().sameSeason("time", Season.WEEKDAY).build())
        .isInstanceOf(InvalidValueException.class)
        .hasMessageStartingWith("Invalid drift monitor: sameSeason of ")
        .hasMessageEndingWith(" without a reference (needs .reference(version))");
    assertThatThrownBy(() -> drift().dependentWithin(Duration.ofDays(7)).build())
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(
            "Invalid drift monitor: rows depend within PT168H without a reference (needs"
                + " .reference(version))");
    assertThatThrownBy(() -> drift().dependentWithin(Duration.ZERO))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid time of dependence: PT0S (must be PT1S to PT87840H)");
  }

  @Test
  void comparesEmbeddingsIfAsked() {
    DriftMonitor plain = drift().window(200).falseAlarmRate(0.001).build();
    DriftMonitor asking = drift().window(200).falseAlarmRate(0.001).embeddings().build();

    assertThat(plain.embeddings()).isFalse();
    assertThat(asking.embeddings()).isTrue();
    assertThat(asking).isNotEqualTo(plain);
    assertThat(asking)
        .hasToString(
            "DriftMonitor[window=200, falseAlarmRate=0.001, minimalEffect=0.0, embeddings]");
    assertThatThrownBy(() -> drift().embeddings().embeddings())
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid drift monitor: embeddings set twice");
    assertThat(drift().window(Duration.ofDays(1)).build().windowRows()).isEqualTo(500);
    assertThat(asking.windowRows()).isEqualTo(200);
  }

  @Test
  void comparesNoPredictionsIfSaidSo() {
    DriftMonitor inputs = drift().inputsOnly().build();

    assertThat(drift().build().inputsOnly()).isFalse();
    assertThat(inputs.inputsOnly()).isTrue();
    assertThat(inputs).isNotEqualTo(drift().build()).isNotEqualTo(drift().embeddings().build());
    assertThat(inputs).asString().endsWith(", inputsOnly]");
    assertThatThrownBy(() -> drift().inputsOnly().inputsOnly())
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid drift monitor: inputs only set twice");
  }
}
