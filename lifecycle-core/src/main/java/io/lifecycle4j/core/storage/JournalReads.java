package io.lifecycle4j.core.storage;

import io.lifecycle4j.storage.spi.JournalEntry;
import io.lifecycle4j.storage.spi.JournalStore;
import java.util.function.Predicate;

/** Reads parts of journals. */
public final class JournalReads {
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
}
