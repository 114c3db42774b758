package io.lifecycle4j.core.serving.log;

import static io.lifecycle4j.error.Preconditions.check;

import io.lifecycle4j.core.error.Closing;
import io.lifecycle4j.core.hash.Ids;
import io.lifecycle4j.core.json.WithoutNulls;
import io.lifecycle4j.core.schema.SchemaForms;
import io.lifecycle4j.core.storage.JournalClosing;
import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.storage.spi.Batch;
import io.lifecycle4j.storage.spi.Journal;
import io.lifecycle4j.storage.spi.JournalEntry;
import io.lifecycle4j.storage.spi.JournalStore;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens the journals that predictions are logged to. */
public final class PredictionJournals {
  private static final int VERSION = 1;
  private static final String PREFIX = "predictions-";

  private static final Logger LOG = LoggerFactory.getLogger(PredictionJournals.class);

  private PredictionJournals() {}

  /**
   * The first entry of a journal: the model and session of its predictions.
   *
   * @param inputs the columns of the inputs; null if none are logged
   */
  @WithoutNulls
  record Header(int v, String model, String session, Instant started, @Nullable Schema inputs) {
    Header {
      check(
          v == VERSION,
          "Invalid form of a log of predictions: %s (this library reads %s, another version wrote"
              + " it)",
          v,
          VERSION);
    }
  }

  /**
   * Returns whether a journal holds predictions. It needs no blobs: a prediction names a version by
   * its number, and the registry keeps versions.
   */
  public static boolean owns(String journal) {
    return journal.startsWith(PREFIX);
  }

  /**
   * Returns a supplier that opens the journal of a session and writes its header.
   *
   * <p>It may be called again after a failure, or if the disk lost the header; the header is
   * written once.
   *
   * @param session the prefix of prediction ids, unique in the home
   * @param inputs the columns of inputs to be logged; null if none are
   * @return opens the journal, which the caller closes
   */
  public static Supplier<Journal> opening(
      JournalStore journals,
      String model,
      String session,
      @Nullable Schema inputs,
      InstantSource clock) {
    UUID token = Ids.token();
    Schema kept = inputs == null ? null : SchemaForms.withoutSecrets(inputs);
    // Written now: an error that strikes the thread of the log, in a class of the JSON library that
    // it is the first to use, would leave that class dead for ever, and the log without a header.
    byte[] header =
        SchemaForms.JSON.write(new Header(VERSION, model, session, clock.instant(), kept));
    return () -> open(journals, session, token, header);
  }

  /** Returns whether an entry is a header, and no predictions. */
  static boolean isHeader(JournalEntry entry) {
    return entry.payload()[0] == '{';
  }

  static Header header(JournalEntry entry, String journal) {
    return SchemaForms.JSON.read(entry.payload(), Header.class, "header of " + journal);
  }

  /** Returns the journals of the sessions of all models. */
  static List<String> names(JournalStore journals) {
    return journals.names().stream().filter(PredictionJournals::owns).toList();
  }

  /**
   * Reads the header that an entry of a journal is; null if there is no such entry, because none
   * was written, or it was lost.
   *
   * @throws NotFoundException if the entry was trimmed
   */
  static @Nullable Header header(JournalStore journals, String journal, long first) {
    Header[] header = new Header[1];
    SessionReading.some(
        journals,
        journal,
        first,
        entry -> {
          header[0] = header(entry, journal);
          return false;
        });
    return header[0];
  }

  /**
   * Opens a journal that no session uses, and whose entries were all moved to a part; or a new one.
   * So there are about as many as sessions ever ran at once.
   */
  private static Journal free(JournalStore journals, String session) {
    List<String> names = names(journals);
    for (String name : names.contains(PREFIX + session) ? List.<String>of() : names) {
      if (isEmpty(journals, name) && !journals.isOwned(name)) {
        try {
          Journal journal = journals.owned(name);
          if (isEmpty(journals, name)) {
            return journal;
          }
          JournalClosing.despiteErrors(journal); // another session was faster, and has ended
        } catch (ConflictException e) {
          LOG.debug("Another session was faster", e);
        }
      }
    }
    return journals.owned(PREFIX + session);
  }

  private static boolean isEmpty(JournalStore journals, String name) {
    return journals.state(name).filter(state -> state.first() > state.sequence()).isPresent();
  }

  @SuppressWarnings("checkstyle:IllegalCatch") // an Error must not keep the journal open either
  private static Journal open(JournalStore journals, String session, UUID token, byte[] header) {
    Journal journal = free(journals, session);
    try {
      journal.append(new Batch(token, Batch.ANY, List.of(header), Durability.PROCESS));
      return journal;
    } catch (RuntimeException | Error e) {
      try {
        JournalClosing.despiteErrors(journal);
      } catch (RuntimeException | Error next) {
        Closing.suppress(e, next);
      }
      throw e;
    }
  }
}
