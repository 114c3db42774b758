package io.lifecycle4j.core.tracking;

import static io.lifecycle4j.error.InvalidValueException.check;
import static io.lifecycle4j.error.InvalidValueException.required;

import io.lifecycle4j.storage.Durability;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How a run is recorded, whether it is new or goes on. Not thread-safe. */
final class RunSettings {
  private static final Duration SHORTEST = Duration.ofMillis(100);

  private @Nullable Durability durability;
  private boolean synchronous;
  private @Nullable Duration systemMetrics;

  void durability(Durability level) {
    once(durability, "durability");
    durability = required(level, "durability");
  }

  void synchronous() {
    synchronous = true;
  }

  void systemMetrics(Duration interval) {
    once(systemMetrics, "interval of system metrics");
    check(
        required(interval, "interval").compareTo(SHORTEST) >= 0,
        "Invalid interval of system metrics: %s (must be at least %s)",
        interval,
        SHORTEST);
    systemMetrics = interval;
  }

  static void once(@Nullable Object before, String what) {
    check(before == null, "Invalid run: its %s is set twice", what);
  }

  Durability durability() {
    return durability == null ? Durability.PROCESS : durability;
  }

  boolean isSynchronous() {
    return synchronous;
  }

  @Nullable Duration systemMetrics() {
    return systemMetrics;
  }
}
