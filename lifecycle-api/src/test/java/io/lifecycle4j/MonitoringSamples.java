package io.lifecycle4j;

import io.lifecycle4j.monitoring.Alert;
import io.lifecycle4j.monitoring.AlertCause;
import io.lifecycle4j.monitoring.AlertSpan;
import io.lifecycle4j.profile.ColumnProfile;
import io.lifecycle4j.profile.ColumnProfileBuilder;
import java.time.Instant;
import java.util.Map;
import java.util.function.Supplier;

/** Valid values of what monitoring takes. */
final class MonitoringSamples {
  private MonitoringSamples() {}

  static void addTo(Map<Class<?>, Supplier<Object>> fixed) {
    fixed.put(ColumnProfile.class, () -> ColumnProfile.builder("name", 1, 0).build());
    fixed.put(ColumnProfileBuilder.class, () -> ColumnProfile.builder("name", 1, 0));
    fixed.put(Alert.class, () -> alert().span(span()).build());
    fixed.put(Alert.Builder.class, MonitoringSamples::alert);
  }

  private static Alert.Builder alert() {
    return Alert.builder("name", "fraud", AlertCause.drift("amount"));
  }

  private static AlertSpan span() {
    return new AlertSpan(Instant.EPOCH, Instant.EPOCH, Instant.EPOCH, 1, 1);
  }
}
