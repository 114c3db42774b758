package io.lifecycle4j;

import io.lifecycle4j.monitoring.Alert;
import io.lifecycle4j.monitoring.AlertCause;
import io.lifecycle4j.monitoring.AlertSpan;
import io.lifecycle4j.monitoring.DriftMonitor;
import io.lifecycle4j.monitoring.DriftMonitorBuilder;
import io.lifecycle4j.monitoring.WindowTraffic;
import io.lifecycle4j.monitoring.spi.DriftSummary;
import io.lifecycle4j.monitoring.spi.DriftSums;
import io.lifecycle4j.profile.ColumnProfile;
import io.lifecycle4j.profile.ColumnProfileBuilder;
import io.lifecycle4j.profile.Profile;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Valid values of what monitoring takes. */
final class MonitoringSamples {
  private MonitoringSamples() {}

  static void addTo(Map<Class<?>, Supplier<Object>> fixed) {
    fixed.put(ColumnProfile.class, () -> ColumnProfile.builder("name", 1, 0).build());
    fixed.put(ColumnProfileBuilder.class, () -> ColumnProfile.builder("name", 1, 0));
    fixed.put(DriftMonitorBuilder.class, DriftMonitor::builder);
    fixed.put(DriftSums.class, MonitoringSamples::sums);
    fixed.put(DriftSums.Column.class, () -> sums().read(sums().snapshot()).get(0));
    fixed.put(DriftSummary.class, () -> DriftSummary.of(1, new byte[1]));
    fixed.put(
        WindowTraffic.class, () -> new WindowTraffic(3, 1, 1, Duration.ofMillis(1), Duration.ZERO));
    fixed.put(Alert.class, () -> alert().span(span()).build());
    fixed.put(Alert.Builder.class, MonitoringSamples::alert);
  }

  private static DriftSums sums() {
    ColumnProfile column = ColumnProfile.builder("name", 1, 0).build();
    Profile reference = new Profile(1, List.of(column, column));
    return DriftSums.recorder(reference, 1, (of, value, sums) -> {});
  }

  private static Alert.Builder alert() {
    return Alert.builder("name", "fraud", AlertCause.drift("amount"));
  }

  private static AlertSpan span() {
    return new AlertSpan(Instant.EPOCH, Instant.EPOCH, Instant.EPOCH, 1, 1);
  }
}
