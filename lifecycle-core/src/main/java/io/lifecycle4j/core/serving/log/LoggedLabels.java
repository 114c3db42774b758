package io.lifecycle4j.core.serving.log;

import io.lifecycle4j.core.serving.log.Part.Numbers;
import io.lifecycle4j.core.serving.log.PredictionJournals.Header;
import io.lifecycle4j.core.serving.truth.LabelRemoval;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.storage.spi.JournalEntry;
import io.lifecycle4j.storage.spi.JournalState;
import io.lifecycle4j.storage.spi.Medium;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes the labels of predictions that are erased or dropped, as long as it can be read which.
 */
record LoggedLabels(Medium home, Parts parts) {
  private static final Logger LOG = LoggerFactory.getLogger(LoggedLabels.class);

  /** Removes the labels of predictions of a model. */
  void remove(String model, Set<String> ids) {
    new LabelRemoval(home, model).erase(ids);
  }

  /** Returns what the erasures that must still search a part must remove in it, by their ids. */
  Map<String, List<String>> find(Part part) {
    Map<String, List<String>> found = new HashMap<>();
    List<ErasedKey> keys = parts.erasures().searching(part.blob());
    if (!keys.isEmpty()) {
      String[] session = {""};
      PartReader.all(
          home.blobs(),
          part,
          chunk -> session[0] = chunk.header().session(),
          entry -> keys.forEach(key -> add(session[0], entry, key, found)));
    }
    return found;
  }

  private static void add(
      String session, JournalEntry entry, ErasedKey key, Map<String, List<String>> found) {
    List<String> ids = new ArrayList<>();
    add(session, entry, one -> one.key() != null && key.isOf(one.key()), ids);
    if (!ids.isEmpty()) {
      found.computeIfAbsent(key.id(), id -> new ArrayList<>()).addAll(ids);
    }
  }

  /**
   * Returns what an erasure hides in journals. What is in a journal that cannot be read now is
   * found when it is moved.
   */
  Set<String> hidden(ErasedKey key) {
    Set<String> ids = new HashSet<>();
    key.journals()
        .forEach(
            (journal, end) -> {
              try {
                ids.addAll(hidden(journal, end).getOrDefault(key.model(), Set.of()));
              } catch (CorruptDataException e) {
                LOG.warn("Ground truth of erased predictions in {} is kept", journal, e);
              }
            });
    return ids;
  }

  /** Returns what erasures hide in the first entries of a journal, of each model. */
  Map<String, Set<String>> hidden(String journal, long through) {
    Map<String, Set<String>> found = new HashMap<>();
    if (!parts.erasures().isEmpty()) {
      each(
          journal,
          through,
          (header, entry) ->
              add(
                  header.session(),
                  entry,
                  one -> parts.isErased(header.model(), null, journal, entry.sequence(), one),
                  found.computeIfAbsent(header.model(), model -> new HashSet<>())));
    }
    return found;
  }

  private static void add(
      String session, JournalEntry entry, Predicate<LogEntry> erased, Collection<String> ids) {
    PredictionCodec.decode(
        session,
        null,
        entry.payload(),
        one -> {
          if (erased.test(one.entry())) {
            ids.add(one.id());
          }
        });
  }

  /**
   * What is in the journals of sessions about a key.
   *
   * @param ends the last entry of each journal
   * @param count how many predictions of the model have the key
   * @param unread the journals that could not be read, and why, in words
   */
  record InJournals(Map<String, Long> ends, long count, List<String> unread) {}

  /** Searches the journals for predictions of a model with a key. */
  InJournals inJournals(String model, String key) {
    Map<String, Long> ends = new TreeMap<>();
    long count = 0;
    List<String> unread = new ArrayList<>();
    for (String name : PredictionJournals.names(home.journals(), model)) {
      try {
        long end = home.journals().state(name).map(JournalState::sequence).orElse(0L);
        ends.put(name, end);
        count += count(model, key, name, end);
      } catch (LifecycleException e) {
        unread.add("journal " + name + " (" + e.getMessage() + ")");
      }
    }
    return new InJournals(ends, count, unread);
  }

  /** Counts the predictions of a model with a key in the first entries of a journal. */
  private long count(String model, String key, String journal, long through) {
    List<String> ids = new ArrayList<>();
    each(
        journal,
        through,
        (header, entry) -> {
          if (header.model().equals(model)) {
            add("", entry, one -> key.equals(one.key()), ids);
          }
        });
    return ids.size();
  }

  /** Reads what counts in the first entries of a journal. */
  private void each(String journal, long through, BiConsumer<Header, JournalEntry> action) {
    long from = parts.covered(journal) + 1;
    if (from > through) {
      return;
    }
    @Nullable Header[] header = {null};
    SessionReading.some(
        home.journals(),
        journal,
        from,
        entry -> {
          Header now = header[0];
          if (PredictionJournals.isHeader(entry)) {
            header[0] = PredictionJournals.header(entry, journal);
          } else if (now != null) {
            action.accept(now, entry);
          }
          return entry.sequence() < through;
        });
  }

  /**
   * Removes labels of a model that belong to no prediction any more, as some were dropped or are
   * now: those of predictions that are older than all of their session that are left. If none is
   * left, those that were recorded before the last dropped prediction was made: later ones may be
   * of a session that has just begun.
   *
   * @param expired the parts that are dropped now
   */
  void trim(String model, List<Part> expired) {
    Stream.concat(
            Stream.ofNullable(parts.dropped(model)).map(Parts.Dropped::last),
            expired.stream().map(Part::last))
        .max(Comparator.naturalOrder())
        .ifPresent(
            last -> {
              try {
                trim(model, expired, last);
              } catch (CorruptDataException e) { // what is left is not known
                LOG.warn("Ground truth of deleted predictions of {} is kept", model, e);
              }
            });
  }

  private void trim(String model, List<Part> expired, Instant last) {
    Map<String, Numbers> left = new HashMap<>();
    List<Part> kept = new ArrayList<>(parts.of(model));
    kept.removeAll(expired);
    for (Part part : kept) {
      PartReader.chunks(home.blobs(), part)
          .forEach(chunk -> left.merge(chunk.header().session(), chunk.numbers(), Numbers::plus));
    }
    for (String journal : PredictionJournals.names(home.journals(), model)) {
      each(journal, Long.MAX_VALUE, (header, entry) -> addNumbers(model, header, entry, left));
    }
    new LabelRemoval(home, model)
        .trim(
            (session, number, time) -> {
              Numbers numbers = left.get(session);
              return numbers == null ? !time.isBefore(last) : number >= numbers.lowest();
            });
  }

  private static void addNumbers(
      String model, Header header, JournalEntry entry, Map<String, Numbers> left) {
    if (header.model().equals(model)) {
      PredictionCodec.decode(
          "",
          null,
          entry.payload(),
          one ->
              left.merge(header.session(), Numbers.NONE.with(one.entry().number()), Numbers::plus));
    }
  }
}
