package io.lifecycle4j.core.registry;

import io.lifecycle4j.core.registry.EventPosition.Aside;
import io.lifecycle4j.core.storage.JournalReads;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.ReadOnlyException;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.Change;
import io.lifecycle4j.registry.ModelEvent;
import io.lifecycle4j.registry.UnknownChange;
import io.lifecycle4j.registry.spi.ModelRegistry;
import io.lifecycle4j.storage.spi.Journal;
import io.lifecycle4j.storage.spi.JournalEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Reads the entries of a registry as events. Thread-safe. */
final class EventSource {
  private final ModelRegistry registry;
  private final boolean readOnly;

  EventSource(ModelRegistry registry, boolean readOnly) {
    this.registry = registry;
    this.readOnly = readOnly;
  }

  ModelRegistry registry() {
    return registry;
  }

  /** Returns entries that survive a power failure, so that nobody hears of one that is lost. */
  List<JournalEntry> next(long from, int most) {
    Journal journal = AuditChain.of(registry).journal();
    List<JournalEntry> next = JournalReads.next(journal, from, most);
    if (!next.isEmpty() && !readOnly) {
      journal.force();
    }
    return next;
  }

  /**
   * Returns what happened in an entry.
   *
   * @throws ReadOnlyException if a newer library wrote it, and this one cannot tell all of it
   */
  List<ModelEvent> events(JournalEntry entry) {
    RegistryLine.Content content = RegistryLine.read(entry);
    for (Obstacle obstacle : content.ofHome()) {
      throw new ReadOnlyException(
          "Cannot deliver registry entry " + entry.sequence() + ": " + obstacle.said());
    }
    UUID home = AuditChain.of(registry).home();
    return content.record().map(record -> events(home, record)).orElse(List.of());
  }

  private static List<ModelEvent> events(UUID home, AuditRecord record) {
    List<ModelEvent> events = new ArrayList<>();
    for (Change change : record.transition().changes()) {
      String type =
          change instanceof UnknownChange unknown ? unknown.kind() : ChangeForm.kind(change);
      events.add(new ModelEvent(home, record, events.size(), type));
    }
    return events;
  }

  /** Returns an event that was delivered before, so that its entry survives already. */
  ModelEvent event(Aside aside) {
    return JournalReads.next(AuditChain.of(registry).journal(), aside.sequence(), 1).stream()
        .flatMap(entry -> events(entry).stream())
        .filter(aside::isOf)
        .findFirst()
        .orElseThrow(
            () ->
                new CorruptDataException(
                    "Corrupt subscription: no event %s of entry %s"
                        .formatted(aside.part(), aside.sequence())));
  }
}
