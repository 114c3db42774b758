package io.lifecycle4j.core.serving.log;

import static io.lifecycle4j.error.Preconditions.counted;
import static java.util.Objects.requireNonNullElse;

import io.lifecycle4j.error.ClosedException;
import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.error.StorageFailedException;
import io.lifecycle4j.serving.Retention;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.spi.Journal;
import io.lifecycle4j.storage.spi.JournalEntry;
import io.lifecycle4j.storage.spi.JournalStore;
import io.lifecycle4j.storage.spi.Medium;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves the predictions of sessions of a model from their journals to parts. Not thread-safe; only
 * one at a time can be open for a model in all processes of a home.
 */
final class RollUp implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RollUp.class);

  /** Parts of a day are merged up to this size. */
  private static final long MOST_BYTES = 1 << 26;

  /** Parts of this size are not merged any more. */
  private static final long LARGE = MOST_BYTES / 2;

  /** So many small parts of a day are merged, though it has not ended. */
  private static final int MANY = 8;

  private final Medium home;
  private final JournalStore journals;
  private final PartsJournal parts;

  private RollUp(Medium home, PartsJournal parts) {
    this.home = home;
    this.journals = home.journals();
    this.parts = parts;
  }

  /**
   * Begins; returns null if another process or thread does this.
   *
   * @param list the list of the parts of the model
   */
  static @Nullable RollUp open(Medium home, String list, InstantSource clock) {
    PartsJournal parts = PartsJournal.open(home, list, clock);
    return parts == null ? null : new RollUp(home, parts);
  }

  /** Returns those of some journals that have predictions and that no session writes to. */
  static List<String> ended(JournalStore journals, Parts parts, List<String> names) {
    List<String> ended = new ArrayList<>();
    for (String name : names) {
      if (isEnded(journals, name, parts.covered(name))) {
        ended.add(name);
      }
    }
    return ended;
  }

  /** A journal that cannot be looked into may have predictions: moving them says why. */
  private static boolean isEnded(JournalStore journals, String journal, long covered) {
    try {
      return !journals.isOwned(journal)
          && journals
              .state(journal)
              .filter(state -> state.sequence() > covered || state.first() <= state.sequence())
              .isPresent();
    } catch (LifecycleException e) {
      LOG.debug("Cannot look into {}", journal, e);
      return true;
    }
  }

  LoggedLabels labels() {
    return new LoggedLabels(home, parts.parts());
  }

  PartsJournal parts() {
    return parts;
  }

  /** Moves what is in the journal of a session that has ended. */
  void moveEnded(String name) {
    try (Journal journal = journals.owned(name)) {
      journal.force(); // what is in a part counts there only, so that no power cut may undo it
      long through = journal.sequence();
      move(name, through);
      journal.trim(through + 1);
    } catch (ConflictException e) {
      LOG.debug("A session uses the journal again", e);
    }
  }

  /**
   * Moves the entries of a journal to a part.
   *
   * @param through the last entry to move, durable
   * @return how many predictions were moved
   */
  long move(String journal, long through) {
    long from = parts.parts().covered(journal) + 1;
    if (from > through) {
      return 0;
    }
    labels().hidden(journal, through).forEach(this::removeLabels);
    Part part = parts.store(writer -> write(journal, from, through, writer));
    List<Part> added = part == null ? List.of() : List.of(part);
    parts.replace("rolled", List.of(), added, Map.of(journal, through));
    long moved = part == null ? 0 : part.count();
    LOG.debug("Moved {} from {}", counted(moved, "prediction"), journal);
    return moved;
  }

  /** The upkeep, and any erasure of the model, removes later what cannot be removed now. */
  private void removeLabels(String model, Set<String> ids) {
    try {
      labels().remove(model, ids);
    } catch (LifecycleException e) {
      LOG.warn("Cannot remove ground truth of erased predictions of {}: tried again", model, e);
      parts.keep(parts.parts().erasures().of(model).get(0), ids);
    }
  }

  /**
   * Moves what a session that goes on has logged so far.
   *
   * @param moved receives how many predictions were moved, before they are trimmed
   */
  void moveRunning(SessionOpening session, LongConsumer moved) {
    var opened = session.opened();
    if (opened == null) {
      return;
    }
    try {
      long through = session.cut(opened);
      moved.accept(move(opened.name(), through));
      opened.journal().trim(through + 1);
    } catch (ClosedException e) {
      LOG.debug("The session has ended", e);
    }
  }

  /**
   * Drops the parts of a model that its retention does not keep, and deletes their bytes. Their
   * labels go first, so that a crash in between leaves none; if these cannot be removed, the parts
   * are dropped all the same, which makes room.
   */
  void drop(String model, List<Part> expired, Retention retention) {
    try {
      labels().trim(model, expired);
    } finally {
      if (!expired.isEmpty()) {
        drop(Parts.Dropped.of(model, expired), expired, retention);
      }
    }
  }

  private void drop(Parts.Dropped all, List<Part> expired, Retention retention) {
    parts.drop(all.model(), expired);
    LOG.info(
        "Deleted {} of {} from {} to {}: {}",
        counted(all.count(), "logged prediction"),
        all.model(),
        all.first(),
        all.last(),
        retention);
    parts.deleteGarbage(Instant.MAX);
  }

  /**
   * Returns the small parts of each model whose predictions begin on the same day (UTC), so that a
   * part can be dropped by its age. Those of today are merged only if they are many.
   */
  static Map<String, List<Part>> mergeable(Collection<Part> parts, Instant now) {
    Map<String, List<Part>> small = new TreeMap<>();
    for (Part part : parts) {
      if (part.bytes() < LARGE) {
        small
            .computeIfAbsent(day(part.first()) + " " + part.model(), key -> new ArrayList<>())
            .add(part);
      }
    }
    String today = day(now) + " ";
    small
        .entrySet()
        .removeIf(day -> day.getValue().size() < (day.getKey().startsWith(today) ? MANY : 2));
    return small;
  }

  private static LocalDate day(Instant time) {
    return LocalDate.ofInstant(time, ZoneOffset.UTC);
  }

  /** Merges small parts of a model and day. */
  void merge(List<Part> small) {
    List<Part> some = new ArrayList<>();
    long bytes = 0;
    for (Part part : small) {
      if (bytes + part.bytes() > MOST_BYTES) {
        replace(some);
        some = new ArrayList<>();
        bytes = 0;
      }
      some.add(part);
      bytes += part.bytes();
    }
    replace(some);
  }

  private void replace(List<Part> some) {
    if (some.size() > 1) {
      Map<String, Long> erased = new HashMap<>();
      Set<String> all = new HashSet<>();
      for (Part part : some) {
        labels()
            .find(part)
            .forEach(
                (id, ids) -> {
                  erased.merge(id, (long) ids.size(), Long::sum);
                  all.addAll(ids);
                });
      }
      if (!all.isEmpty()) {
        removeLabels(some.get(0).model(), all);
      }
      replace("merged", some, erased);
    }
  }

  /**
   * Replaces parts by one without what any erasure hides in them. None searches them again, so the
   * labels of all that must be removed or {@linkplain PartsJournal#keep kept} before.
   *
   * @param erased how many predictions, by the ids of the erasures
   */
  private void replace(String kind, List<Part> some, Map<String, Long> erased) {
    Part clean = parts.store(writer -> some.forEach(part -> copy(part, writer)));
    parts.clean(kind, some, clean, erased);
  }

  private void copy(Part part, PartWriter writer) {
    String[] journal = {""};
    PartReader.all(
        home.blobs(),
        part,
        chunk -> {
          journal[0] = chunk.journal();
          writer.begin(chunk.header(), chunk.journal());
        },
        entry -> writer.add(clean(part.model(), part.blob(), journal[0], entry)));
  }

  /** Reads a part, so that a corrupt one throws. */
  void verify(Part part) {
    PartReader.all(home.blobs(), part, chunk -> {}, entry -> {});
  }

  private void write(String journal, long from, long through, PartWriter writer) {
    SessionReading.some(
        journals,
        journal,
        from,
        entry -> {
          if (entry.sequence() <= through) {
            if (PredictionJournals.isHeader(entry)) {
              writer.begin(PredictionJournals.header(entry, journal), journal);
            } else {
              writer.add(clean(writer.model(), null, journal, entry));
            }
          }
          return entry.sequence() < through;
        });
  }

  /** Returns an entry without what was erased. */
  private JournalEntry clean(
      String model, @Nullable BlobId part, String journal, JournalEntry entry) {
    byte[] payload =
        PredictionCodec.erase(
            entry.payload(),
            one -> parts.parts().isErased(model, part, journal, entry.sequence(), one));
    return new JournalEntry(entry.sequence(), payload);
  }

  /**
   * What an erasure has done so far.
   *
   * @param left what is still to be searched or deleted, and why, in words
   */
  record Search(ErasedKey key, List<String> left) {}

  /**
   * Erases the predictions with a key from all parts; begins with an entry, after which no reader
   * sees them.
   */
  Search erase(ErasedKey key) {
    parts.erase(key);
    return search(key);
  }

  /** Searches the parts that an erasure has not searched yet, and deletes what was replaced. */
  Search search(ErasedKey key) {
    List<String> left = new ArrayList<>();
    List<BlobId> unread = new ArrayList<>();
    Map<Part, Map<String, List<String>>> found = new LinkedHashMap<>();
    for (Part part : parts.parts().unsearched(key)) {
      attempt(part, unread, left, () -> found.put(part, labels().find(part)));
    }
    found.values().removeIf(erased -> !erased.containsKey(key.id()));
    removeLabels(key, found.values(), left);
    ErasedKey[] now = {key};
    found.forEach(
        (part, erased) -> attempt(part, unread, left, () -> now[0] = replace(key, part, erased)));
    attempt("bytes that were replaced", left, this::deleteReplaced);
    attempt(
        "what is on record of the erasure",
        left,
        () -> now[0] = parts.record(key, left.isEmpty(), unread));
    return new Search(now[0], left);
  }

  private static boolean attempt(String what, List<String> left, Runnable work) {
    try {
      work.run();
      return true;
    } catch (LifecycleException e) {
      left.add(what + " (" + e.getMessage() + ")");
      return false;
    }
  }

  private static void attempt(Part part, List<BlobId> unread, List<String> left, Runnable work) {
    if (!attempt("part " + part.blob(), left, work)) {
      unread.add(part.blob());
    }
  }

  /** Removes the labels of what was found, all at once, since that may copy all others. */
  private void removeLabels(
      ErasedKey key, Collection<Map<String, List<String>>> found, List<String> left) {
    Set<String> ids =
        new HashSet<>(requireNonNullElse(parts.parts().erasures().now(key).labels(), List.of()));
    found.forEach(erased -> erased.values().forEach(ids::addAll));
    boolean done =
        attempt(
            "ground truth",
            left,
            () -> {
              ids.addAll(labels().hidden(key));
              labels().remove(key.model(), ids);
            });
    if (!done) {
      parts.keep(key, ids);
    }
  }

  private ErasedKey replace(ErasedKey key, Part part, Map<String, List<String>> erased) {
    Map<String, Long> counts = new HashMap<>();
    erased.forEach((id, ids) -> counts.put(id, (long) ids.size()));
    replace("erased", List.of(part), counts);
    return parts.parts().erasures().now(key);
  }

  private void deleteReplaced() {
    parts.deleteGarbage(Instant.MAX);
    int kept = parts.parts().garbage(Instant.MAX).size();
    if (kept > 0) {
      throw new StorageFailedException(counted(kept, "blob") + " still stored");
    }
  }

  @Override
  public void close() {
    parts.close();
  }
}
