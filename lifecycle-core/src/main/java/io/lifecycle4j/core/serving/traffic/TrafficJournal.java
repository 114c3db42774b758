package io.lifecycle4j.core.serving.traffic;

import io.lifecycle4j.core.hash.Ids;
import io.lifecycle4j.core.json.Json;
import io.lifecycle4j.core.storage.JournalClosing;
import io.lifecycle4j.core.storage.JournalReads;
import io.lifecycle4j.core.storage.ModelJournals;
import io.lifecycle4j.core.storage.ModelJournals.Kind;
import io.lifecycle4j.core.storage.SpareJournals.Owned;
import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.storage.spi.Batch;
import io.lifecycle4j.storage.spi.Journal;
import io.lifecycle4j.storage.spi.JournalStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The lines that this process writes: what it counted, each once.
 *
 * <p>Each process owns a journal {@code traffic-MODEL-ID}. That of a process that has ended is used
 * again, since each line has counts of its own. Before old lines are erased, one is written with
 * the sums of the newest arms: a step of a rollout may last longer than lines are stored. Confined
 * to one thread.
 */
final class TrafficJournal implements AutoCloseable {
  /** How long a line is stored: twice as long as the longest trailing time. */
  static final Duration KEPT = Duration.ofHours(2);

  /** How many lines are written before old ones are erased. */
  static final int TRIMMED = 600;

  private final JournalStore journals;
  private final ModelJournals all;
  private @Nullable Journal own;

  /** A line that may or may not be written; the same token writes it once. */
  private @Nullable Batch pending;

  private Instant pendingTo = Instant.EPOCH;
  private final Deque<Line> lines = new ArrayDeque<>();
  private ArmSums sums = new ArmSums();
  private int written;

  /** A line of the journal; the first one stands for all before it. */
  private record Line(long sequence, Instant to) {}

  TrafficJournal(JournalStore journals, String model) {
    this.journals = journals;
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
      journal = opened(line.to());
    }
    sums.add(line);
    boolean isLast = ++written % TRIMMED == 0;
    byte[] payload = Json.PLAIN.write(isLast ? line.with(sums.all()) : line);
    pending = new Batch(Ids.token(), Batch.ANY, List.of(payload), Durability.PROCESS);
    pendingTo = line.to();
    append(journal);
    if (isLast) {
      trim(journal, line.to().minus(KEPT));
    }
  }

  /** Goes on with a journal that nobody owns and that can be read, or begins a new one. */
  private Journal opened(Instant now) {
    Map<String, ArmSums> read = new HashMap<>();
    Owned owned =
        all.spare(
            name -> {
              read.put(name, read(name));
              return true;
            },
            Ids.next());
    Journal journal = owned.journal();
    sums = read.getOrDefault(owned.name(), new ArmSums());
    lines.add(new Line(journal.sequence(), now)); // what is there is older
    own = journal;
    return journal;
  }

  private ArmSums read(String name) {
    ArmSums before = new ArmSums();
    JournalReads.stored(
        journals,
        name,
        1,
        entry -> {
          TrafficLine line = TrafficLines.line(name, entry);
          if (line.isKnown()) {
            before.add(line);
          }
        });
    return before;
  }

  private void append(Journal journal) {
    Batch batch = Objects.requireNonNull(pending);
    lines.add(new Line(journal.append(batch), pendingTo));
    pending = null;
  }

  private void trim(Journal journal, Instant oldest) {
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
    sums = new ArmSums();
    lines.clear();
    if (journal != null) {
      JournalClosing.despiteErrors(journal);
    }
  }
}
