package io.lifecycle4j.core.tracking;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.checkUnset;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.storage.Durability;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How a new or resumed run is recorded. Not thread-safe. */
final class RunSettings {
  private static final Duration SHORTEST = Duration.ofMillis(100);
  private static final Duration LONGEST = Duration.ofDays(1);

  private @Nullable Durability durability;
  private boolean synchronous;
  private @Nullable Duration systemMetrics;
  private boolean withoutEnvironment;

  void durability(Durability level) {
    checkUnset(durability, "run", "durability");
    durability = required(level, "durability");
  }

  void synchronous() {
    checkUnset(synchronous, "run", "synchronous");
    synchronous = true;
  }

  void systemMetrics(Duration interval) {
    checkUnset(systemMetrics, "run", "interval of system metrics");
    check(
        isInterval(required(interval, "interval of system metrics")),
        "Invalid interval of system metrics: %s (must be zero, or from %s to %s)",
        interval,
        SHORTEST,
        LONGEST);
    systemMetrics = interval;
  }

  void withoutEnvironment() {
    checkUnset(withoutEnvironment, "run", "withoutEnvironment");
    withoutEnvironment = true;
  }

  private static boolean isInterval(Duration interval) {
    return interval.isZero()
        || (interval.compareTo(SHORTEST) >= 0 && interval.compareTo(LONGEST) <= 0);
  }

  Durability durability() {
    return durability == null ? Durability.PROCESS : durability;
  }

  boolean isWithoutEnvironment() {
    return withoutEnvironment;
  }

  boolean isSynchronous() {
    return synchronous;
  }

  /**
   * Returns the interval of system samples, zero for none. Without an environment none are taken,
   * since they describe the machine too.
   */
  Duration systemMetricsOr(Duration usual) {
    Duration otherwise = withoutEnvironment ? Duration.ZERO : usual;
    return systemMetrics == null ? otherwise : systemMetrics;
  }
}
