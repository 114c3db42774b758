package io.lifecycle4j.core.serving.rule;

import io.lifecycle4j.core.serving.rollout.ArmTotals;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
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
    Map<Integer, ArmTotals> more = since(totals);
    Instant last = past(written, now);
    boolean isDue = asked || last == null || isDue(more.values(), Duration.between(last, now));
    if (!more.isEmpty() && isDue) {
      Instant from = last == null ? now : latest(last, past(roundBefore, now));
      written = now;
      taken = totals; // the journal writes the line, if not now then later
      journal.write(TrafficLine.of(from, now, more));
    }
    roundBefore = now;
  }

  private Map<Integer, ArmTotals> since(Map<Integer, ArmTotals> totals) {
    Map<Integer, ArmTotals> since = new TreeMap<>();
    totals.forEach(
        (version, all) -> {
          ArmTotals before = taken.getOrDefault(version, ArmTotals.NONE);
          if (all.requests() > before.requests()) {
            since.put(version, all.minus(before));
          }
        });
    return since;
  }

  private static boolean isDue(Collection<ArmTotals> more, Duration passed) {
    if (more.stream().anyMatch(each -> 2 * each.errors() >= each.requests())) {
      return true;
    }
    boolean failed = more.stream().anyMatch(each -> each.errors() > 0);
    return passed.compareTo(failed ? OFTEN : SECOND) >= 0;
  }

  /** Returns a time, or null if the clock was set back since. */
  private static @Nullable Instant past(@Nullable Instant time, Instant now) {
    return time == null || time.isAfter(now) ? null : time;
  }

  private static Instant latest(Instant one, @Nullable Instant other) {
    return other != null && other.isAfter(one) ? other : one;
  }

  @Override
  public void close() {
    journal.close();
  }
}
