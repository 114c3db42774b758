package io.lifecycle4j.core.serving.log;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import io.lifecycle4j.core.json.WithoutNulls;
import io.lifecycle4j.core.storage.StorageForms;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.spi.JournalEntry;
import io.lifecycle4j.storage.spi.JournalState;
import io.lifecycle4j.storage.spi.JournalStore;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which predictions of a home are in parts: the state of the journal {@code predictions}. Not
 * thread-safe.
 *
 * <p>Up to an entry, a journal of a session is <em>covered</em>: what it holds up to there counts
 * no more, since it is in a part or was dropped.
 */
final class Parts {
  /** The journal; who owns it may change what is in parts. */
  static final String JOURNAL = "predictions";

  private static final int ATTEMPTS = 10;

  private final Map<BlobId, Part> all = new LinkedHashMap<>();

  /** What is to be deleted, and since when it is no part. */
  private final Map<BlobId, Instant> garbage = new LinkedHashMap<>();

  private final Map<String, Long> covered = new TreeMap<>();

  /** The number of entries that were applied. */
  private long entries;

  /**
   * One entry of the journal.
   *
   * @param kind why: {@code planned}, {@code rolled}, {@code merged}, {@code deleted}, {@code
   *     state}
   * @param removed the blobs that are no parts any more, or not yet, to be deleted
   * @param added the parts that are there now
   * @param covered the last entry of each journal that counts no more
   * @param deleted the blobs that were deleted
   */
  @WithoutNulls
  record Entry(
      String kind,
      Instant time,
      @Nullable List<BlobId> removed,
      @Nullable List<Part> added,
      @Nullable Map<String, Long> covered,
      @Nullable List<BlobId> deleted) {}

  /** Reads the state of today, without opening the journal for writing. */
  static Parts read(JournalStore journals) {
    for (int attempt = 1; ; attempt++) {
      Parts parts = new Parts();
      long first = journals.state(JOURNAL).map(JournalState::first).orElse(1L);
      try {
        journals.read(JOURNAL, first, parts::apply);
        return parts;
      } catch (NotFoundException e) { // trimmed since
        if (attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  void apply(JournalEntry entry) {
    apply(
        StorageForms.JSON.read(
            entry.payload(), Entry.class, JOURNAL + " entry " + entry.sequence()));
  }

  void apply(Entry entry) {
    for (BlobId blob : requireNonNullElse(entry.removed(), List.<BlobId>of())) {
      all.remove(blob);
      garbage.put(blob, entry.time());
    }
    for (Part part : requireNonNullElse(entry.added(), List.<Part>of())) {
      all.put(part.blob(), part);
      garbage.remove(part.blob());
    }
    covered.putAll(requireNonNullElse(entry.covered(), Map.<String, Long>of()));
    requireNonNullElse(entry.deleted(), List.<BlobId>of()).forEach(garbage::remove);
    entries++;
  }

  /** Returns an entry that has the same state as all so far. */
  Entry state(Instant time) {
    return new Entry(
        "state",
        time,
        List.copyOf(garbage.keySet()),
        List.copyOf(all.values()),
        new TreeMap<>(covered),
        null);
  }

  Collection<Part> all() {
    return all.values();
  }

  List<Part> of(String model) {
    return all.values().stream().filter(part -> part.model().equals(model)).toList();
  }

  /** Returns the last entry of a journal that counts no more, 0 if all do. */
  long covered(String journal) {
    return covered.getOrDefault(journal, 0L);
  }

  /** Returns blobs to be deleted that are no parts since a time or longer. */
  List<BlobId> garbage(Instant before) {
    return garbage.keySet().stream()
        .filter(blob -> !requireNonNull(garbage.get(blob)).isAfter(before))
        .toList();
  }

  long entries() {
    return entries;
  }
}
