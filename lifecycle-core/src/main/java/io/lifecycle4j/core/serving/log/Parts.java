package io.lifecycle4j.core.serving.log;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import io.lifecycle4j.core.json.WithoutNulls;
import io.lifecycle4j.core.storage.ModelJournals.Kind;
import io.lifecycle4j.core.storage.StorageForms;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.serving.Retention;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.spi.JournalEntry;
import io.lifecycle4j.storage.spi.JournalState;
import io.lifecycle4j.storage.spi.JournalStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which predictions of a model are in parts: the state of its list, the journal {@code parts-ID}.
 * Not thread-safe.
 *
 * <p>Up to an entry, a journal of a session is <em>covered</em>: what it holds up to there counts
 * no more, since it is in a part or was dropped.
 */
final class Parts {
  private static final String STATE = "state";
  private static final int ATTEMPTS = 10;

  private final Map<BlobId, Part> all = new LinkedHashMap<>();

  /** What is to be deleted, and since when it is no part. */
  private final Map<BlobId, Instant> garbage = new LinkedHashMap<>();

  private final Map<String, Long> covered = new TreeMap<>();
  private final Map<String, Dropped> dropped = new TreeMap<>();
  private final Erasures erasures = new Erasures();

  /** The number of entries that were applied. */
  private long entries;

  /**
   * One entry of the journal.
   *
   * @param kind why: {@code planned}, {@code rolled}, {@code merged}, {@code dropped}, {@code
   *     erased}, {@code deleted}, {@code state}
   * @param removed the blobs that are no parts any more, or not yet, to be deleted
   * @param added the parts that are there now
   * @param covered the last entry of each journal that counts no more
   * @param deleted the blobs that were deleted
   * @param dropped what was in parts that the retention of a model did not keep
   * @param erased the erasures that began or went on
   */
  @WithoutNulls
  record Entry(
      String kind,
      Instant time,
      @Nullable List<BlobId> removed,
      @Nullable List<Part> added,
      @Nullable Map<String, Long> covered,
      @Nullable List<BlobId> deleted,
      @Nullable List<Dropped> dropped,
      @Nullable List<ErasedKey> erased) {
    Entry(String kind, Instant time) {
      this(kind, time, null, null, null, null, null, null);
    }

    Entry removing(List<BlobId> blobs) {
      return new Entry(kind, time, blobs, added, covered, deleted, dropped, erased);
    }

    Entry adding(List<Part> parts, Map<String, Long> journals) {
      return new Entry(
          kind, time, removed, parts, new TreeMap<>(journals), deleted, dropped, erased);
    }

    Entry deleting(List<BlobId> blobs) {
      return new Entry(kind, time, removed, added, covered, blobs, dropped, erased);
    }

    Entry dropping(List<Dropped> some) {
      return new Entry(kind, time, removed, added, covered, deleted, some, erased);
    }

    Entry erasing(List<ErasedKey> keys) {
      return new Entry(kind, time, removed, added, covered, deleted, dropped, keys);
    }
  }

  /**
   * What was dropped of a model.
   *
   * @param count how many predictions
   * @param first the time of the earliest
   * @param last the time of the latest
   */
  record Dropped(String model, long count, Instant first, Instant last) {
    static Dropped of(String model, List<Part> parts) {
      return parts.stream()
          .map(part -> new Dropped(model, part.count(), part.first(), part.last()))
          .reduce(Dropped::plus)
          .orElseThrow();
    }

    Dropped plus(Dropped other) {
      return new Dropped(
          model,
          count + other.count,
          first.isBefore(other.first) ? first : other.first,
          last.isAfter(other.last) ? last : other.last);
    }
  }

  /** Returns the name of the list of a model; who owns it may change what is in parts. */
  static String list(String model) {
    return Kind.PARTS.of(model);
  }

  /** Reads the state of today of a model, without opening its list for writing. */
  static Parts of(JournalStore journals, String model) {
    return read(journals, list(model));
  }

  /** Reads the state of today of a list, without opening it for writing. */
  static Parts read(JournalStore journals, String list) {
    for (int attempt = 1; ; attempt++) {
      Parts parts = new Parts();
      long first = journals.state(list).map(JournalState::first).orElse(1L);
      try {
        journals.read(list, first, parts::apply);
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
            entry.payload(), Entry.class, "entry " + entry.sequence() + " of a list of parts"));
  }

  void apply(Entry entry) {
    for (BlobId blob : requireNonNullElse(entry.removed(), List.<BlobId>of())) {
      all.remove(blob);
      erasures.removed(blob);
      garbage.put(blob, entry.time());
    }
    for (Part part : requireNonNullElse(entry.added(), List.<Part>of())) {
      all.put(part.blob(), part);
      garbage.remove(part.blob());
    }
    requireNonNullElse(entry.covered(), Map.<String, Long>of())
        .forEach(
            (journal, through) -> {
              covered.put(journal, through);
              erasures.covered(journal, through);
            });
    requireNonNullElse(entry.deleted(), List.<BlobId>of()).forEach(garbage::remove);
    for (Dropped more : requireNonNullElse(entry.dropped(), List.<Dropped>of())) {
      dropped.merge(
          more.model(), more, entry.kind().equals(STATE) ? (old, all) -> all : Dropped::plus);
    }
    if (entry.kind().equals(STATE)) {
      erasures.clear();
    }
    for (ErasedKey key : requireNonNullElse(entry.erased(), List.<ErasedKey>of())) {
      erasures.put(key, () -> of(key.model()).stream().map(Part::blob).toList(), this::covered);
    }
    entries++;
  }

  Erasures erasures() {
    return erasures;
  }

  /** Returns the parts that an erasure must still search. */
  List<Part> unsearched(ErasedKey key) {
    Set<BlobId> left = erasures.unsearched(key);
    return all.values().stream().filter(part -> left.contains(part.blob())).toList();
  }

  /**
   * Returns whether a prediction was erased, but its bytes are still there.
   *
   * @param part the part in which it is; null if it is in the journal
   */
  boolean isErased(
      String model, @Nullable BlobId part, String journal, long sequence, LogEntry entry) {
    String key = entry.key();
    return key != null
        && !erasures.isEmpty()
        && erasures.hiding(part, journal, sequence, entry.time()).stream()
            .anyMatch(one -> one.model().equals(model) && one.isOf(key));
  }

  /**
   * Returns an entry that has the same state as all so far.
   *
   * @param archived the erasures that it leaves out
   */
  Entry state(Instant time, Collection<ErasedKey> archived) {
    return new Entry(STATE, time)
        .removing(List.copyOf(garbage.keySet()))
        .adding(List.copyOf(all.values()), covered)
        .dropping(List.copyOf(dropped.values()))
        .erasing(erasures.state(archived));
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

  /** Returns the parts of a model that its retention does not keep. */
  List<Part> expired(String model, Retention retention, Instant now) {
    List<Part> newest =
        of(model).stream().sorted(Comparator.comparing(Part::newest).reversed()).toList();
    List<Part> expired = new ArrayList<>();
    long bytes = 0;
    for (Part part : newest) {
      bytes += part.bytes();
      boolean old =
          retention.age().filter(age -> part.newest().isBefore(now.minus(age))).isPresent();
      boolean large = bytes > retention.bytes().orElse(Long.MAX_VALUE) && bytes > part.bytes();
      if (old || large) {
        expired.add(part);
      }
    }
    return expired;
  }

  /** Returns what was dropped of a model; null if nothing was. */
  @Nullable Dropped dropped(String model) {
    return dropped.get(model);
  }

  long entries() {
    return entries;
  }
}
