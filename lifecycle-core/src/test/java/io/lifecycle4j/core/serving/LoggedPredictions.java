package io.lifecycle4j.core.serving;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.storage.JournalEntry;
import io.lifecycle4j.storage.JournalStore;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Logs predictions as a model that serves does, for tests of what is left of them. */
public final class LoggedPredictions {
  private LoggedPredictions() {}

  /** Logs one prediction in a session of its own; it is forced on return unless that failed. */
  public static void log(JournalStore journals, String session, long number) {
    try (PredictionLog log =
        new PredictionLog(
            "line", () -> PredictionJournals.open(journals, "line", session, Fixtures.TIME))) {
      Answer<String> answer = new Answer<>("yes", 0.5);
      log.append(new PredictionLog.Entry(number, Fixtures.TIME, 1, 5, answer));
    }
  }

  /** Reads what was logged in a session; the header of its journal is none of it. */
  public static List<String> read(JournalStore journals, String session) {
    List<String> predictions = new ArrayList<>();
    for (JournalEntry entry : journals.read("predictions-" + session, 1)) {
      if (entry.sequence() > 1) {
        byte[] payload = entry.payload();
        long number = ByteBuffer.wrap(payload, 1, Long.BYTES).getLong();
        predictions.add(number + " " + Fixtures.hash(payload));
      }
    }
    return predictions;
  }
}
