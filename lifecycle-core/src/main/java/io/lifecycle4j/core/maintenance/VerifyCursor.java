package io.lifecycle4j.core.maintenance;

import io.lifecycle4j.core.hash.Ids;
import io.lifecycle4j.core.storage.StorageForms;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.storage.VerifyDepth;
import io.lifecycle4j.storage.spi.Batch;
import io.lifecycle4j.storage.spi.Journal;
import io.lifecycle4j.storage.spi.JournalEntry;
import io.lifecycle4j.storage.spi.JournalState;
import io.lifecycle4j.storage.spi.JournalStore;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The progress of verification in parts, for each depth, in the journal {@code maintenance}. */
final class VerifyCursor {
  private static final Logger LOG = LoggerFactory.getLogger(VerifyCursor.class);
  private static final String JOURNAL = "maintenance";
  private static final String VERIFIED = "verified";

  /** How many entries are read: a depth not used within these starts from the beginning. */
  private static final int READ = 1_000;

  private final JournalStore journals;

  VerifyCursor(JournalStore journals) {
    this.journals = journals;
  }

  /**
   * One entry, as stored.
   *
   * @param kind {@code verified}
   * @param part {@code blob} or {@code journal}
   * @param name the last one verified
   */
  record Line(String kind, String depth, String part, String name, Instant time) {}

  /** Reads the end of the journal, without opening it. */
  Optional<Line> last(VerifyDepth depth) {
    long newest = journals.state(JOURNAL).map(JournalState::sequence).orElse(0L);
    return journals.read(JOURNAL, Math.max(1, newest - READ + 1)).stream()
        .map(VerifyCursor::line)
        .filter(line -> line.kind().equals(VERIFIED) && line.depth().equals(depth.name()))
        .reduce((earlier, later) -> later);
  }

  private static Line line(JournalEntry entry) {
    return StorageForms.JSON.read(
        entry.payload(), Line.class, "maintenance entry " + entry.sequence());
  }

  void reached(VerifyDepth depth, String part, String name, Instant time) {
    byte[] line = StorageForms.JSON.write(new Line(VERIFIED, depth.name(), part, name, time));
    Journal journal = journals.shared(JOURNAL);
    try {
      journal.append(new Batch(Ids.token(), Batch.ANY, List.of(line), Durability.POWER));
    } finally {
      close(journal);
    }
  }

  /**
   * Closes the journal. The entry is durable, so a failure must not hide the result of the
   * verification.
   */
  private static void close(Journal journal) {
    try {
      journal.close();
    } catch (LifecycleException e) {
      LOG.debug("Cannot close the journal {}", JOURNAL, e);
    }
  }

  /** Returns whether this is the journal of the progress, which needs no blobs. */
  static boolean owns(String journal) {
    return journal.equals(JOURNAL);
  }
}
