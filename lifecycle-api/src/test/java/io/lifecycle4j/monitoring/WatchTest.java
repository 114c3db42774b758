package io.lifecycle4j.monitoring;

import static io.lifecycle4j.monitoring.Watches.drift;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.error.InvalidValueException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WatchTest {
  @Test
  void hasTheDefaultsThatItsDocumentationNames() {
    assertThat(drift()).isEqualTo(new Watch(500, 1_000, 0.1));
  }

  @Test
  void changesOnePartAtATime() {
    assertThat(drift().windowOf(50)).isEqualTo(new Watch(50, 1_000, 0.1));
    assertThat(drift().oneFalseAlarmIn(2)).isEqualTo(new Watch(500, 2, 0.1));
    assertThat(drift().ignoringBelow(0)).isEqualTo(new Watch(500, 1_000, 0));
  }

  @Test
  void needsTenWindowsOfReference() {
    assertThat(drift().referenceRows()).isEqualTo(5_000);
    assertThat(drift().windowOf(Integer.MAX_VALUE).referenceRows()).isEqualTo(21_474_836_470L);
  }

  @Test
  void refusesWindowsThatAreTooSmallToTell() {
    assertThatThrownBy(() -> drift().windowOf(49))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid window: 49 (must be at least 50)");
  }

  @ParameterizedTest
  @ValueSource(doubles = {1.9, -1, Double.NaN, Double.POSITIVE_INFINITY})
  void refusesBudgetsOfFalseAlarmsThatAreNone(double windows) {
    assertThatThrownBy(() -> drift().oneFalseAlarmIn(windows))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid windows per false alarm: %s (must be at least 2 and finite)", windows);
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, Double.NaN, Double.POSITIVE_INFINITY})
  void refusesEffectsThatAreNone(double effect) {
    assertThatThrownBy(() -> drift().ignoringBelow(effect))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid minimal effect: %s (must be at least 0 and finite)", effect);
  }
}
