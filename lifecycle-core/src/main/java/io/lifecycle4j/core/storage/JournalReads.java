package io.lifecycle4j.core.storage;

import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.storage.spi.Journal;
import io.lifecycle4j.storage.spi.JournalEntry;
import io.lifecycle4j.storage.spi.JournalState;
import io.lifecycle4j.storage.spi.JournalStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/** Reads parts of journals, which other processes write and trim. */
public final class JournalReads {
  /** How often a journal is trimmed while its end is read, at most. */
  private static final int ATTEMPTS = 100;

  private JournalReads() {}

  /** Ends the reading of a journal. */
  private static final class EnoughRead extends RuntimeException {
    private static final long serialVersionUID = 1L;

    EnoughRead() {
      super("enough", null, false, false);
    }
  }

  /**
   * Reads entries of a journal while a test holds.
   *
   * @return whether it held for all
   */
  public static boolean some(
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

  /**
   * Reads the next entries of a journal.
   *
   * @return at most so many, in order
   */
  public static List<JournalEntry> next(Journal journal, long from, int most) {
    List<JournalEntry> next = new ArrayList<>();
    try {
      journal.read(
          from,
          entry -> {
            next.add(entry);
            if (next.size() == most) {
              throw new EnoughRead();
            }
          });
    } catch (EnoughRead e) {
      return next;
    }
    return next;
  }

  /**
   * Reads the entries of a journal that are stored, while other processes may trim it.
   *
   * @param from the first sequence to read; if it was trimmed, the first one that is stored
   */
  public static void stored(
      JournalStore journals, String name, long from, Consumer<JournalEntry> action) {
    stored(
        from,
        () -> journals.state(name).map(JournalState::first).orElse(1L),
        (begin, next) -> journals.read(name, begin, next),
        action);
  }

  /** Reads the entries of an open journal that are stored, like the other method. */
  static void stored(Journal journal, long from, Consumer<JournalEntry> action) {
    stored(from, () -> journal.state().first(), journal::read, action);
  }

  /** Reads entries from a sequence on. */
  private interface Reading {
    void read(long from, Consumer<JournalEntry> action);
  }

  private static void stored(
      long from, LongSupplier first, Reading reading, Consumer<JournalEntry> action) {
    long[] next = {from};
    for (int attempt = 1; ; attempt++) {
      try {
        reading.read(
            next[0],
            entry -> {
              action.accept(entry);
              next[0] = entry.sequence() + 1;
            });
        return;
      } catch (NotFoundException e) { // trimmed before it was read
        if (attempt == ATTEMPTS) {
          throw e;
        }
        next[0] = Math.max(next[0], first.getAsLong());
      }
    }
  }

  /**
   * Returns the last entry of a journal.
   *
   * @return empty if there is no such journal, or it has no entry
   * @throws io.lifecycle4j.error.CorruptDataException if that entry is corrupt
   */
  public static Optional<JournalEntry> last(JournalStore journals, String name) {
    for (int attempt = 1; ; attempt++) {
      Optional<JournalState> state =
          journals.state(name).filter(now -> now.first() <= now.sequence());
      if (state.isEmpty()) {
        return Optional.empty();
      }
      JournalEntry[] last = new JournalEntry[1];
      try {
        journals.read(name, state.get().sequence(), entry -> last[0] = entry);
        return Optional.ofNullable(last[0]);
      } catch (NotFoundException e) { // trimmed since its state was read: it has a later entry
        if (attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }
}
