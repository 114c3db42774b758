package io.lifecycle4j.core.serving.log;

import static io.lifecycle4j.error.Preconditions.counted;

import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.storage.spi.Journal;
import io.lifecycle4j.storage.spi.JournalStore;
import io.lifecycle4j.storage.spi.Medium;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves the predictions of sessions from their journals to parts. Not thread-safe; only one at a
 * time can be open in all processes of a home.
 */
final class RollUp implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RollUp.class);

  private final JournalStore journals;
  private final PartsJournal parts;

  private RollUp(JournalStore journals, PartsJournal parts) {
    this.journals = journals;
    this.parts = parts;
  }

  /** Begins; returns null if another process or thread does this. */
  static @Nullable RollUp open(Medium home, InstantSource clock) {
    PartsJournal parts = PartsJournal.open(home, clock);
    return parts == null ? null : new RollUp(home.journals(), parts);
  }

  /** Returns the journals with predictions that no session writes to. */
  static List<String> ended(JournalStore journals) {
    Parts parts = Parts.read(journals);
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
    for (String name : ended(journals)) {
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
   */
  void move(String journal, long through) {
    long from = parts.parts().covered(journal) + 1;
    if (from > through) {
      return;
    }
    Part part = parts.store(writer -> write(journal, from, through, writer));
    List<Part> added = part == null ? List.of() : List.of(part);
    parts.replace("rolled", List.of(), added, Map.of(journal, through));
    LOG.debug("Moved {} from {}", counted(part == null ? 0 : part.count(), "prediction"), journal);
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
              writer.add(entry);
            }
          }
          return entry.sequence() < through;
        });
  }

  @Override
  public void close() {
    parts.close();
  }
}
