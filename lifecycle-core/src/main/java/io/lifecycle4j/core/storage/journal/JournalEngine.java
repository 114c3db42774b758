package io.lifecycle4j.core.storage.journal;

import io.lifecycle4j.core.storage.file.FileLocks;
import io.lifecycle4j.core.storage.file.FileLocks.Held;
import io.lifecycle4j.core.storage.file.HomeThreads;
import io.lifecycle4j.core.storage.file.StorageErrors;
import io.lifecycle4j.core.storage.journal.Work.Task;
import io.lifecycle4j.error.ClosedException;
import io.lifecycle4j.storage.spi.Batch;
import io.lifecycle4j.storage.spi.JournalSnapshot;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes one journal for this process; all openings of a shared journal use the same engine. */
final class JournalEngine {
  private final JournalDirectory directory;
  private final JournalWriter writer;
  private final JournalErrors errors;
  private final JournalQueue queue;
  private final Waiters waiters = new Waiters();

  /**
   * Created in advance, since releasing must need no memory; replaced if it failed before its
   * start.
   */
  private volatile Task closing = new Task(this::giveUp, false);

  /** The lock of an owned journal, held until it is closed; a shared one is locked per group. */
  private final @Nullable Held owner;

  /** The lock of a shared journal while a group is written; after an Error, kept until the next. */
  private @Nullable Held shared;

  private boolean created;
  private boolean closed;

  /** Whether closing is complete. */
  private volatile boolean givenUp;

  JournalEngine(JournalDirectory directory, JournalWriter writer, @Nullable Held owner) {
    this.directory = directory;
    this.writer = writer;
    this.owner = owner;
    this.errors = new JournalErrors(directory.path());
    this.queue = new JournalQueue(errors, HomeThreads::execute, this::write);
  }

  String name() {
    return directory.name();
  }

  Waiters waiters() {
    return waiters;
  }

  long append(Batch batch) {
    Append append = new Append(batch);
    queue.run(append);
    return append.sequence();
  }

  void force() {
    run(writer::force);
  }

  /** Reopens the journal after a failure; an Error leaves a failed journal as it was. */
  void reopen() {
    queue.run(new Task(() -> underLock(writer::reopen), true));
  }

  void snapshot(JournalSnapshot snapshot) {
    run(() -> writer.snapshot(snapshot));
  }

  void trim(long before) {
    run(() -> writer.trim(before));
  }

  void begin(long first) {
    run(() -> writer.begin(first));
  }

  /** Runs on the queue's thread. */
  private void write(List<Append> group) {
    try {
      underLock(() -> writer.append(group));
    } finally {
      waiters.wake();
    }
  }

  private void run(Runnable work) {
    queue.run(new Task(() -> underLock(work), false));
  }

  private void underLock(Runnable work) {
    if (closed) {
      throw new ClosedException("The journal is closed");
    }
    try {
      if (owner == null && (shared == null || !shared.isHeld())) {
        shared = acquire();
      }
      work.run();
    } finally {
      if (shared != null) {
        shared.close();
      }
    }
  }

  private Held acquire() {
    try {
      if (!created) {
        directory.create(); // the lock file lies in it
        created = true;
      }
      return FileLocks.acquire(directory.lockFile());
    } catch (IOException e) {
      throw StorageErrors.failed("lock journal", directory.lockFile(), e);
    }
  }

  /**
   * Fsyncs what was appended, when one of several openings is closed.
   *
   * @param patience the maximum wait
   * @return whether it was done in time
   */
  boolean checkpoint(Duration patience) {
    Task task =
        new Task(
            () -> {
              if (!writer.idle()) {
                underLock(writer::checkpoint);
              }
            },
            false);
    return queue.run(task, patience);
  }

  /**
   * Fsyncs what was appended and releases the journal; later calls are rejected. Called again after
   * an Error, completes what is left.
   *
   * @param patience the maximum wait; if it is exceeded, the journal is released later
   * @return whether it was done in time
   * @throws io.lifecycle4j.error.LifecycleException if the fsync failed; the journal is released
   */
  @SuppressWarnings("checkstyle:IllegalCatch") // the finally block must run
  boolean close(Duration patience) {
    try {
      if (closing.failure != null && !givenUp) {
        closing = new Task(this::giveUp, false);
      }
      return queue.run(closing, patience);
    } catch (Error e) {
      throw errors.unknown(e);
    } finally {
      waiters.wake();
    }
  }

  /** Returns whether the journal is closed and its lock released. */
  boolean isClosed() {
    return givenUp;
  }

  private void giveUp() {
    if (givenUp) {
      return;
    }
    try (owner;
        writer) {
      if (!closed && !writer.idle()) {
        underLock(writer::checkpoint);
      }
    } finally {
      closed = true;
      if (owner != null) {
        owner.close(); // again, in case an Error interrupted it
      }
      givenUp = true;
    }
  }
}
