package io.lifecycle4j.core.maintenance;

import io.lifecycle4j.core.json.Json;
import io.lifecycle4j.core.storage.Fold;
import io.lifecycle4j.core.storage.Fold.Decision;
import io.lifecycle4j.core.storage.References;
import io.lifecycle4j.storage.JournalEntry;
import io.lifecycle4j.storage.JournalStore;
import io.lifecycle4j.storage.VerifyDepth;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** How far verification in parts has come, for each depth, in the journal {@code maintenance}. */
final class VerifyCursor {
  private static final String JOURNAL = "maintenance";
  private static final int VERSION = 1;
  private static final String VERIFIED = "verified";

  private final Fold<Map<String, Line>> journal;

  VerifyCursor(JournalStore journals) {
    this.journal = new Fold<>(journals.shared(JOURNAL), new HashMap<>(), VerifyCursor::add);
  }

  /**
   * One entry, as it lies on disk.
   *
   * @param v the version of this form
   * @param kind {@code verified}
   * @param depth the name of the depth
   * @param part {@code blob} or {@code journal}
   * @param name the last one that was looked at
   * @param time when
   */
  record Line(int v, String kind, String depth, String part, String name, Instant time) {}

  private static void add(Map<String, Line> places, JournalEntry entry) {
    Line line = Json.read(entry.payload(), Line.class, "maintenance entry " + entry.sequence());
    if (line.kind().equals(VERIFIED)) {
      places.put(line.depth(), line);
    }
  }

  Optional<Line> last(VerifyDepth depth) {
    return journal.read(places -> Optional.ofNullable(places.get(depth.name())));
  }

  void reached(VerifyDepth depth, String part, String name, Instant time) {
    Line line = new Line(VERSION, VERIFIED, depth.name(), part, name, time);
    journal.decide(places -> new Decision<>(Json.write(line), sequence -> line));
  }

  static References references() {
    return new References() {
      @Override
      public boolean owns(String journal) {
        return journal.equals(JOURNAL);
      }

      @Override
      public void walk(Visitor visitor) {
        // it needs no blobs
      }
    };
  }
}
