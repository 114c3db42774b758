package io.lifecycle4j.core.serving.log;

import io.lifecycle4j.core.serving.log.Part.Chunk;
import io.lifecycle4j.core.serving.log.Part.Numbers;
import io.lifecycle4j.core.serving.log.PredictionJournals.Header;
import io.lifecycle4j.core.storage.JournalReads;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.storage.spi.JournalEntry;
import io.lifecycle4j.storage.spi.JournalStore;
import io.lifecycle4j.storage.spi.Medium;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads the predictions of a session in the order of time, some thousand at once. Not thread-safe.
 *
 * <p>Callers log at the same time, so neighbours in the journal may be in another order than their
 * times. What was read is sorted, and half of it is kept back until more is read.
 *
 * <p>While it reads, its entries may move from the journal to a part, and from one part to another.
 * They keep their sequences, so it goes on there. If they were dropped, it ends.
 */
final class SessionReading {
  /** How many predictions are read at once, unless they are large. */
  private static final int MOST = 8_192;

  private static final long MOST_BYTES = 1 << 22;

  private static final int MOVES = 10;

  private final Medium home;
  private final String journal;

  /** What is in parts, and which predictions are erased. */
  private Parts parts;

  private final Header header;
  private final Instant started;
  private final Numbers numbers;
  private final Instant from;
  private final Instant to;
  private final PriorityQueue<JournaledPrediction> read =
      new PriorityQueue<>(JournaledPrediction.BY_TIME);

  /** The last entry to read; more than any if it reads the journal until its end. */
  private final long through;

  /** The numbers of the predictions that are read; the others are not decoded. */
  private Numbers wanted = Numbers.ALL;

  /** The part in which it is; null if it is in the journal. */
  private @Nullable PartReader part;

  private long next;
  private boolean ended;

  /** More is read when so many are left. */
  private int kept;

  /**
   * The entries of a session that are read.
   *
   * @param started a time before which it has no prediction, unless the clock was put back
   * @param first the first entry with predictions
   * @param through the last entry; more than any if it goes on
   * @param numbers those of its predictions
   */
  private record Range(
      String journal, Header header, Instant started, long first, long through, Numbers numbers) {}

  private SessionReading(Medium home, Parts parts, Range range, Instant from, Instant to) {
    this.home = home;
    this.parts = parts;
    this.journal = range.journal;
    this.header = range.header;
    this.started = range.started;
    this.numbers = range.numbers;
    this.next = range.first;
    this.through = range.through;
    this.from = from;
    this.to = to;
  }

  /** Reads what is in the journal of a session behind the entry with its header. */
  static SessionReading ofJournal(
      Medium home,
      Parts parts,
      String journal,
      Header header,
      long first,
      Instant from,
      Instant to) {
    Range range =
        new Range(journal, header, header.started(), first + 1, Long.MAX_VALUE, Numbers.ALL);
    return new SessionReading(home, parts, range, from, to);
  }

  /** Reads what is in a part, from an entry on. */
  static SessionReading ofPart(
      Medium home, Parts parts, Part part, Chunk chunk, long first, Instant from, Instant to) {
    Range range =
        new Range(
            chunk.journal(),
            chunk.header(),
            chunk.first(),
            first,
            chunk.through(),
            chunk.numbers());
    SessionReading reading = new SessionReading(home, parts, range, from, to);
    reading.part = new PartReader(home.blobs(), part.blob(), chunk);
    return reading;
  }

  /** Reads entries of a journal while a test holds. */
  static boolean some(
      JournalStore journals, String journal, long from, Predicate<JournalEntry> goOn) {
    return JournalReads.some(journals, journal, from, goOn);
  }

  /** Returns a time before which it has no prediction, unless the clock was put back. */
  Instant started() {
    return started;
  }

  /** Returns the session. */
  String session() {
    return header.session();
  }

  /** Returns the numbers that its predictions may have. */
  Numbers numbers() {
    return numbers;
  }

