package io.lifecycle4j.core.serving.log;

import io.lifecycle4j.core.serving.log.PredictionJournals.Header;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.storage.spi.JournalEntry;
import io.lifecycle4j.storage.spi.JournalStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Reads the predictions of a session in the order of time, some thousand at once. Not thread-safe.
 *
 * <p>Callers log at the same time, so neighbours in the journal may be in another order than their
 * times. What was read is sorted, and half of it is kept back until more is read.
 */
final class SessionReading {
  /** How many predictions are read at once, unless they are large. */
  private static final int MOST = 8_192;

  private static final long MOST_BYTES = 1 << 22;

  /** By this time the clock that a session takes its times from may go back. */
  private static final Duration SLACK = Duration.ofMinutes(1);

  private final JournalStore journals;
  private final String journal;
  private final Header header;
  private final Instant from;
  private final Instant to;
  private final PriorityQueue<JournaledPrediction> read =
      new PriorityQueue<>(JournaledPrediction.BY_TIME);

  private long next = 2;
  private boolean ended;

  /** More is read when so many are left. */
  private int kept;

  SessionReading(JournalStore journals, String journal, Header header, Instant from, Instant to) {
    this.journals = journals;
    this.journal = journal;
    this.header = header;
    this.from = from;
    this.to = to;
  }

  /**
   * Reads entries of a journal while a test holds.
   *
   * @return whether it held for all
   */
  static boolean some(
      JournalStore journals, String journal, long from, Predicate<JournalEntry> goOn) {
    try {
      journals.read(
          journal,
          from,
          entry -> {
            if (!goOn.test(entry)) {
              throw new EnoughRead();
            }
          });
      return true;
    } catch (EnoughRead e) {
      return false;
    }
  }

  /** Ends the reading of a journal. */
  private static final class EnoughRead extends RuntimeException {
    private static final long serialVersionUID = 1L;

    EnoughRead() {
      super("enough", null, false, false);
    }
  }

  /** Returns when the session began, before its first prediction. */
  Instant started() {
    return header.started();
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

  void removeFirst() {
    read.poll();
  }

  private void readMore() {
    int before = read.size();
    long[] bytes = {0};
    ended =
        some(
            journals,
            journal,
            next,
            entry -> {
              next = entry.sequence() + 1;
              List<JournaledPrediction> some = decoded(entry, header.inputs());
              if (some.stream().allMatch(one -> one.time().minus(SLACK).isAfter(to))) {
                next = Long.MAX_VALUE;
                return false;
              }
              some.stream().filter(this::isWanted).forEach(read::add);
              bytes[0] += read.size() > before ? entry.payload().length : 0;
              return read.size() < before + MOST && bytes[0] < MOST_BYTES;
            });
    ended |= next == Long.MAX_VALUE;
    kept = read.size() / 2;
  }

  private List<JournaledPrediction> decoded(JournalEntry entry, @Nullable Schema inputs) {
    List<JournaledPrediction> some = new ArrayList<>();
    PredictionCodec.decode(header.session(), inputs, entry.payload(), some::add);
    return some;
  }

  private boolean isWanted(JournaledPrediction one) {
    return !one.time().isBefore(from) && one.time().isBefore(to);
  }

  /** Returns how many predictions the session has. */
  long count() {
    long[] count = {0};
    journals.read(
        journal,
        2,
        entry -> count[0] += decoded(entry, null).stream().filter(this::isWanted).count());
    return count[0];
  }
}
