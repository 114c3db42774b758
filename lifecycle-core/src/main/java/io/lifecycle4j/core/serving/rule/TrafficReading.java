package io.lifecycle4j.core.serving.rule;

import io.lifecycle4j.core.error.Floods;
import io.lifecycle4j.core.json.Json;
import io.lifecycle4j.core.serving.rollout.ArmTotals;
import io.lifecycle4j.core.storage.ModelJournals;
import io.lifecycle4j.core.storage.ModelJournals.Kind;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.storage.spi.JournalEntry;
import io.lifecycle4j.storage.spi.JournalState;
import io.lifecycle4j.storage.spi.JournalStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What all processes counted of late. Each line is read once. Confined to one thread.
 *
 * <p>Lines are added up by minute once they are old, so that little of them is in memory. A journal
 * that is corrupt counts for nothing until its process uses another one.
 */
final class TrafficReading {
  private static final Logger LOG = LoggerFactory.getLogger(TrafficReading.class);

  private final JournalStore journals;
  private final ModelJournals all;

  /** The next sequence to read of each journal. */
  private final Map<String, Long> next = new HashMap<>();

  /** So long, lines are kept one by one. */
  private final Duration fine;

  private final List<Counts> lines = new ArrayList<>();

  /** Older lines, by minute. */
  private final NavigableMap<Long, Counts> minutes = new TreeMap<>();

  private long corrupt;

  /** What was counted of versions up to a time. */
  private record Counts(Instant to, Map<Integer, ArmTotals> versions) {
    Counts plus(Counts other) {
      Map<Integer, ArmTotals> sum = new HashMap<>(versions);
      other.versions.forEach((version, totals) -> sum.merge(version, totals, ArmTotals::plus));
      return new Counts(to.isAfter(other.to) ? to : other.to, sum);
    }
  }

  /**
   * Reads nothing yet.
   *
   * @param fine how long lines are needed one by one
   */
  TrafficReading(JournalStore journals, String model, Duration fine) {
    this.fine = fine;
    this.journals = journals;
    this.all = new ModelJournals(journals, Kind.TRAFFIC, model);
  }

  /**
   * Reads new lines, and forgets old ones. A line of a process whose clock is ahead counts as of
   * now. Lines that were read before the clock was set back are forgotten.
   *
   * @return whether there were new lines
   */
  boolean read(Instant oldest, Instant now) {
    lines.removeIf(counts -> counts.to().isAfter(now));
    minutes.values().removeIf(counts -> counts.to().isAfter(now));
    int before = lines.size();
    for (String name : all.names()) {
      try {
        read(name, now);
      } catch (NotFoundException e) { // trimmed meanwhile: the rest is read in the next round
        LOG.debug("{} was trimmed while it was read", name, e);
      } catch (CorruptDataException e) {
        if (Floods.isLogged(++corrupt)) {
          LOG.warn("Cannot read what a process counted in {}", name, e);
        }
      }
    }
    boolean isNew = lines.size() > before;
    fold(now.minus(fine));
    minutes.values().removeIf(counts -> counts.to().isBefore(oldest));
    return isNew;
  }

  /** Adds old lines up. */
  private void fold(Instant begin) {
    for (Counts counts : lines) {
      if (counts.to().isBefore(begin)) {
        long minute = Math.floorDiv(counts.to().getEpochSecond(), 60);
        minutes.merge(minute, counts, Counts::plus);
      }
    }
    lines.removeIf(counts -> counts.to().isBefore(begin));
  }

  private void read(String name, Instant now) {
    Optional<JournalState> state = journals.state(name);
    if (state.isEmpty()) {
      return;
    }
    long from = Math.max(state.get().first(), next.getOrDefault(name, 1L));
    if (from <= state.get().sequence()) {
      journals.read(name, from, entry -> add(name, entry, now));
    }
  }

  private void add(String name, JournalEntry entry, Instant now) {
    TrafficLine line = Json.PLAIN.read(entry.payload(), TrafficLine.class, name);
    next.put(name, entry.sequence() + 1);
    if (line.kind().equals(TrafficLine.TRAFFIC)) {
      Map<Integer, ArmTotals> totals = new HashMap<>();
      line.versions().forEach(of -> totals.merge(of.version(), of.totals(), ArmTotals::plus));
      lines.add(new Counts(line.to().isAfter(now) ? now : line.to(), totals));
    }
  }

  /** Returns what was counted of a version from a time on, from the begin of its minute if old. */
  ArmTotals since(int version, Instant from) {
    return sum(minutes.values(), version, from).plus(sum(lines, version, from));
  }

  private static ArmTotals sum(Collection<Counts> some, int version, Instant from) {
    ArmTotals sum = ArmTotals.NONE;
    for (Counts counts : some) {
      ArmTotals of = counts.versions().get(version);
      sum = of == null || counts.to().isBefore(from) ? sum : sum.plus(of);
    }
    return sum;
  }

  /** Returns how many counts are in memory. */
  int size() {
    return lines.size() + minutes.size();
  }

  /** Returns when a version was counted last; empty if it was not of late. */
  Optional<Instant> newest(int version) {
    return Stream.concat(minutes.values().stream(), lines.stream())
        .filter(counts -> counts.versions().containsKey(version))
        .map(Counts::to)
        .max(Instant::compareTo);
  }
}
