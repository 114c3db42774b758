package io.lifecycle4j.core.monitoring;

import io.lifecycle4j.condition.Subject;
import io.lifecycle4j.monitoring.DriftReport;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The newest drift report of the version in production, for conditions. Who asks for a figure reads
 * no journal and judges no window. Thread-safe.
 */
final class WatchedDrift {
  /** How often the newest report is read. */
  private static final long AGAIN = Duration.ofSeconds(1).toNanos();

  private final Function<Integer, Optional<DriftReport>> newest;
  private final Runnable judging;
  private final Map<Integer, Known> known = new ConcurrentHashMap<>();

  /**
   * A report as it was read last.
   *
   * @param at null if none was read yet
   * @param report null if there is none
   */
  private record Known(@Nullable Long at, @Nullable DriftReport report) {
    static final Known NONE = new Known(null, null);

    boolean isStale() {
      return at == null || System.nanoTime() - at >= AGAIN;
    }
  }

  /**
   * Reads nothing yet.
   *
   * @param newest reads the newest report of a version, whichever process judged
   * @param judging judges the windows that are full, if this process judges
   */
  WatchedDrift(Function<Integer, Optional<DriftReport>> newest, Runnable judging) {
    this.newest = newest;
    this.judging = judging;
  }

  /** Returns a figure of the report that was read last, and has the version read from now on. */
  OptionalDouble number(int version, Subject subject) {
    known.keySet().removeIf(other -> other != version);
    DriftReport report = known.computeIfAbsent(version, any -> Known.NONE).report();
    return report == null ? OptionalDouble.empty() : new ReportFacts(report).number(subject);
  }

  /** Returns whether the report of a version was read since it was asked for. */
  boolean isRead(int version) {
    return known.getOrDefault(version, Known.NONE).at() != null;
  }

  /** Returns whether what was asked for is to be read again. */
  boolean isStale() {
    return known.values().stream().anyMatch(Known::isStale);
  }

  /** Reads again what was asked for and is not recent. */
  void read() {
    known.forEach(
        (version, last) -> {
          if (last.isStale()) {
            readAgain(version);
          }
        });
  }

  private void readAgain(int version) {
    long at = System.nanoTime();
    Known now = new Known(at, newest.apply(version).orElse(null));
    known.computeIfPresent(version, (same, before) -> now);
  }

  /** Judges the windows that are full, then reads what was asked for. */
  void refresh() {
    if (!known.isEmpty()) {
      judging.run();
      known.keySet().forEach(this::readAgain);
    }
  }
}
