package io.lifecycle4j.core.serving;

import io.lifecycle4j.core.hash.Ids;
import io.lifecycle4j.core.json.Json;
import io.lifecycle4j.core.storage.References;
import io.lifecycle4j.storage.Batch;
import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.storage.Journal;
import io.lifecycle4j.storage.JournalStore;
import java.time.Instant;
import java.util.List;

/** Opens the journals that predictions are logged to. */
public final class PredictionJournals {
  private static final int VERSION = 1;
  private static final String PREFIX = "predictions-";

  private PredictionJournals() {}

  /** The first entry of a journal: whose predictions it holds. */
  record Header(int v, String model, String session, Instant started) {}

  /**
   * Tells which journals hold predictions; they need no blobs.
   *
   * @return the references
   */
  public static References references() {
    return new References() {
      @Override
      public boolean owns(String journal) {
        return journal.startsWith(PREFIX);
      }

      @Override
      public void walk(Visitor visitor) {
        // a prediction names a model version by its number, and that keeps itself
      }
    };
  }

  /**
   * Opens the journal of a session, and says at its beginning whose it is.
   *
   * @param journals keeps journals
   * @param model the name of the model
   * @param session begins the ids of its predictions, unique in the home
   * @param started when the first prediction is written
   * @return the journal; close it
   */
  public static Journal open(JournalStore journals, String model, String session, Instant started) {
    Journal journal = journals.owned(PREFIX + session);
    try {
      byte[] header = Json.write(new Header(VERSION, model, session, started));
      journal.append(new Batch(Ids.token(), 0, List.of(header), Durability.PROCESS));
      return journal;
    } catch (RuntimeException e) {
      journal.close();
      throw e;
    }
  }
}
