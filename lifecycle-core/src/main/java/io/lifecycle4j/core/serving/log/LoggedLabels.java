package io.lifecycle4j.core.serving.log;

import io.lifecycle4j.core.serving.log.Part.Numbers;
import io.lifecycle4j.core.serving.log.PredictionJournals.Header;
import io.lifecycle4j.core.serving.truth.LabelRemoval;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.storage.spi.JournalEntry;
import io.lifecycle4j.storage.spi.Medium;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes the labels of predictions that are erased or dropped, as long as it can be read which.
 */
record LoggedLabels(Medium home, Parts parts) {
  private static final Logger LOG = LoggerFactory.getLogger(LoggedLabels.class);

  /** Removes the labels of what an erasure finds in a part, before it is found no more. */
  void erase(ErasedKey key, Part part) {
    Set<String> ids = new HashSet<>();
    for (Part.Chunk chunk : PartReader.chunks(home.blobs(), part)) {
      new PartReader(home.blobs(), part.blob(), chunk)
          .some(
              chunk.from(),
              entry -> {
                add(
                    chunk.header(),
                    entry,
                    (in, one) -> one.key() != null && key.isOf(one.key()),
                    ids);
                return true;
              });
    }
    new LabelRemoval(home, key.model()).erase(ids);
  }

  /**
   * Removes the labels of what an erasure hides in journals. Those in a journal that cannot be read
   * now are removed when it is moved.
   */
  void erase(ErasedKey key) {
    key.journals()
        .forEach(
            (journal, end) -> {
              try {
                eraseHidden(key.model(), journal, end);
              } catch (CorruptDataException e) {
                LOG.warn("Ground truth of erased predictions in {} is kept", journal, e);
              }
            });
  }

  /** Removes the labels of what erasures hide in the first entries of a journal. */
  void eraseHidden(String journal, long through) {
    if (parts.hasErased()) {
      eraseHidden(null, journal, through);
    }
  }

  private void eraseHidden(@Nullable String model, String journal, long through) {
    Map<String, Set<String>> found = new HashMap<>();
    each(
        journal,
        through,
        (header, entry) -> {
          if (model == null || model.equals(header.model())) {
            add(
                header,
                entry,
                (in, one) -> parts.isErased(header.model(), null, journal, in.sequence(), one),
                found.computeIfAbsent(header.model(), key -> new HashSet<>()));
          }
        });
    found.forEach((of, ids) -> new LabelRemoval(home, of).erase(ids));
  }

  private static void add(
      Header header,
      JournalEntry entry,
      BiPredicate<JournalEntry, LogEntry> erased,
      Set<String> ids) {
    PredictionCodec.decode(
        header.session(),
        null,
        entry.payload(),
        one -> {
          if (erased.test(entry, one.entry())) {
            ids.add(one.id());
          }
        });
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
   * Removes labels of a model that belong to no prediction any more, after some were dropped: those
   * of predictions that are older than all of their session that are left. If none is left, those
   * that were recorded before the last dropped prediction was made: later ones may be of a session
   * that has just begun.
   */
  void trim(String model) {
    Parts.Dropped dropped = parts.dropped(model);
    if (dropped != null) {
      try {
        trim(model, dropped.last());
      } catch (CorruptDataException e) { // what is left is not known
        LOG.warn("Ground truth of deleted predictions of {} is kept", model, e);
      }
    }
  }

  private void trim(String model, Instant last) {
    Map<String, Numbers> left = new HashMap<>();
    for (Part part : parts.of(model)) {
      PartReader.chunks(home.blobs(), part)
          .forEach(chunk -> left.merge(chunk.header().session(), chunk.numbers(), Numbers::plus));
    }
    for (String journal : PredictionJournals.names(home.journals())) {
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
