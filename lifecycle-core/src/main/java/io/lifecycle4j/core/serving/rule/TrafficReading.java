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
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What all processes counted of late. Each line is read once. Confined to one thread.
 *
 * <p>A journal that is corrupt counts for nothing until its process uses another one.
 */
final class TrafficReading {
  private static final Logger LOG = LoggerFactory.getLogger(TrafficReading.class);

  private final JournalStore journals;
  private final ModelJournals all;

  /** The next sequence to read of each journal. */
  private final Map<String, Long> next = new HashMap<>();

  private final List<TrafficLine> lines = new ArrayList<>();
  private long corrupt;

  TrafficReading(JournalStore journals, String model) {
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
    lines.removeIf(line -> line.to().isAfter(now));
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
    lines.removeIf(line -> line.to().isBefore(oldest));
    return isNew;
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
      lines.add(line.until(now));
    }
  }

  /** Returns what was counted of a version from a time on. */
  ArmTotals since(int version, Instant from) {
    ArmTotals sum = ArmTotals.NONE;
    for (TrafficLine line : lines) {
      if (!line.to().isBefore(from)) {
        for (TrafficLine.Of of : line.versions()) {
          sum = of.version() == version ? sum.plus(of.totals()) : sum;
        }
      }
    }
    return sum;
  }

  /** Returns when a version was counted last; empty if it was not of late. */
  Optional<Instant> newest(int version) {
    return lines.stream()
        .filter(line -> line.versions().stream().anyMatch(of -> of.version() == version))
        .map(TrafficLine::to)
        .max(Instant::compareTo);
  }
}
