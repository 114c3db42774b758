package io.lifecycle4j.core.monitoring.quality;

import io.lifecycle4j.monitoring.LabelCoverage;
import io.lifecycle4j.monitoring.LabelCoverage.Delays;
import io.lifecycle4j.monitoring.LabelCoverage.OfAge;
import io.lifecycle4j.serving.GroundTruth;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The answers of one version in one window. Not thread-safe. */
final class WindowRows {
  private static final Duration FOR_EVER = Duration.ofSeconds(Long.MAX_VALUE);

  private static final List<Duration> AGES =
      List.of(
          Duration.ofHours(1),
          Duration.ofDays(1),
          Duration.ofDays(7),
          Duration.ofDays(30),
          FOR_EVER);

  private final Instant from;
  private final @Nullable Instant end;
  private final List<LiveRow> rows = new ArrayList<>();

  /**
   * Begins a window.
   *
   * @param end null to end with the last row
   */
  WindowRows(Instant from, @Nullable Instant end) {
    this.from = from;
    this.end = end;
  }

  void add(LiveRow row) {
    rows.add(row);
  }

  /** Returns the place in the order of windows. */
  Instant begin() {
    return from;
  }

  Instant from() {
    return end == null ? rows.get(0).time() : from;
  }

  Instant to() {
    return end == null ? rows.get(rows.size() - 1).time().plusMillis(1) : end;
  }

  List<LiveRow> rows() {
    return rows;
  }

  List<LiveRow> labelled() {
    return rows.stream().filter(row -> row.truth() != null).toList();
  }

  /**
   * Returns how many have labels.
   *
   * @param unknown how many have one that the version does not know
   * @param settled the share of labels, or the age of the window, from which on it is settled
   */
  LabelCoverage coverage(long unknown, Instant now, Settled settled) {
    List<LiveRow> labelled = labelled();
    boolean enough = labelled.size() >= settled.share() * rows.size();
    boolean old = Duration.between(to(), now).compareTo(settled.age()) >= 0;
    return new LabelCoverage(
        rows.size(), labelled.size(), unknown, enough || old, delays(labelled), byAge(now));
  }

  /** When labels are taken as complete. */
  record Settled(double share, Duration age) {}

  private static Optional<Delays> delays(List<LiveRow> labelled) {
    Duration[] delays = labelled.stream().map(WindowRows::delay).sorted().toArray(Duration[]::new);
    return delays.length == 0
        ? Optional.empty()
        : Optional.of(new Delays(quantile(delays, 0.5), quantile(delays, 0.9)));
  }

  /** Returns the least delay that at least a share of all is not above. */
  private static Duration quantile(Duration[] sorted, double share) {
    return sorted[(int) Math.ceil(share * sorted.length) - 1];
  }

  private static Duration delay(LiveRow row) {
    GroundTruth truth = row.truth();
    Duration delay = truth == null ? Duration.ZERO : Duration.between(row.time(), truth.time());
    return delay.isNegative() ? Duration.ZERO : delay; // the clocks of two processes
  }

  private List<OfAge> byAge(Instant now) {
    long[][] counts = new long[AGES.size()][2];
    for (LiveRow row : rows) {
      Duration age = Duration.between(row.time(), now);
      int place = 0;
      while (age.compareTo(AGES.get(place)) > 0) {
        place++;
      }
      counts[place][0]++;
      counts[place][1] += row.truth() == null ? 0 : 1;
    }
    List<OfAge> parts = new ArrayList<>();
    for (int i = 0; i < counts.length; i++) {
      if (counts[i][0] > 0) {
        parts.add(new OfAge(AGES.get(i), counts[i][0], counts[i][1]));
      }
    }
    return parts;
  }
}
