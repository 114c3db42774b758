package io.lifecycle4j.core.storage;

import static io.lifecycle4j.error.InvalidValueException.check;
import static io.lifecycle4j.error.InvalidValueException.required;

import io.lifecycle4j.core.storage.JournalFile.Place;
import io.lifecycle4j.core.storage.JournalLocks.Held;
import io.lifecycle4j.storage.Batch;
import io.lifecycle4j.storage.Journal;
import io.lifecycle4j.storage.JournalEntry;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One opening of a journal in a file. Appending runs on the storage thread, reading on the
 * caller's.
 */
final class FileJournal implements Journal {
  private final FileJournalStore store;
  private final Shared shared;

  /** The lock of an owned journal, held until it is closed; a shared one locks each append. */
  private final @Nullable Held owner;

  /** Where reading went on last and where the end was last: most calls go on from there. */
  private volatile Place reading = Place.START;

  private volatile Place end = Place.START;
  private final AtomicBoolean closed = new AtomicBoolean();
  private boolean released;

  FileJournal(FileJournalStore store, Shared shared, @Nullable Held owner) {
    this.store = store;
    this.shared = shared;
    this.owner = owner;
  }

  /**
   * What all openings of one journal share.
   *
   * @param file the file
   * @param writer appends to it; used by the storage thread alone
   * @param waiters who waits for it to grow
   */
  record Shared(JournalFile file, JournalWriter writer, Waiters waiters) {
    Shared(JournalFile file) {
      this(file, new JournalWriter(file), new Waiters());
    }
  }

  @Override
  public long append(Batch batch) {
    required(batch, "batch");
    checkOpen();
    store.home().checkWritable();
    long sequence = store.thread().run(() -> appendLocked(batch));
    shared.waiters.wake();
    return sequence;
  }

  private long appendLocked(Batch batch) {
    checkOpen();
    if (owner != null) {
      return shared.writer.append(batch);
    }
    Held held;
    try {
      held = JournalLocks.acquire(shared.file.lockFile());
    } catch (IOException e) {
      throw StorageErrors.failed("lock journal", shared.file.lockFile(), e);
    }
    try {
      return shared.writer.append(batch);
    } finally {
      held.close();
    }
  }

  @Override
  public void read(long from, java.util.function.Consumer<JournalEntry> action) {
    check(from >= 1, "Invalid sequence: %s (must be at least 1)", from);
    checkOpen();
    Place near = reading;
    List<JournalEntry> entries = new ArrayList<>();
    reading =
        shared.file.scan(
            near.sequence() < from ? near : Place.START, frame -> frame.collect(from, entries));
    entries.forEach(action);
  }

  @Override
  public java.util.concurrent.CompletableFuture<Long> appendAsync(Batch batch) {
    throw new UnsupportedOperationException("not yet");
  }

  @Override
  public long first() {
    throw new UnsupportedOperationException("not yet");
  }

  @Override
  public void snapshot(io.lifecycle4j.storage.JournalSnapshot snapshot) {
    throw new UnsupportedOperationException("not yet");
  }

  @Override
  public java.util.Optional<io.lifecycle4j.storage.JournalSnapshot> snapshot() {
    throw new UnsupportedOperationException("not yet");
  }

  @Override
  public void trim(long before) {
    throw new UnsupportedOperationException("not yet");
  }

  @Override
  public java.util.Optional<String> chain() {
    throw new UnsupportedOperationException("not yet");
  }

  @Override
  public long sequence() {
    checkOpen();
    Place place = shared.file.scan(end, frame -> {});
    end = place;
    return place.sequence();
  }

  @Override
  public boolean await(long sequence, Duration timeout) {
    return shared.waiters.await(() -> sequence() >= sequence, required(timeout, "timeout"));
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      shared.waiters.wake();
      store
          .thread()
          .run(
              () -> {
                release();
                return true;
              });
    }
  }

  /** Gives up what the opening holds. Runs on the storage thread, after whatever was appended. */
  void release() {
    closed.set(true);
    shared.waiters.wake();
    if (released) {
      return;
    }
    released = true;
    store.forget(this);
    if (owner != null) {
      try (owner;
          JournalWriter writer = shared.writer) { // given up even if the last force fails
        writer.anchor();
      }
    }
  }

  private void checkOpen() {
    if (closed.get()) {
      throw new IllegalStateException("The journal is closed");
    }
  }
}
