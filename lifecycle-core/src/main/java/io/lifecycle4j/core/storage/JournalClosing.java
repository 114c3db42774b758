package io.lifecycle4j.core.storage;

import io.lifecycle4j.storage.spi.Journal;

/** Closes journals that have no other owner yet. */
public final class JournalClosing {
  private JournalClosing() {}

  /**
   * Closes a journal; if that throws, closes it again, which completes what is left, and throws
   * what the second call throws. Allocates no memory, since there may be none.
   */
  public static void despiteErrors(Journal journal) {
    boolean done = false;
    try {
      journal.close();
      done = true;
    } finally {
      if (!done) {
        journal.close();
      }
    }
  }
}
