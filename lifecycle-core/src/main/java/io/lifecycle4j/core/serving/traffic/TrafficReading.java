package io.lifecycle4j.core.serving.traffic;

import io.lifecycle4j.core.traffic.TrafficCounts;
import io.lifecycle4j.storage.spi.JournalStore;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What all processes counted of versions of late. Confined to one thread.
 *
 * <p>Lines are added up as they are read: by second, and by minute once they are old. So the time
 * bounds what is in memory, not the number of processes. A journal that is corrupt counts for
 * nothing until its process uses another one.
 */
public final class TrafficReading {
  /** How long lines are needed that no rule is judged by any more. */
  private static final Duration LONGEST_FINE = Duration.ofMinutes(10);

  private static final long MINUTE = 60;

  private final TrafficLines lines;

  /** So long, lines are added up by second. */
  private final Duration fine;

  private final NavigableMap<Long, Counts> seconds = new TreeMap<>();

  /** Older lines. */
  private final NavigableMap<Long, Counts> minutes = new TreeMap<>();

  /** What was counted of versions up to a time. */
  private record Counts(Instant to, Map<Integer, TrafficCounts> versions) {
    Counts plus(Counts other) {
      Map<Integer, TrafficCounts> sum = new HashMap<>(versions);
      other.versions.forEach((version, counts) -> sum.merge(version, counts, TrafficCounts::plus));
      return new Counts(to.isAfter(other.to) ? to : other.to, sum);
    }
  }

  /**
   * Reads nothing yet.
   *
   * @param fine how long lines are needed by second; at most the last ten minutes are
   */
  public TrafficReading(JournalStore journals, String model, Duration fine) {
    this.fine = fine.compareTo(LONGEST_FINE) < 0 ? fine : LONGEST_FINE;
    this.lines = new TrafficLines(journals, model);
  }

  /**
   * Reads new lines, and forgets those older than any that is stored. A line of a process whose
   * clock is ahead counts as of now. Lines that were read before the clock was set back are
   * forgotten.
   *
   * @return whether there were new lines
   */
  public boolean read(Instant now) {
    seconds.values().removeIf(counts -> counts.to().isAfter(now));
    minutes.values().removeIf(counts -> counts.to().isAfter(now));
    boolean[] isNew = {false};
    lines.read(
        (journal, line) -> {
          isNew[0] = true;
          Counts counts = counts(line, now);
          seconds.merge(counts.to().getEpochSecond(), counts, Counts::plus);
        });
    fold(now.minus(fine));
    Instant oldest = now.minus(TrafficJournal.KEPT);
    minutes.values().removeIf(counts -> counts.to().isBefore(oldest));
    return isNew[0];
  }

  private static Counts counts(TrafficLine line, Instant now) {
    Map<Integer, TrafficCounts> counts = new HashMap<>();
    line.versions()
        .forEach(of -> counts.merge(of.version(), of.counts().counts(), TrafficCounts::plus));
    return new Counts(line.to().isAfter(now) ? now : line.to(), counts);
  }

  /** Adds old seconds up. */
  private void fold(Instant begin) {
    NavigableMap<Long, Counts> old = seconds.headMap(begin.getEpochSecond(), false);
    old.forEach(
        (second, counts) -> minutes.merge(Math.floorDiv(second, MINUTE), counts, Counts::plus));
    old.clear();
  }

  /**
   * Returns what was counted of a version from a time on, from the begin of its second, or of its
   * minute if old.
   */
  public TrafficCounts since(int version, Instant from) {
    return TrafficCounts.sum(
        all()
            .filter(counts -> !counts.to().isBefore(from))
            .map(Counts::versions)
            .filter(versions -> versions.containsKey(version))
            .map(versions -> versions.getOrDefault(version, TrafficCounts.NONE))
            .toList());
  }

  private Stream<Counts> all() {
    return Stream.concat(minutes.values().stream(), seconds.values().stream());
  }

  /** Returns how many sums are in memory. */
  int size() {
    return seconds.size() + minutes.size();
  }

  /** Returns when a version was counted last; empty if it was not of late. */
  public Optional<Instant> newest(int version) {
    return all()
        .filter(counts -> counts.versions().containsKey(version))
        .map(Counts::to)
        .max(Instant::compareTo);
  }
}
