package io.lifecycle4j.core.storage;

import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.storage.spi.JournalEntry;
import io.lifecycle4j.storage.spi.JournalStore;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A journal and those that take its place: if it is corrupt, all processes use the next one, which
 * has a number behind its name.
 */
final class NumberedJournals {
  private static final Logger LOG = LoggerFactory.getLogger(NumberedJournals.class);

  /** So many journals may be corrupt. */
  static final int MOST = 10;

  private NumberedJournals() {}

  /** Returns the name of the journal that is used once so many are corrupt. */
  static String name(String name, int corrupt) {
    return corrupt == 0 ? name : name + "-" + corrupt;
  }

  /** Returns whether there is such a journal, corrupt or not. */
  static boolean exists(JournalStore journals, String name, int number) {
    try {
      return number <= MOST && journals.state(name(name, number)).isPresent();
    } catch (CorruptDataException e) {
      return true;
    }
  }

  /** Returns the number of the journal that is in use, as of the last known one. */
  static int newest(JournalStore journals, String name, int known) {
    int newest = known;
    while (exists(journals, name, newest + 1)) {
      newest++;
    }
    return newest;
  }

  /** Returns the names of the journals that there are, the newest first. */
  static List<String> names(JournalStore journals, String name) {
    List<String> names = new ArrayList<>();
    for (int i = newest(journals, name, 0); i >= 0; i--) {
      names.add(name(name, i));
    }
    return names;
  }

  /**
   * Reads the entries that are stored in one of the journals, up to the first corrupt one. If what
   * names them is corrupt, they are read all the same.
   *
   * @param action receives each entry; it may find that one is corrupt, too
   */
  static void read(JournalStore journals, String name, int number, Consumer<JournalEntry> action) {
    String next = name(name, number);
    long[] read = {0};
    Consumer<JournalEntry> counted =
        entry -> {
          action.accept(entry);
          read[0] = entry.sequence();
        };
    try {
      JournalReads.stored(journals, next, 1, counted);
    } catch (CorruptDataException e) {
      LOG.warn("Entries of {} cannot be read; those that are left of it are", next, e);
      salvage(journals, next, read[0] + 1, counted);
    }
  }

  private static void salvage(
      JournalStore journals, String next, long from, Consumer<JournalEntry> action) {
    try {
      journals.maintenance().salvage(next, from, action);
    } catch (CorruptDataException e) {
      LOG.debug("No further entries of {} can be read", next, e);
    }
  }

  /** Reads the entries that are stored in all of the journals, the oldest first. */
  static void read(JournalStore journals, String name, Consumer<JournalEntry> action) {
    int newest = newest(journals, name, 0);
    for (int i = 0; i <= newest; i++) {
      read(journals, name, i, action);
    }
  }
}
