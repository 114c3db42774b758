package io.lifecycle4j.core.serving.rule;

import io.lifecycle4j.core.hash.Ids;
import io.lifecycle4j.core.json.Json;
import io.lifecycle4j.core.storage.JournalClosing;
import io.lifecycle4j.core.storage.ModelJournals;
import io.lifecycle4j.core.storage.ModelJournals.Kind;
import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.storage.spi.Batch;
import io.lifecycle4j.storage.spi.Journal;
import io.lifecycle4j.storage.spi.JournalStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The lines that this process writes: what it counted, each once.
 *
 * <p>Each process owns a journal {@code traffic-MODEL-ID}. That of a process that has ended is used
 * again, since each line has counts of its own. Confined to one thread.
 */
final class TrafficJournal implements AutoCloseable {
  /** How long a line is kept: twice as long as the longest trailing time. */
  static final Duration KEPT = Duration.ofHours(2);

  /** How many lines are written before old ones are erased. */
  private static final int TRIMMED = 600;

  private final ModelJournals all;
  private @Nullable Journal own;

  /** A line that may or may not be written; the same token writes it once. */
  private @Nullable Batch pending;

  private Instant pendingTo = Instant.EPOCH;

  private final Deque<Line> lines = new ArrayDeque<>();
  private int written;

  /** A line of the journal; the first one stands for all before it. */
  private record Line(long sequence, Instant to) {}

  TrafficJournal(JournalStore journals, String model) {
    this.all = new ModelJournals(journals, Kind.TRAFFIC, model);
  }

  /** Writes what could not be written before; throws if it still cannot. */
  void catchUp() {
    Journal journal = own;
    if (pending != null && journal != null) {
      journal.reopen();
      append(journal);
    }
  }

  /** Writes a line; if this throws, {@link #catchUp} writes it. */
  void write(TrafficLine line) {
    Journal journal = own;
    if (journal == null) {
      journal = all.spare(name -> true, Ids.next()).journal();
      own = journal;
      lines.add(new Line(journal.sequence(), line.to())); // what is there is older
    }
    byte[] payload = Json.PLAIN.write(line);
    pending = new Batch(Ids.token(), Batch.ANY, List.of(payload), Durability.PROCESS);
    pendingTo = line.to();
    append(journal);
    trim(journal, line.to().minus(KEPT));
  }

  private void append(Journal journal) {
    Batch batch = Objects.requireNonNull(pending);
    lines.add(new Line(journal.append(batch), pendingTo));
    pending = null;
  }

  private void trim(Journal journal, Instant oldest) {
    if (++written % TRIMMED != 0) {
      return;
    }
    long before = 0;
    while (lines.size() > 1 && lines.getFirst().to().isBefore(oldest)) {
      before = lines.removeFirst().sequence() + 1;
    }
    if (before > 0) {
      journal.trim(before);
    }
  }

  /** Lets another process use the journal. */
  @Override
  public void close() {
    Journal journal = own;
    own = null;
    pending = null;
    lines.clear();
    if (journal != null) {
      JournalClosing.despiteErrors(journal);
    }
  }
}
