package io.lifecycle4j.core.storage;

import io.lifecycle4j.storage.spi.Journal;

/** Closes journals that nobody else could own before they are closed. */
public final class JournalClosing {
  private JournalClosing() {}

  /**
   * Closes a journal, once more if an error interrupts that. Takes no memory, of which there may be
   * none.
   *
   * @param journal the journal; closed again, it does what is left
   * @throws RuntimeException what the last call threw
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
