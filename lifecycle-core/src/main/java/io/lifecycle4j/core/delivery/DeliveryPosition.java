package io.lifecycle4j.core.delivery;

import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.json.Json;
import io.lifecycle4j.storage.spi.JournalEntry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a listener receives next, as its journal stores it.
 *
 * @param kind {@code position}
 * @param name the name of the subscription or listener
 * @param part the part of the entry that is next
 * @param sequence the entry that is next, from 1
 * @param undelivered what was skipped, in the order of the entries
 */
public record DeliveryPosition(
    String kind, String name, int part, long sequence, List<Skipped> undelivered) {
  private static final String KIND = "position";

  /** An exception here marks the line as corrupt. */
  public DeliveryPosition {
    required(name, "name");
    undelivered = copy(undelivered, "undelivered");
  }

  /** What was skipped after too many attempts. */
  public record Skipped(int attempts, String failure, int part, long sequence, Instant time) {
    private boolean isOf(long entry, int place) {
      return sequence == entry && part == place;
    }
  }

  static DeliveryPosition at(String name, long sequence) {
    return new DeliveryPosition(KIND, name, 0, sequence, List.of());
  }

  /** Reads one from its journal. */
  public static DeliveryPosition read(JournalEntry entry) {
    return Json.PLAIN.read(entry.payload(), DeliveryPosition.class, "position of a subscription");
  }

  /** Returns the payload of its journal. */
  public byte[] write() {
    return Json.PLAIN.write(this);
  }

  /** Returns why what was skipped last failed; empty if nothing was. */
  public Optional<String> lastFailure() {
    return undelivered.stream()
        .reduce((one, next) -> next.time.isBefore(one.time) ? one : next)
        .map(Skipped::failure);
  }

  boolean isAfter(DeliveryPosition other) {
    return sequence == other.sequence ? part > other.part : sequence > other.sequence;
  }

  /** Returns whether something is still to be delivered. */
  boolean isBefore(Deliverable<?> next) {
    return next.sequence() > sequence || (next.sequence() == sequence && next.part() >= part);
  }

  /** Returns the position before an entry. */
  DeliveryPosition before(long entry) {
    return new DeliveryPosition(kind, name, 0, entry, undelivered);
  }

  /** Returns the position after something, perhaps the last of its entry. */
  DeliveryPosition after(Deliverable<?> done, boolean last) {
    return last
        ? before(done.sequence() + 1)
        : new DeliveryPosition(kind, name, done.part() + 1, done.sequence(), undelivered);
  }

  /** Returns the same position with something that is skipped, or was once more. */
  DeliveryPosition with(Skipped skipped) {
    List<Skipped> all = new ArrayList<>(without(skipped).undelivered);
    int place = 0;
    while (place < all.size() && isBefore(all.get(place), skipped)) {
      place++;
    }
    all.add(place, skipped);
    return new DeliveryPosition(kind, name, part, sequence, all);
  }

  private static boolean isBefore(Skipped one, Skipped other) {
    return one.sequence == other.sequence ? one.part < other.part : one.sequence < other.sequence;
  }

  DeliveryPosition without(Skipped skipped) {
    List<Skipped> rest =
        undelivered.stream().filter(each -> !each.isOf(skipped.sequence, skipped.part)).toList();
    return new DeliveryPosition(kind, name, part, sequence, rest);
  }
}
