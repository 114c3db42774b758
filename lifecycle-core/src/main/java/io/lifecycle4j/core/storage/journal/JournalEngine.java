package io.lifecycle4j.core.storage.journal;

import io.lifecycle4j.core.storage.file.FileLocks;
import io.lifecycle4j.core.storage.file.FileLocks.Held;
import io.lifecycle4j.core.storage.file.StorageErrors;
import io.lifecycle4j.storage.Batch;
import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.storage.JournalSnapshot;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One journal as this process writes it; all openings of a shared one have the same. */
final class JournalEngine {
  private final JournalDirectory directory;
  private final JournalWriter writer;
  private final JournalQueue queue;
  private final Waiters waiters = new Waiters();

  /** The lock of an owned journal, held until it is closed; a shared one locks each group. */
  private final @Nullable Held owner;

  private boolean created;
  private boolean closed;

  JournalEngine(
      JournalDirectory directory,
      JournalWriter writer,
      JournalThreads threads,
      @Nullable Held owner) {
    this.directory = directory;
    this.writer = writer;
    this.owner = owner;
    this.queue = new JournalQueue(threads, this::write);
  }

  Waiters waiters() {
    return waiters;
  }

  long append(Batch batch) {
    Append append = new Append(batch);
    queue.add(append);
    return JournalThreads.await(append);
  }

  CompletableFuture<Long> appendAsync(Batch batch) {
    Append append = new Append(batch);
    queue.offer(append, batch.durability() == Durability.POWER);
    return append;
  }

  void force() {
    locked(writer::force);
  }

  void reopen() {
    locked(writer::reopen);
  }

  void snapshot(JournalSnapshot snapshot) {
    locked(() -> writer.snapshot(snapshot));
  }

  void trim(long before) {
    locked(() -> writer.trim(before));
  }

  void begin(long first) {
    locked(() -> writer.begin(first));
  }

  /** Runs on the queue's thread. */
  private void write(List<Append> group) {
    underLock(() -> writer.append(group));
    group.forEach(Append::tell);
    waiters.wake();
  }

  private void locked(Runnable work) {
    queue.call(
        () -> {
          underLock(work);
          return true;
        });
  }

  private void underLock(Runnable work) {
    if (closed) {
      throw new IllegalStateException("The journal is closed");
    }
    Held held = owner == null ? acquire() : null;
    try {
      work.run();
    } finally {
      if (held != null) {
        held.close();
      }
    }
  }

  private Held acquire() {
    try {
      if (!created) {
        directory.create(); // the lock lies in it
        created = true;
      }
      return FileLocks.acquire(directory.lockFile());
    } catch (IOException e) {
      throw StorageErrors.failed("lock journal", directory.lockFile(), e);
    }
  }

  /** Forces what was appended, when one of several openings is closed. */
  void checkpoint() {
    queue.call(
        () -> {
          if (!writer.idle()) {
            underLock(writer::checkpoint);
          }
          return true;
        });
  }

  /**
   * Forces what was appended and gives the journal up. What comes later is refused.
   *
   * @throws io.lifecycle4j.error.LifecycleException if forcing failed; the journal is given up
   */
  void close() {
    if (!queue.here(writer::idle, this::giveUp)) { // most journals that are opened are only read
      queue.call(
          () -> {
            giveUp();
            return true;
          });
    }
    waiters.wake();
  }

  private void giveUp() {
    try (owner;
        writer) {
      if (!writer.idle()) {
        underLock(writer::checkpoint);
      }
    } finally {
      closed = true;
      queue.leave();
    }
  }
}
