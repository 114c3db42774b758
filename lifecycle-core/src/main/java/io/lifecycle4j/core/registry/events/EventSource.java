package io.lifecycle4j.core.registry.events;

import io.lifecycle4j.registry.ModelEvent;
import io.lifecycle4j.storage.spi.JournalEntry;
import java.util.List;
import java.util.Set;

/** The entries of a registry, as events are made of them. Thread-safe. */
public interface EventSource {
  /** Reads what other processes wrote, and returns the newest entry. */
  long refresh();

  /** Calls a listener after each change; returns what ends that. */
  Runnable onChange(Runnable listener);

  /** Returns entries that survive a power failure, so that nobody hears of one that is lost. */
  List<JournalEntry> next(long from, int most);

  /**
   * Returns what happened in an entry.
   *
   * @throws io.lifecycle4j.error.ReadOnlyException if a newer library wrote it, and this one cannot
   *     tell all of it
   */
  List<ModelEvent> events(JournalEntry entry);

  /** Returns what happened in an entry that was delivered before, and so survives already. */
  List<ModelEvent> delivered(long sequence);

  /** Returns the types that events may have, sorted. */
  Set<String> types();

  /**
   * Checks the name of a model.
   *
   * @throws io.lifecycle4j.error.NotFoundException if there is none of that name
   */
  void checkModel(String name);
}
