package io.lifecycle4j.core.serving.rule;

import io.lifecycle4j.core.serving.rollout.ArmTotals;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Writes what this process counts of the traffic of versions. Confined to one thread. */
final class TrafficRecorder implements AutoCloseable {
  private static final Duration SECOND = Duration.ofSeconds(1);

  /** How often some failures are written. */
  private static final Duration OFTEN = Duration.ofMillis(500);

  private final VersionTraffic counted;
  private final TrafficJournal journal;
  private Map<Integer, ArmTotals> taken = new TreeMap<>();
  private @Nullable Instant written;
  private @Nullable Instant roundBefore;

  TrafficRecorder(VersionTraffic counted, TrafficJournal journal) {
    this.counted = counted;
    this.journal = journal;
  }

  /**
   * Writes what was counted since the last line: at once if at least half of it failed, failures
   * twice a second, all else once a second.
   *
   * @param asked whether to write all at once
   */
  void record(Instant now, boolean asked) {
    journal.catchUp();
    Map<Integer, ArmTotals> totals = counted.totals();
    Map<Integer, ArmTotals> since = new TreeMap<>();
    boolean failed = false;
    boolean mostFailed = false;
    for (Map.Entry<Integer, ArmTotals> each : totals.entrySet()) {
      ArmTotals before = taken.getOrDefault(each.getKey(), ArmTotals.NONE);
      if (each.getValue().requests() > before.requests()) {
        ArmTotals more = each.getValue().minus(before);
        since.put(each.getKey(), more);
        failed |= more.errors() > 0;
        mostFailed |= 2 * more.errors() >= more.requests();
      }
    }
    Instant last = written == null || written.isAfter(now) ? null : written; // a clock set back
    boolean isDue =
        mostFailed || asked || last == null || !now.isBefore(last.plus(failed ? OFTEN : SECOND));
    if (!since.isEmpty() && isDue) {
      Instant from = last == null ? now : latest(last, roundBefore);
      written = now;
      taken = totals; // the journal writes the line, if not now then later
      journal.write(TrafficLine.of(from, now, since));
    }
    roundBefore = now;
  }

  private static Instant latest(Instant one, @Nullable Instant other) {
    return other != null && other.isAfter(one) ? other : one;
  }

  @Override
  public void close() {
    journal.close();
  }
}
