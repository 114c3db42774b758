package io.lifecycle4j.core.registry;

import io.lifecycle4j.core.delivery.Deliverable;
import io.lifecycle4j.core.registry.events.EventSource;
import io.lifecycle4j.core.schema.SimilarNames;
import io.lifecycle4j.core.storage.JournalReads;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.error.ReadOnlyException;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.Change;
import io.lifecycle4j.registry.ModelEvent;
import io.lifecycle4j.registry.UnknownChange;
import io.lifecycle4j.registry.spi.ModelRegistry;
import io.lifecycle4j.storage.spi.Journal;
import io.lifecycle4j.storage.spi.JournalEntry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads the entries of a registry as events. */
final class RegistryEvents implements EventSource {
  private final ModelRegistry registry;
  private final boolean readOnly;

  RegistryEvents(ModelRegistry registry, boolean readOnly) {
    this.registry = registry;
    this.readOnly = readOnly;
  }

  @Override
  public long refresh() {
    return registry.refresh();
  }

  @Override
  public Runnable onChange(Runnable listener) {
    return registry.onChange(listener);
  }

  /** A thread of the registry follows other processes. */
  @Override
  public @Nullable Duration look() {
    return null;
  }

  @Override
  public List<Entry<ModelEvent>> next(long from, int most) {
    Journal journal = AuditChain.of(registry).journal();
    List<JournalEntry> next = JournalReads.next(journal, from, most);
    if (!next.isEmpty() && !readOnly) {
      journal.force();
    }
    return next.stream().map(entry -> new Entry<>(entry.sequence(), () -> events(entry))).toList();
  }

  /**
   * Returns what happened in an entry.
   *
   * @throws ReadOnlyException if a newer library wrote it, and this one cannot tell all of it
   */
  private List<Deliverable<ModelEvent>> events(JournalEntry entry) {
    RegistryLine.Content content = RegistryLine.read(entry);
    for (Obstacle obstacle : content.ofHome()) {
      throw new ReadOnlyException(
          "Cannot deliver registry entry " + entry.sequence() + ": " + obstacle.said());
    }
    UUID home = AuditChain.of(registry).home();
    return content.record().map(record -> events(home, record)).orElse(List.of());
  }

  private static List<Deliverable<ModelEvent>> events(UUID home, AuditRecord record) {
    List<Deliverable<ModelEvent>> events = new ArrayList<>();
    for (Change change : record.transition().changes()) {
      String type =
          change instanceof UnknownChange unknown ? unknown.kind() : ChangeForm.kind(change);
      ModelEvent event = new ModelEvent(home, record, events.size(), type);
      events.add(new Deliverable<>(event.sequence(), event.part(), event.id(), event));
    }
    return events;
  }

  @Override
  public Optional<Deliverable<ModelEvent>> find(long sequence, int part) {
    Optional<Deliverable<ModelEvent>> found =
        JournalReads.next(AuditChain.of(registry).journal(), sequence, 1).stream()
            .flatMap(entry -> events(entry).stream())
            .filter(event -> event.sequence() == sequence && event.part() == part)
            .findFirst();
    if (found.isEmpty()) {
      throw new CorruptDataException(
          "Corrupt subscription: no event %s of entry %s".formatted(part, sequence));
    }
    return found;
  }

  /** A subscription may begin with an entry that is still to come. */
  @Override
  public boolean isPossible(long sequence) {
    return true;
  }

  @Override
  public Set<String> types() {
    return ChangeForm.kinds();
  }

  @Override
  public void checkModel(String name) {
    if (!registry.models().contains(name)) {
      registry.refresh(); // another process may have registered its first version a moment ago
      List<String> all = registry.models();
      if (!all.contains(name)) {
        throw new NotFoundException(
            "Model does not exist: "
                + name
                + SimilarNames.find(name, all)
                    .map(meant -> " (did you mean " + meant + "?)")
                    .orElse(" (register its first version before, or subscribe to all models)"));
      }
    }
  }
}