  /** Returns the columns of its inputs; null if none are logged. */
  @Nullable Schema inputs() {
    return header.inputs();
  }

  /** Returns the next prediction without removing it; null if there is none. */
  @Nullable JournaledPrediction first() {
    while (!ended && read.size() <= kept) {
      readMore();
    }
    return read.peek();
  }

  /** Returns the prediction with a number and reads no other; null if there is none. */
  @Nullable JournaledPrediction find(long number) {
    wanted = new Numbers(number, number);
    return numbers.has(number) ? first() : null;
  }

  void removeFirst() {
    read.poll();
  }

  private void readMore() {
    Window window = new Window();
    boolean moved = false;
    for (int moves = 0; !readSome(window, moved); moves++) {
      if (moves == MOVES) {
        throw lost(header.model());
      }
      moved = true;
    }
    kept = read.size() / 2;
  }

  /**
   * Reads entries until they are enough, or there are no more.
   *
   * @return false if they were moved
   */
  private boolean readSome(Window window, boolean moved) {
    try {
      if (moved) {
        move();
      }
      while (!ended && readsAll(window)) {
        PartReader now = part;
        ended |= now == null || through != Long.MAX_VALUE;
        if (now != null) { // what came later is in the journal
          next = now.chunk().through() + 1;
          part = null;
        }
      }
      return true;
    } catch (NotFoundException e) {
      return false;
    }
  }

  /** Reads entries until they are enough; returns whether there are no more where it reads. */
  private boolean readsAll(Window window) {
    PartReader now = part;
    return now == null ? some(home.journals(), journal, next, window) : now.some(next, window);
  }

  /** Returns the exception for predictions that are not where they should be. */
  static CorruptDataException lost(String model) {
    return new CorruptDataException(
        "Corrupt predictions of " + model + ": some are not stored (run maintenance().verify())");
  }

  /** The entries that are read at once. */
  private final class Window implements Predicate<JournalEntry> {
    private final int before = read.size();
    private long bytes;

    @Override
    public boolean test(JournalEntry entry) {
      if (PredictionJournals.isHeader(entry)) {
        ended = !PredictionJournals.header(entry, journal).session().equals(header.session());
        next = entry.sequence() + 1;
        return !ended;
      }
      next = entry.sequence() + 1;
      PredictionCodec.decode(
          header,
          entry.payload(),
          wanted,
          one -> {
            if (!one.time().isBefore(from) && one.time().isBefore(to)) {
              read.add(isErased(entry, one) ? one.anonymous() : one);
            }
          });
      bytes += read.size() > before ? entry.payload().length : 0;
      int most = wanted.equals(Numbers.ALL) ? MOST : 1;
      return read.size() < before + most && bytes < MOST_BYTES;
    }
  }

  private boolean isErased(JournalEntry entry, JournaledPrediction one) {
    PartReader now = part;
    return parts.isErased(
        header.model(), now == null ? null : now.part(), journal, entry.sequence(), one.entry());
  }

  /** Finds where the next entry is now. */
  private void move() {
    parts = Parts.of(home.journals(), header.model());
    Optional<Move> found =
        parts.of(header.model()).stream()
            .flatMap(now -> Move.in(home, now))
            .filter(move -> move.chunk.journal().equals(journal))
            .filter(move -> move.chunk.header().session().equals(header.session()))
            .filter(move -> move.chunk.through() >= next && move.chunk.from() <= through)
            .min(Comparator.comparing(move -> move.chunk.from()));
    if (found.isPresent()) {
      part = new PartReader(home.blobs(), found.get().part.blob(), found.get().chunk);
    } else if (through == Long.MAX_VALUE) {
      part = null;
      next = Math.max(next, parts.covered(journal) + 1); // the rest was dropped
    } else {
      ended = true;
    }
  }

  private record Move(Part part, Chunk chunk) {
    static Stream<Move> in(Medium home, Part part) {
      return PartReader.chunks(home.blobs(), part).stream().map(chunk -> new Move(part, chunk));
    }
  }
}
