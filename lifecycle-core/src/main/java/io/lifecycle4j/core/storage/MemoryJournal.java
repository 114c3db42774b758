package io.lifecycle4j.core.storage;

import static io.lifecycle4j.error.InvalidValueException.check;
import static io.lifecycle4j.error.InvalidValueException.required;

import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.storage.Batch;
import io.lifecycle4j.storage.Journal;
import io.lifecycle4j.storage.JournalEntry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** One opening of a journal in memory. */
final class MemoryJournal implements Journal {
  private final Entries entries;
  private final Runnable release;
  private volatile boolean closed;

  MemoryJournal(Entries entries, Runnable release) {
    this.entries = entries;
    this.release = release;
  }

  @Override
  public long append(Batch batch) {
    checkOpen();
    return entries.append(required(batch, "batch"));
  }

  @Override
  public List<JournalEntry> read(long from) {
    check(from >= 1, "Invalid sequence: %s (must be at least 1)", from);
    checkOpen();
    return entries.read(from);
  }

  @Override
  public long sequence() {
    checkOpen();
    return entries.sequence();
  }

  @Override
  public boolean await(long sequence, Duration timeout) {
    return entries.waiters.await(() -> sequence() >= sequence, required(timeout, "timeout"));
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      release.run();
      entries.waiters.wake();
    }
  }

  private void checkOpen() {
    if (closed || entries.closed) {
      throw new IllegalStateException("The journal is closed");
    }
  }

  /** What all openings of one journal share. */
  static final class Entries {
    private final List<JournalEntry> list = new ArrayList<>();
    private final Map<UUID, Long> tokens = new HashMap<>();
    private final Waiters waiters = new Waiters();
    private volatile boolean closed;

    long append(Batch batch) {
      long sequence = add(batch);
      waiters.wake(); // outside of the monitor, which who waits takes to look
      return sequence;
    }

    private synchronized long add(Batch batch) {
      Long before = tokens.get(batch.token());
      if (before != null) {
        return before;
      }
      if (batch.expected() != Batch.ANY && batch.expected() != list.size()) {
        throw new ConflictException(
            String.format(
                "Cannot append to journal: it ends with entry %d (expected %d)",
                list.size(), batch.expected()));
      }
      for (byte[] payload : batch.payloads()) {
        list.add(new JournalEntry(list.size() + 1L, payload.clone()));
      }
      tokens.put(batch.token(), (long) list.size());
      return list.size();
    }

    synchronized List<JournalEntry> read(long from) {
      return from > list.size()
          ? List.of()
          : List.copyOf(list.subList((int) from - 1, list.size()));
    }

    synchronized long sequence() {
      return list.size();
    }

    void close() {
      closed = true;
      waiters.wake();
    }
  }
}
