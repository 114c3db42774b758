package io.lifecycle4j.core.serving.truth;

import io.lifecycle4j.core.serving.truth.GroundTruths.Line;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.storage.spi.JournalEntry;
import io.lifecycle4j.storage.spi.JournalState;
import io.lifecycle4j.storage.spi.JournalStore;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The labels of a model in memory, the newest ones if they are many. Each entry of their journal is
 * read once: who asks again reads on from there. Once labels were removed, all is read anew.
 * Thread-safe.
 */
public final class LabelReading {
  /** How many labels stay in memory; up to twice as many while they are read. */
  private static final int MOST = 100_000;

  private static final int ATTEMPTS = 10;

  /** How far the clocks of two processes may be apart. */
  private static final Duration CLOCKS = Duration.ofDays(1);

  private final JournalStore journals;
  private final String model;
  private final int most;

  // guarded by this
  private RecordedLabels held = new RecordedLabels();
  private long first;
  private long next;

  /** The time of the newest label that is held no more; null if all are. */
  private @Nullable Instant forgotten;

  /** Reads nothing yet. */
  public LabelReading(JournalStore journals, String model) {
    this(journals, model, MOST);
  }

  LabelReading(JournalStore journals, String model, int most) {
    this.journals = journals;
    this.model = model;
    this.most = most;
  }

  /**
   * Returns the labels of the predictions that were made at a time or later, and perhaps others.
   * Labels that are read later may be added to what it returned.
   *
   * @return empty if there are too many to be held in memory
   * @throws io.lifecycle4j.error.CorruptDataException if the journal is corrupt
   */
  public synchronized Optional<RecordedLabels> since(Instant from) {
    for (int attempt = 1; ; attempt++) {
      try {
        readOn();
        return isHeld(from) ? Optional.of(held) : Optional.empty();
      } catch (NotFoundException e) { // trimmed since its state was read
        if (attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  /** A label is recorded after its prediction was made. */
  private boolean isHeld(Instant from) {
    return forgotten == null || forgotten.plus(CLOCKS).isBefore(from);
  }

  private void readOn() {
    String name = GroundTruths.journal(model);
    JournalState state = journals.state(name).orElse(null);
    if (state == null || state.first() != first || state.sequence() < next - 1) {
      held = new RecordedLabels();
      forgotten = null;
      first = state == null ? 1 : state.first();
      next = first;
    }
    if (state != null && state.sequence() >= next) {
      journals.read(name, next, this::add);
    }
  }

  private void add(JournalEntry entry) {
    Line line = GroundTruths.line(model, entry);
    if (line != null && !line.isSpare(first)) {
      held.add(line, entry.sequence());
      if (held.size() >= 2 * most) {
        forget();
      }
    }
    next = entry.sequence() + 1;
  }

  private void forget() {
    Instant cut = held.newest(most);
    held = held.after(cut);
    forgotten = forgotten == null || cut.isAfter(forgotten) ? cut : forgotten;
  }
}
