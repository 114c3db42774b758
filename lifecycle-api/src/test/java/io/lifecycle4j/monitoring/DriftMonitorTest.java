package io.lifecycle4j.monitoring;

import static io.lifecycle4j.error.Preconditions.number;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.error.InvalidValueException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DriftMonitorTest {
  @Test
  void hasTheDefaultsThatItsDocumentationNames() {
    DriftMonitor watch = DriftMonitor.builder().build();

    assertThat(watch.window()).isEqualTo(500);
    assertThat(watch.windowsPerFalseAlarm()).isEqualTo(1_000);
    assertThat(watch.minimalEffect()).isEqualTo(0.1);
    assertThat(watch)
        .isEqualTo(
            DriftMonitor.builder()
                .window(500)
                .windowsPerFalseAlarm(1_000)
                .minimalEffect(0.1)
                .build())
        .hasSameHashCodeAs(DriftMonitor.builder().build())
        .isNotEqualTo(DriftMonitor.builder().window(50).build())
        .hasToString("DriftMonitor[window=500, windowsPerFalseAlarm=1000.0, minimalEffect=0.1]");
  }

  @Test
  void takesEachPartOnce() {
    DriftMonitor.Builder builder =
        DriftMonitor.builder().window(50).windowsPerFalseAlarm(2).minimalEffect(0);

    assertThatThrownBy(() -> builder.window(60))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid drift monitor: window set twice");
    assertThatThrownBy(() -> builder.windowsPerFalseAlarm(3))
        .hasMessage("Invalid drift monitor: windows per false alarm set twice");
    assertThatThrownBy(() -> builder.minimalEffect(1))
        .hasMessage("Invalid drift monitor: minimal effect set twice");
  }

  @Test
  void needsTenWindowsOfReference() {
    assertThat(DriftMonitor.builder().build().referenceRows()).isEqualTo(5_000);
    assertThat(DriftMonitor.builder().window(Integer.MAX_VALUE).build().referenceRows())
        .isEqualTo(21_474_836_470L);
  }

  @Test
  void refusesWindowsThatAreTooSmallToTell() {
    assertThatThrownBy(() -> DriftMonitor.builder().window(49))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid window: 49 (must be at least 50)");
  }

  @ParameterizedTest
  @ValueSource(doubles = {1.9, -1, Double.NaN, Double.POSITIVE_INFINITY})
  void refusesBudgetsOfFalseAlarmsThatAreNone(double windows) {
    assertThatThrownBy(() -> DriftMonitor.builder().windowsPerFalseAlarm(windows))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(
            "Invalid windows per false alarm: %s (must be at least 2 and finite)", number(windows));
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, Double.NaN, Double.POSITIVE_INFINITY})
  void refusesEffectsThatAreNone(double effect) {
    assertThatThrownBy(() -> DriftMonitor.builder().minimalEffect(effect))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid minimal effect: %s (must be at least 0 and finite)", effect);
  }
}
