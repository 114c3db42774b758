package io.lifecycle4j.core.monitoring;

import static io.lifecycle4j.condition.Conditions.errorRate;
import static io.lifecycle4j.condition.Conditions.refusalRate;
import static io.lifecycle4j.monitoring.Drift.drift;
import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.condition.Condition;
import io.lifecycle4j.core.traffic.TrafficCounts;
import io.lifecycle4j.monitoring.ThresholdAlarm;
import io.lifecycle4j.monitoring.WindowTraffic;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What thresholds on the traffic of a window are compared with. */
class DriftThresholdsTest {
  private static final Condition FAILED = errorRate().above(0.15);
  private static final Condition REFUSED = refusalRate().above(0.15);

  private static List<ThresholdAlarm> alarms(TrafficCounts traffic) {
    return new DriftThresholds(drift().alarmWhen(FAILED).alarmWhen(REFUSED).build())
        .of("fraud:7", List.of(), List.of(), traffic);
  }

  @Test
  void areTheRatesThatTheReportShows() {
    TrafficCounts tenInputs = TrafficCounts.of(1, 5, List.of(270L, 10L));
    WindowTraffic shown = new WindowTraffic(10, 5, 1, Duration.ZERO, Duration.ZERO);

    List<ThresholdAlarm> alarms = alarms(tenInputs);

    assertThat(alarms)
        .extracting(ThresholdAlarm::values)
        .containsExactly(
            Map.of("error_rate", shown.errorRate()), Map.of("refusal_rate", shown.refusalRate()));
    assertThat(alarms).extracting(ThresholdAlarm::holds).containsExactly(false, true);
  }

  @Test
  void areUnknownOfAWindowWithoutTraffic() {
    assertThat(alarms(TrafficCounts.NONE))
        .allSatisfy(
            alarm -> {
              assertThat(alarm.values()).isEmpty();
              assertThat(alarm.holds()).isFalse();
            });
  }
}
