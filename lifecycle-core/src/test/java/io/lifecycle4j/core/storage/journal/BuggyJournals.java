package io.lifecycle4j.core.storage.journal;

import java.io.IOException;

/** What is called, with a bug put in, in place of what writes journals. */
public final class BuggyJournals {
  private BuggyJournals() {}

  /** In place of {@code JournalDirectory.prepare}. */
  static void sweepFirst(JournalDirectory directory, Head head) throws IOException {
    directory.sweep(head);
    directory.prepare(head);
  }

  /** In place of {@code OpenJournal.forced}. */
  static long written(OpenJournal journal) {
    return journal.active().end().sequence();
  }

  /** In place of {@code ActiveSegment.force}. */
  static void forceAgain(ActiveSegment segment) throws IOException {
    try {
      segment.force();
    } catch (IOException e) {
      segment.force();
    }
  }

  /** In place of {@code JournalQueue.run}. */
  static void tellAtOnce(JournalQueue queue, Work append) {
    Thread writer =
        new Thread(
            () -> {
              try {
                queue.run(append);
              } catch (RuntimeException e) {
                // nobody waits for it
              }
            });
    writer.setDaemon(true);
    writer.start();
  }
}
