package io.lifecycle4j.core.registry.events;

import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.json.Json;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.registry.ModelEvent;
import io.lifecycle4j.storage.spi.JournalEntry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which event a subscription delivers next, as its journal keeps it.
 *
 * @param kind {@code position}
 * @param name the name of the subscription
 * @param part the place of the next event in its entry
 * @param sequence the entry of the next event, from 1
 * @param undelivered what was set aside, in the order of the audit trail
 */
record EventPosition(String kind, String name, int part, long sequence, List<Aside> undelivered) {
  private static final String KIND = "position";

  /** An exception here marks the line as corrupt. */
  EventPosition {
    required(name, "name");
    undelivered = copy(undelivered, "undelivered events");
  }

  /** An event that was set aside. */
  record Aside(int attempts, String failure, int part, long sequence, Instant time) {
    ModelEvent event(EventSource source) {
      return source.delivered(sequence).stream()
          .filter(this::isOf)
          .findFirst()
          .orElseThrow(
              () ->
                  new CorruptDataException(
                      "Corrupt subscription: no event %s of entry %s".formatted(part, sequence)));
    }

    boolean isOf(ModelEvent event) {
      return event.sequence() == sequence && event.part() == part;
    }
  }

  static EventPosition at(String name, long sequence) {
    return new EventPosition(KIND, name, 0, sequence, List.of());
  }

  static EventPosition read(JournalEntry entry) {
    return Json.PLAIN.read(entry.payload(), EventPosition.class, "position of a subscription");
  }

  byte[] write() {
    return Json.PLAIN.write(this);
  }

  /** Returns why the event failed that was set aside last; empty if none is. */
  Optional<String> lastFailure() {
    return undelivered.stream()
        .reduce((one, next) -> next.time.isBefore(one.time) ? one : next)
        .map(Aside::failure);
  }

  boolean isAfter(EventPosition other) {
    return sequence == other.sequence ? part > other.part : sequence > other.sequence;
  }

  /** Returns the position before an entry. */
  EventPosition before(long entry) {
    return new EventPosition(kind, name, 0, entry, undelivered);
  }

  /** Returns the position after an event, perhaps the last one of its entry. */
  EventPosition after(ModelEvent event, boolean last) {
    return last
        ? before(event.sequence() + 1)
        : new EventPosition(kind, name, event.part() + 1, event.sequence(), undelivered);
  }

  /** Returns the same position with an event that is set aside, or was once more. */
  EventPosition with(ModelEvent event, int attempts, String failure, Instant time) {
    List<Aside> all = new ArrayList<>(without(event).undelivered);
    int place = 0;
    while (place < all.size() && isBefore(all.get(place), event)) {
      place++;
    }
    all.add(place, new Aside(attempts, failure, event.part(), event.sequence(), time));
    return new EventPosition(kind, name, part, sequence, all);
  }

  private static boolean isBefore(Aside aside, ModelEvent event) {
    return aside.sequence == event.sequence()
        ? aside.part < event.part()
        : aside.sequence < event.sequence();
  }

  EventPosition without(ModelEvent event) {
    List<Aside> rest = undelivered.stream().filter(aside -> !aside.isOf(event)).toList();
    return new EventPosition(kind, name, part, sequence, rest);
  }
}
