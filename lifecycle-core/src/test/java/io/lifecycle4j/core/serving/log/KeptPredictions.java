package io.lifecycle4j.core.serving.log;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.core.storage.ModelJournals.Kind;
import io.lifecycle4j.core.storage.StorageForms;
import io.lifecycle4j.error.OverloadedException;
import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.storage.spi.Batch;
import io.lifecycle4j.storage.spi.Journal;
import io.lifecycle4j.storage.spi.JournalEntry;
import io.lifecycle4j.storage.spi.JournalStore;
import io.lifecycle4j.storage.spi.Medium;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;

/**
 * Writes sessions of predictions, moves them to parts, and reads them, for tests of other rooms.
 */
public final class KeptPredictions {
  private KeptPredictions() {}

  /**
   * Logs two predictions of the model {@code line} in a session that ends; survives a power cut.
   */
  public static void session(Medium home, String session) {
    try (Journal journal =
        PredictionJournals.opening(
                home.journals(), "line", session, null, "x86", () -> Fixtures.TIME)
            .get()) {
      List<LogEntry> entries = LongStream.of(1, 2).mapToObj(KeptPredictions::entry).toList();
      journal.append(Batch.of(PredictionCodec.encode(entries), Durability.POWER));
    }
  }

  /** Returns a prediction whose key is {@code walter} if its number is even. */
  private static LogEntry entry(long number) {
    String key = number % 2 == 0 ? "walter" : null;
    return new LogEntry(
        number,
        Fixtures.TIME,
        new AnsweredBy(0, 1, "Java"),
        5,
        "yes",
        0.5,
        key,
        InputCodec.NO_INPUT,
        null);
  }

  /** Erases the predictions whose key is {@code walter}. */
  public static void erase(Medium home) {
    try (RollUp open = RollUp.open(home, Parts.list("line"), () -> Fixtures.TIME)) {
      if (open == null) {
        throw new OverloadedException("Another one is faster");
      }
      moveEnded(home, "line", open);
      LoggedLabels.InJournals left = open.labels().inJournals("line", "walter");
      open.erase(ErasedKey.begin("line", "walter", "dpo", "asked", Fixtures.TIME, left.ends(), 0));
    }
  }

  /** Moves erasures that are over to the archive. */
  public static void archive(Medium home) {
    Instant later = Fixtures.TIME.plus(Duration.ofDays(2));
    try (RollUp open = RollUp.open(home, Parts.list("line"), () -> later)) {
      if (open != null) {
        open.parts().restate();
      }
    }
  }

  /** Returns how many erasures are on record, in the list of parts or in the archive. */
  public static int erasures(Medium home) {
    Set<String> ids = new TreeSet<>();
    Parts.of(home.journals(), "line").erasures().of("line").forEach(key -> ids.add(key.id()));
    for (JournalEntry entry : home.journals().read(Kind.ERASURES.of("line"), 1)) {
      ids.add(StorageForms.JSON.read(entry.payload(), ErasedKey.class, "erasure").id());
    }
    return ids.size();
  }

  /** Returns the keys of all predictions of the model {@code line}, in order. */
  public static List<String> keys(Medium home) {
    List<String> keys = new ArrayList<>();
    new LogReading(home, "line", () -> {})
        .forEach(one -> keys.add(one.id() + " " + one.findKey().orElse("")));
    return keys;
  }

  /** Moves the predictions of ended sessions to parts, and completes erasures. */
  public static void moveEnded(Medium home) {
    try (RollUp open = RollUp.open(home, Parts.list("line"), () -> Fixtures.TIME)) {
      if (open != null) {
        open.parts().deleteGarbage(Instant.MAX);
        open.parts().parts().erasures().pending().forEach(open::search);
        moveEnded(home, "line", open);
      }
    }
  }

  static void moveEnded(Medium home, String model, RollUp open) {
    List<String> names = PredictionJournals.names(home.journals(), model);
    RollUp.ended(home.journals(), open.parts().parts(), names).forEach(open::moveEnded);
  }

  static void merge(RollUp open, Instant now) {
    RollUp.mergeable(open.parts().parts().all(), now).values().forEach(open::merge);
  }

  /** Returns the ids of all predictions of all models, in the order in which they are read. */
  public static List<String> ids(Medium home) {
    List<String> ids = new ArrayList<>();
    for (String model : models(home)) {
      new LogReading(home, model, () -> {}).forEach(one -> ids.add(one.id()));
    }
    return ids;
  }

  private static Set<String> models(Medium home) {
    JournalStore journals = home.journals();
    Set<String> models = new TreeSet<>();
    for (String list : Kind.PARTS.names(journals)) {
      Parts.read(journals, list).all().forEach(part -> models.add(part.model()));
    }
    for (String name : PredictionJournals.names(journals)) {
      Parts parts = Parts.read(journals, Kind.PARTS.beside(name));
      PredictionJournals.Header header =
          PredictionJournals.header(journals, name, parts.covered(name) + 1);
      if (header != null) {
        models.add(header.model());
      }
    }
    return models;
  }
}
