package io.lifecycle4j.core.maintenance;

import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.storage.spi.Batch;
import io.lifecycle4j.storage.spi.Journal;
import io.lifecycle4j.storage.spi.JournalEntry;
import io.lifecycle4j.storage.spi.JournalState;
import io.lifecycle4j.storage.spi.JournalStore;
import java.util.ArrayList;
import java.util.List;

/**
 * Copies one journal: the same entries with the same sequences, its snapshot, its chain.
 *
 * <p>Tokens are not copied: no batch is retried after its home was restored.
 */
final class JournalCopy {
  private static final int BATCH_BYTES = 1 << 22;
  private static final int BATCH_ENTRIES = 10_000;

  private final Journal target;
  private final List<byte[]> payloads = new ArrayList<>();
  private long bytes;
  private long last;

  /** Begins with the first entry of the source. */
  private JournalCopy(Journal target, long first) {
    this.target = target;
    this.last = first - 1;
  }

  /** Copies the current content of the journal, and returns the number of entries. */
  static long copy(JournalStore from, JournalStore to, String name) {
    JournalState state = state(from, name);
    if (state.first() > 1) {
      to.maintenance().begin(name, state.kind(), state.first());
    }
    try (Journal target = to.open(name, state.kind())) {
      JournalCopy copy = new JournalCopy(target, state.first());
      while (true) {
        state = state(from, name);
        copy.fill(state.first() - 1);
        try {
          from.read(name, state.first(), copy::add);
        } catch (NotFoundException e) {
          continue; // trimmed in the meantime; entries copied before are skipped
        }
        copy.flush();
        state.snapshot().ifPresent(target::snapshot);
        if (state.first() > 1) {
          target.trim(state.first());
        }
        return copy.last - state.first() + 1;
      }
    }
  }

  private static JournalState state(JournalStore journals, String name) {
    return journals
        .state(name)
        .orElseThrow(() -> new NotFoundException("Journal does not exist: " + name));
  }

  /** Adds placeholders for entries that were trimmed during the copy. */
  private void fill(long sequence) {
    while (last < sequence) {
      add(new JournalEntry(last + 1, new byte[0]));
    }
  }

  private void add(JournalEntry entry) {
    if (entry.sequence() <= last) {
      return;
    }
    if (entry.sequence() != last + 1) {
      throw new CorruptDataException(
          String.format(
              "Cannot copy a journal: entry %s follows entry %s", entry.sequence(), last));
    }
    if (bytes + entry.payload().length > BATCH_BYTES || payloads.size() == BATCH_ENTRIES) {
      flush();
    }
    payloads.add(entry.payload());
    bytes += entry.payload().length;
    last = entry.sequence();
  }

  private void flush() {
    if (!payloads.isEmpty()) {
      target.append(new Batch(Batch.NO_TOKEN, Batch.ANY, payloads, Durability.MEMORY));
      payloads.clear();
      bytes = 0;
    }
  }
}
