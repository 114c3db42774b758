package io.lifecycle4j.core.storage;

import static io.lifecycle4j.error.InvalidValueException.check;

import io.lifecycle4j.storage.Journal;
import io.lifecycle4j.storage.JournalEntry;
import io.lifecycle4j.storage.JournalStore;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Journals in a map. */
final class MemoryJournalStore implements JournalStore, AutoCloseable {
  private final Map<String, MemoryJournal.Entries> journals = new TreeMap<>();
  private final Set<String> owned = new HashSet<>();
  private boolean closed;

  @Override
  public synchronized Journal shared(String name) {
    return new MemoryJournal(entries(name), () -> {});
  }

  @Override
  public synchronized Journal owned(String name) {
    MemoryJournal.Entries entries = entries(name);
    if (!owned.add(name)) {
      throw FileJournal.notOwner(name);
    }
    return new MemoryJournal(entries, () -> release(name));
  }

  @Override
  public synchronized List<JournalEntry> read(String name, long from) {
    FileJournalStore.checkName(name);
    check(from >= 1, "Invalid sequence: %s (must be at least 1)", from);
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
  public synchronized void close() {
    closed = true;
    journals.values().forEach(MemoryJournal.Entries::close);
  }

  private synchronized void release(String name) {
    owned.remove(name);
  }

  private MemoryJournal.Entries entries(String name) {
    FileJournalStore.checkName(name);
    checkOpen();
    return journals.computeIfAbsent(name, key -> new MemoryJournal.Entries());
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("The home is closed");
    }
  }
}
