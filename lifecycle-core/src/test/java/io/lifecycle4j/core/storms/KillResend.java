package io.lifecycle4j.core.storms;

import io.lifecycle4j.core.storms.KillWrite.Outcome;
import io.lifecycle4j.storage.spi.Journal;
import io.lifecycle4j.storage.spi.Medium;
import java.util.List;
import java.util.Map;

/**
 * Does what a client does that never got an answer: sends its batch again, with the same token.
 * Afterwards it is there once, wherever the process died.
 */
final class KillResend {
  private final Medium medium;
  private final Map<String, KillLedger> found;

  /**
   * Creates it.
   *
   * @param medium the home
   * @param found what was found in it
   */
  KillResend(Medium medium, Map<String, KillLedger> found) {
    this.medium = medium;
    this.found = found;
  }

  /** Sends what is pending, and puts down that it is acknowledged from now on. */
  void run(List<KillWrite> writes) {
    for (int i = 0; i < writes.size(); i++) {
      KillWrite write = writes.get(i);
      boolean fit = write.kind() == KillKind.APPEND || write.kind() == KillKind.ASYNC;
      // what was trimmed away is not known to be there or not
      if (fit && write.pending() && !KillJournals.trimmed(write.target())) {
        writes.set(i, resend(write));
      }
    }
  }

  private KillWrite resend(KillWrite write) {
    KillLedger ledger = found.get(write.target());
    int place = ledger == null ? -1 : ledger.texts().indexOf(write.text(write.size() - 1));
    try (Journal journal = KillJournals.open(medium, write.target())) {
      long before = journal.sequence();
      long sequence = journal.append(KillJournals.batch(write));
      long wanted = place < 0 ? before + write.size() : place + 1L;
      if (sequence != wanted || journal.sequence() != Math.max(before, wanted)) {
        throw new AssertionError(
            "Sent again, " + write + " is entry " + sequence + " (must be " + wanted + ")");
      }
      return write.ended(Outcome.ACKNOWLEDGED, sequence);
    }
  }
}
