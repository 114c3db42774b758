package io.lifecycle4j.core.serving.log;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.serving.Retention;
import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.storage.spi.Batch;
import io.lifecycle4j.storage.spi.Journal;
import io.lifecycle4j.storage.spi.JournalEntry;
import io.lifecycle4j.storage.spi.Medium;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** What the journal of parts can hold. */
public final class PartKinds {
  private PartKinds() {}

  /** Returns the kinds of entries. */
  public static List<String> all() {
    return List.of("planned", "rolled", "merged", "dropped", "erased", "deleted", "state");
  }

  /** Writes each kind of entry, and leaves a session whose predictions are not in a part. */
  public static void write(Medium home) {
    session(home, "yyyyyyyyyyyyyyyy");
    RollUp open = null;
    while (open == null) { // a model that was closed may still have its log put in order
      open = RollUp.open(home, Parts.list("line"), () -> Fixtures.TIME);
    }
    try (RollUp roll = open) {
      roll.parts().restate();
      KeptPredictions.moveEnded(home, "line", roll);
      session(home, "xxxxxxxxxxxxxxxx");
      KeptPredictions.moveEnded(home, "line", roll);
      KeptPredictions.merge(roll, Fixtures.TIME.plus(Duration.ofDays(2)));
      for (Instant time : List.of(Instant.EPOCH, Fixtures.TIME)) {
        roll.erase(ErasedKey.begin("line", "nobody", "alice", "asked", time, Map.of(), 0));
      }
      roll.parts().restate(); // the first one is over
      roll.drop("line", roll.parts().parts().of("line"), Retention.days(1));
      roll.parts()
          .store(
              writer -> {
                writer.begin(header("unknown"), "unknown");
                writer.add(new JournalEntry(1, PredictionCodec.encode(List.of(entry()))));
              });
      roll.parts().deleteGarbage(Instant.MAX);
    }
    session(home, "zzzzzzzzzzzzzzzz");
  }

  private static LogEntry entry() {
    return LoggedPredictions.entry(1);
  }

  private static PredictionJournals.Header header(String session) {
    return new PredictionJournals.Header(2, "line", session, Fixtures.TIME, null, "x86");
  }

  private static void session(Medium home, String session) {
    try (Journal journal =
        PredictionJournals.opening(
                home.journals(), "line", session, null, "x86", () -> Fixtures.TIME)
            .get()) {
      journal.append(Batch.of(PredictionCodec.encode(List.of(entry())), Durability.PROCESS));
    }
  }
}
