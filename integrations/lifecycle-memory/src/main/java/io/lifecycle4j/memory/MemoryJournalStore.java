package io.lifecycle4j.memory;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.error.ClosedException;
import io.lifecycle4j.storage.VerifyDepth;
import io.lifecycle4j.storage.spi.Journal;
import io.lifecycle4j.storage.spi.JournalChecks;
import io.lifecycle4j.storage.spi.JournalEntry;
import io.lifecycle4j.storage.spi.JournalKind;
import io.lifecycle4j.storage.spi.JournalMaintenance;
import io.lifecycle4j.storage.spi.JournalState;
import io.lifecycle4j.storage.spi.JournalStore;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;

/** Journals in a map. */
final class MemoryJournalStore implements JournalStore, JournalMaintenance, AutoCloseable {
  private final UUID home;
  private final Map<String, MemoryJournal.Entries> journals = new TreeMap<>();
  private final Set<String> owned = new HashSet<>();
  private boolean closed;

  MemoryJournalStore(UUID home) {
    this.home = home;
  }

  @Override
  public synchronized Journal open(String name, JournalKind kind) {
    MemoryJournal.Entries entries = entries(name, kind);
    if (kind != JournalKind.OWNED) {
      return new MemoryJournal(entries, () -> {});
    }
    if (!owned.add(name)) {
      throw JournalChecks.notOwner(name);
    }
    return new MemoryJournal(entries, () -> release(name));
  }

  @Override
  public synchronized boolean isOwned(String name) {
    JournalChecks.name(name);
    checkOpen();
    return owned.contains(name);
  }

  @Override
  public void read(String name, long from, Consumer<JournalEntry> action) {
    JournalChecks.name(name);
    JournalChecks.sequence(from);
    required(action, "action");
    entries(name, from).forEach(action);
  }

  private synchronized List<JournalEntry> entries(String name, long from) {
    checkOpen();
    MemoryJournal.Entries entries = journals.get(name);
    return entries == null ? List.of() : entries.read(from);
  }

  @Override
  public synchronized List<String> names() {
    checkOpen();
    return journals.entrySet().stream()
        .filter(journal -> journal.getValue().sequence() > 0)
        .map(Map.Entry::getKey)
        .toList();
  }

  @Override
  public synchronized void verify(String name, VerifyDepth depth) {
    JournalChecks.name(name);
    required(depth, "depth");
    checkOpen();
    if (!journals.containsKey(name)) {
      throw JournalChecks.missing(name);
    }
  }

  @Override
  public synchronized void begin(String name, JournalKind kind, long first) {
    MemoryJournal.Entries entries = entries(name, kind);
    if (owned.contains(name)) {
      throw JournalChecks.notOwner(name);
    }
    entries.begin(first);
  }

  @Override
  public JournalMaintenance maintenance() {
    return this;
  }

  @Override
  public synchronized void close() {
    closed = true;
    journals.values().forEach(MemoryJournal.Entries::close);
  }

  private synchronized void release(String name) {
    owned.remove(name);
  }

  private MemoryJournal.Entries entries(String name, JournalKind kind) {
    JournalChecks.name(name);
    checkOpen();
    MemoryJournal.Entries entries = journals.get(name);
    if (entries == null) {
      byte[] link = kind == JournalKind.CHAINED ? MemoryChain.first(home, name) : null;
      entries = new MemoryJournal.Entries(name, kind, link);
      journals.put(name, entries);
    }
    JournalChecks.kind(name, kind, entries.kind());
    return entries;
  }

  @Override
  public synchronized Optional<JournalState> state(String name) {
    JournalChecks.name(name);
    checkOpen();
    return Optional.ofNullable(journals.get(name)).map(MemoryJournal.Entries::state);
  }

  private void checkOpen() {
    if (closed) {
      throw new ClosedException("The home is closed");
    }
  }
}
