package io.lifecycle4j.core.serving;

import static io.lifecycle4j.error.Preconditions.check;

import io.lifecycle4j.core.error.Closing;
import io.lifecycle4j.core.hash.Ids;
import io.lifecycle4j.core.json.Json;
import io.lifecycle4j.core.storage.JournalClosing;
import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.storage.spi.Batch;
import io.lifecycle4j.storage.spi.Journal;
import io.lifecycle4j.storage.spi.JournalStore;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;

/** Opens the journals that predictions are logged to. */
public final class PredictionJournals {
  private static final int VERSION = 1;
  private static final String PREFIX = "predictions-";

  private PredictionJournals() {}

  /** The first entry of a journal: the model and session of its predictions. */
  record Header(int v, String model, String session, Instant started) {
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
   * @return opens the journal, which the caller closes
   */
  public static Supplier<Journal> opening(
      JournalStore journals, String model, String session, InstantSource clock) {
    UUID token = Ids.token();
    return () -> {
      byte[] header = Json.PLAIN.write(new Header(VERSION, model, session, clock.instant()));
      return open(journals, session, new Batch(token, 0, List.of(header), Durability.PROCESS));
    };
  }

  @SuppressWarnings("checkstyle:IllegalCatch") // an Error must not keep the journal open either
  private static Journal open(JournalStore journals, String session, Batch header) {
    Journal journal = journals.owned(PREFIX + session);
    try {
      journal.append(header);
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
