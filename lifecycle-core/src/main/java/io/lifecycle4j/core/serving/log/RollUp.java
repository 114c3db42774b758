package io.lifecycle4j.core.serving.log;

import static io.lifecycle4j.error.Preconditions.counted;

import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.serving.Retention;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.spi.Journal;
import io.lifecycle4j.storage.spi.JournalEntry;
import io.lifecycle4j.storage.spi.JournalState;
import io.lifecycle4j.storage.spi.JournalStore;
import io.lifecycle4j.storage.spi.Medium;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves the predictions of sessions from their journals to parts. Not thread-safe; only one at a
 * time can be open in all processes of a home.
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

  /** Begins; returns null if another process or thread does this. */
  static @Nullable RollUp open(Medium home, InstantSource clock) {
    PartsJournal parts = PartsJournal.open(home, clock);
    if (parts == null) {
      return null;
    }
    RollUp opened = new RollUp(home, parts);
    boolean resumed = false;
    try {
      parts.parts().erasing().forEach(opened::search); // what a crash left
      resumed = true;
    } finally {
      if (!resumed) {
        parts.close();
      }
    }
    return opened;
  }

  /** Returns the journals with predictions that no session writes to. */
  static List<String> ended(JournalStore journals, Parts parts) {
    List<String> ended = new ArrayList<>();
    for (String name : PredictionJournals.names(journals)) {
      if (!journals.isOwned(name) && !isEmpty(journals, name, parts.covered(name))) {
        ended.add(name);
      }
    }
    return ended;
  }

  private static boolean isEmpty(JournalStore journals, String journal, long covered) {
    return journals
        .state(journal)
        .filter(state -> state.sequence() > covered || state.first() <= state.sequence())
        .isEmpty();
  }

  PartsJournal parts() {
    return parts;
  }

  /** Moves what is in the journals of sessions that have ended; one that is corrupt stays. */
  void moveEnded() {
    for (String name : ended(journals, parts.parts())) {
      try (Journal journal = journals.owned(name)) {
        journal.force(); // what is in a part counts there only, so that no power cut may undo it
        long through = journal.sequence();
        move(name, through);
        journal.trim(through + 1);
      } catch (ConflictException e) {
        LOG.debug("A session uses the journal again", e);
      } catch (LifecycleException e) {
        LOG.warn("The predictions in {} stay where they are", name, e);
      }
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
    Part part = parts.store(writer -> write(journal, from, through, writer));
    List<Part> added = part == null ? List.of() : List.of(part);
    parts.replace("rolled", List.of(), added, Map.of(journal, through));
    long moved = part == null ? 0 : part.count();
    LOG.debug("Moved {} from {}", counted(moved, "prediction"), journal);
    return moved;
  }

  /**
   * Moves what a session that goes on has logged so far.
   *
   * @param moved receives how many predictions were moved, before they are trimmed
   */
  void moveRunning(SessionOpening session, LongConsumer moved) {
    SessionOpening.Opened opened = session.opened();
    if (opened == null) {
      return;
    }
    try {
      long through = session.cut(opened);
      moved.accept(move(opened.name(), through));
      opened.journal().trim(through + 1);
    } catch (IllegalStateException e) {
      LOG.debug("The session has ended", e);
    } catch (LifecycleException e) {
      LOG.warn("The predictions in {} stay where they are", opened.name(), e);
    }
  }

  /** Drops the parts of a model that its retention does not keep, and deletes their bytes. */
  void drop(String model, List<Part> expired, Retention retention) {
    if (!expired.isEmpty()) {
      parts.drop(model, expired);
      parts.deleteGarbage(Instant.MAX);
      Parts.Dropped all = Parts.Dropped.of(model, expired);
      LOG.info(
          "Deleted {} of {} from {} to {}: {}",
          counted(all.count(), "logged prediction"),
          model,
          all.first(),
          all.last(),
          retention);
    }
  }

  /**
   * Merges small parts of a model whose predictions begin on the same day (UTC), so that a part can
   * be dropped by its age. Those of today are merged only if they are many.
   */
  void merge(Instant now) {
    Map<String, List<Part>> small = new TreeMap<>();
    for (Part part : parts.parts().all()) {
      if (part.bytes() < LARGE) {
        small
            .computeIfAbsent(day(part.first()) + " " + part.model(), key -> new ArrayList<>())
            .add(part);
      }
    }
    small.forEach(
        (key, some) -> {
          boolean isToday = key.startsWith(day(now) + " ");
          if (some.size() >= (isToday ? MANY : 2)) {
            merge(some);
          }
        });
  }

  private static LocalDate day(Instant time) {
    return LocalDate.ofInstant(time, ZoneOffset.UTC);
  }

  private void merge(List<Part> small) {
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
      Part merged = parts.store(writer -> some.forEach(part -> copy(part, writer)));
      parts.replace("merged", some, merged == null ? List.of() : List.of(merged), Map.of());
    }
  }

  private void copy(Part part, PartWriter writer) {
    for (Part.Chunk chunk : PartReader.chunks(home.blobs(), part)) {
      writer.begin(chunk.header(), chunk.journal());
      new PartReader(home.blobs(), part.blob(), chunk)
          .some(
              chunk.from(),
              entry -> {
                writer.add(clean(part.model(), part.blob(), chunk.journal(), entry));
                return true;
              });
    }
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
   * Erases the predictions with a key from all parts; begins with an entry, after which no reader
   * sees them.
   */
  ErasedKey erase(ErasedKey key) {
    parts.erase(key);
    return search(key);
  }

  private ErasedKey search(ErasedKey key) {
    ErasedKey now = key;
    for (Part part : parts.parts().unsearched(key)) {
      long count = count(key, part);
      if (count > 0) {
        Part clean = parts.store(writer -> copy(part, writer));
        now = now.more(count);
        parts.erase(now, part, clean);
      }
    }
    parts.deleteGarbage(Instant.MAX);
    now = now.complete();
    parts.erase(now);
    return now;
  }

  private long count(ErasedKey key, Part part) {
    long[] count = {0};
    for (Part.Chunk chunk : PartReader.chunks(home.blobs(), part)) {
      new PartReader(home.blobs(), part.blob(), chunk)
          .some(
              chunk.from(),
              entry -> {
                count[0] += count(entry, key::isOf);
                return true;
              });
    }
    return count[0];
  }

  private static long count(JournalEntry entry, Predicate<String> keys) {
    long[] count = {0};
    PredictionCodec.decode(
        "",
        null,
        entry.payload(),
        one -> count[0] += one.findKey().filter(keys).isPresent() ? 1 : 0);
    return count[0];
  }

  /** Returns the last entry of each journal with predictions. */
  Map<String, Long> ends() {
    Map<String, Long> ends = new TreeMap<>();
    for (String name : PredictionJournals.names(journals)) {
      long end = journals.state(name).map(JournalState::sequence).orElse(0L);
      if (end > parts.parts().covered(name)) {
        ends.put(name, end);
      }
    }
    return ends;
  }

  /** Counts the predictions of a model with a key that are in journals. */
  long count(String model, String key, Map<String, Long> ends) {
    long[] count = {0};
    ends.forEach(
        (journal, end) -> {
          boolean[] wanted = {false};
          SessionReading.some(
              journals,
              journal,
              parts.parts().covered(journal) + 1,
              entry -> {
                if (PredictionJournals.isHeader(entry)) {
                  wanted[0] = PredictionJournals.header(entry, journal).model().equals(model);
                } else if (wanted[0] && entry.sequence() <= end) {
                  count[0] += count(entry, key::equals);
                }
                return entry.sequence() < end;
              });
        });
    return count[0];
  }

  @Override
  public void close() {
    parts.close();
  }
}
