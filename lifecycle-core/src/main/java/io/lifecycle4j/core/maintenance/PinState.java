package io.lifecycle4j.core.maintenance;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.storage.StorageForms;
import io.lifecycle4j.error.ReadOnlyException;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.spi.JournalEntry;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The state that the entries of the journal {@code pins} add up to. Not thread-safe. */
final class PinState {
  private final Map<String, List<BlobId>> pins = new TreeMap<>();
  private final Map<String, Held> leases = new HashMap<>();

  /** A lease: what is put after {@code from} is kept until {@code until}. */
  record Held(Instant from, Instant until) {}

  void add(JournalEntry entry) {
    String what = "pin entry " + entry.sequence();
    PinLine line = StorageForms.JSON.read(entry.payload(), PinLine.class, what);
    switch (line.kind()) {
      case "pin" -> pins.put(line.name(), List.copyOf(line.blobs()));
      case "unpin" -> pins.remove(line.name());
      case "lease" ->
          leases.put(
              line.name(),
              new Held(required(line.from(), "from"), required(line.until(), "until")));
      case "release" -> leases.remove(line.name());
      default ->
          throw new ReadOnlyException(
              "Cannot read "
                  + what
                  + ": kind '"
                  + line.kind()
                  + "' (written by a newer version of Lifecycle4j)");
    }
  }

  Map<String, List<BlobId>> pins() {
    return pins;
  }

  /** Returns a lease that was not released; it may have expired. */
  Optional<Held> lease(String id) {
    return Optional.ofNullable(leases.get(id));
  }

  /** Returns when the oldest lease in effect was taken, {@link Instant#MAX} if there is none. */
  Instant heldSince(Instant now) {
    return leases.values().stream()
        .filter(lease -> lease.until().isAfter(now))
        .map(Held::from)
        .min(Instant::compareTo)
        .orElse(Instant.MAX);
  }
}
