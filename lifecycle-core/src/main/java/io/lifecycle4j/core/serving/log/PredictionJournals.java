package io.lifecycle4j.core.serving.log;

import static io.lifecycle4j.error.Preconditions.check;

import io.lifecycle4j.core.json.WithoutNulls;
import io.lifecycle4j.core.schema.SchemaForms;
import io.lifecycle4j.core.storage.ModelJournals;
import io.lifecycle4j.core.storage.ModelJournals.Kind;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.storage.spi.JournalEntry;
import io.lifecycle4j.storage.spi.JournalStore;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Opens the journals that predictions are logged to. */
public final class PredictionJournals {
  private static final int VERSION = 2;

  private PredictionJournals() {}

  /**
   * The first entry of a journal: the model and session of its predictions.
   *
   * @param inputs the columns of the inputs; null if none are logged
   * @param processor that of the process
   */
  @WithoutNulls
  record Header(
      int v,
      String model,
      String session,
      Instant started,
      @Nullable Schema inputs,
      String processor) {
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
   * Returns what opens the journal of a session and writes its header.
   *
   * @param session the prefix of prediction ids, unique in the home
   * @param inputs the columns of inputs to be logged; null if none are
   * @param processor that of this process, which may matter for the bits of answers
   */
  public static SessionOpening opening(
      JournalStore journals,
      String model,
      String session,
      @Nullable Schema inputs,
      String processor,
      InstantSource clock) {
    Schema kept = inputs == null ? null : SchemaForms.withoutSecrets(inputs);
    // Written now: an error that strikes the thread of the log, in a class of the JSON library that
    // it is the first to use, would leave that class dead for ever, and the log without a header.
    byte[] header =
        SchemaForms.JSON.write(
            new Header(VERSION, model, session, clock.instant(), kept, processor));
    return new SessionOpening(journals, all(journals, model), session, header);
  }

  private static ModelJournals all(JournalStore journals, String model) {
    return new ModelJournals(journals, Kind.PREDICTIONS, model);
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
    return Kind.PREDICTIONS.names(journals);
  }

  /** Returns the journals of the sessions of a model. */
  static List<String> names(JournalStore journals, String model) {
    return all(journals, model).names();
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
}
