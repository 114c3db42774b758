package io.lifecycle4j.core.serving.traffic;

import io.lifecycle4j.core.traffic.TrafficCounts;
import io.lifecycle4j.storage.spi.JournalStore;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes what this process counts of the requests of a model, for all who need it. Thread-safe. */
public final class TrafficRecorder implements AutoCloseable {
  private static final Duration SECOND = Duration.ofSeconds(1);

  /** How often some failures are written. */
  private static final Duration OFTEN = Duration.ofMillis(500);

  private final CountedCalls counted;

  // guarded by this
  private final TrafficJournal journal;
  private Map<Counted, TrafficCounts> taken = new HashMap<>();
  private @Nullable Instant written;
  private @Nullable Instant roundBefore;
  private boolean closed;

  /** Writes nothing yet. */
  public TrafficRecorder(CountedCalls counted, JournalStore journals, String model) {
    this.counted = counted;
    this.journal = new TrafficJournal(journals, model);
  }

  /**
   * Writes what was counted since the last line: at once if at least half of it failed, failures
   * twice a second, all else once a second. Writes nothing once it is closed.
   */
  public void record(Instant now) {
    record(now, false);
  }

  /** Writes what was counted since the last line at once. Writes nothing once it is closed. */
  public void recordAll(Instant now) {
    record(now, true);
  }

  private synchronized void record(Instant now, boolean asked) {
    if (closed) {
      return;
    }
    journal.catchUp();
    Map<Counted, TrafficCounts> all = counted.counts();
    Map<Counted, TrafficCounts> more = since(all);
    Instant last = past(written, now);
    boolean isDue = asked || last == null || isDue(more.values(), Duration.between(last, now));
    if (!more.isEmpty() && isDue) {
      Instant from = last == null ? now : latest(last, past(roundBefore, now));
      written = now;
      taken = all; // the journal writes the line, if not now then later
      journal.write(TrafficLine.of(from, now, more));
    }
    roundBefore = now;
  }

  private Map<Counted, TrafficCounts> since(Map<Counted, TrafficCounts> all) {
    Map<Counted, TrafficCounts> since = new HashMap<>();
    all.forEach(
        (whose, counts) -> {
          TrafficCounts before = taken.getOrDefault(whose, TrafficCounts.NONE);
          if (counts.requests() > before.requests()) {
            since.put(whose, counts.minus(before));
          }
        });
    return since;
  }

  private static boolean isDue(Collection<TrafficCounts> more, Duration passed) {
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

  /** Lets another process use the journal. */
  @Override
  public synchronized void close() {
    closed = true;
    journal.close();
  }
}
