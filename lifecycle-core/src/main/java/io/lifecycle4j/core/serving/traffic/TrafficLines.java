package io.lifecycle4j.core.serving.traffic;

import io.lifecycle4j.core.error.Floods;
import io.lifecycle4j.core.json.Json;
import io.lifecycle4j.core.storage.JournalReads;
import io.lifecycle4j.core.storage.ModelJournals;
import io.lifecycle4j.core.storage.ModelJournals.Kind;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.storage.spi.JournalEntry;
import io.lifecycle4j.storage.spi.JournalState;
import io.lifecycle4j.storage.spi.JournalStore;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the lines of all processes, each once. Confined to one thread. */
final class TrafficLines {
  private static final Logger LOG = LoggerFactory.getLogger(TrafficLines.class);

  private final JournalStore journals;
  private final ModelJournals all;

  /** The next sequence to read of each journal. */
  private final Map<String, Long> next = new HashMap<>();

  private long corrupt;

  /** Receives lines. */
  interface Receiver {
    /** Receives the next line of a journal. */
    void add(String journal, TrafficLine line);
  }

  TrafficLines(JournalStore journals, String model) {
    this.journals = journals;
    this.all = new ModelJournals(journals, Kind.TRAFFIC, model);
  }

  /**
   * Reads what is new.
   *
   * @return the journals that are corrupt, and so may have more
   */
  Set<String> read(Receiver receiver) {
    Set<String> unread = new TreeSet<>();
    for (String name : all.names()) {
      try {
        read(name, receiver);
      } catch (CorruptDataException e) {
        unread.add(name);
        if (Floods.isLogged(++corrupt)) {
          LOG.warn("Cannot read what a process counted in {}", name, e);
        }
      }
    }
    return unread;
  }

  private void read(String name, Receiver receiver) {
    Optional<JournalState> state = journals.state(name);
    if (state.isEmpty()) {
      return;
    }
    long from = Math.max(state.get().first(), next.getOrDefault(name, 1L));
    if (from <= state.get().sequence()) {
      JournalReads.stored(journals, name, from, entry -> add(name, entry, receiver));
    }
  }

  private void add(String name, JournalEntry entry, Receiver receiver) {
    TrafficLine line = line(name, entry);
    next.put(name, entry.sequence() + 1);
    if (line.isKnown()) {
      receiver.add(name, line);
    }
  }

  static TrafficLine line(String name, JournalEntry entry) {
    return Json.PLAIN.read(entry.payload(), TrafficLine.class, name);
  }
}
