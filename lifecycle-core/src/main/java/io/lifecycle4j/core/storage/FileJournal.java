package io.lifecycle4j.core.storage;

import static io.lifecycle4j.error.InvalidValueException.check;
import static io.lifecycle4j.error.InvalidValueException.required;

import io.lifecycle4j.core.storage.JournalFile.Place;
import io.lifecycle4j.core.storage.JournalLocks.Held;
import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.storage.Batch;
import io.lifecycle4j.storage.Journal;
import io.lifecycle4j.storage.JournalEntry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A journal in a file. Appending runs on the storage thread, reading on the caller's. */
final class FileJournal implements Journal {
  private final Home home;
  private final StorageThread thread;
  private final JournalFile file;
  private final JournalWriter writer;
  private final Path lockFile;

  /** The lock of an owned journal, held until it is closed; a shared one locks each append. */
  private final @Nullable Held owner;

  private final Waiters waiters = new Waiters();

  /** Where reading went on last and where the end was last: most calls go on from there. */
  private volatile Place reading = Place.START;

  private volatile Place end = Place.START;
  private volatile boolean closed;

  FileJournal(
      StorageThread thread, JournalFile file, Path lockFile, @Nullable Held owner, Home home) {
    this.home = home;
    this.thread = thread;
    this.file = file;
    this.lockFile = lockFile;
    this.owner = owner;
    this.writer = new JournalWriter(file);
  }

  @Override
  public long append(Batch batch) {
    required(batch, "batch");
    checkOpen();
    home.checkWritable();
    long sequence = thread.run(() -> appendLocked(batch));
    waiters.wake();
    return sequence;
  }

  private long appendLocked(Batch batch) {
    checkOpen();
    if (owner != null) {
      return writer.append(batch);
    }
    Held held;
    try {
      held = JournalLocks.acquire(lockFile);
    } catch (IOException e) {
      throw StorageErrors.failed("lock journal", lockFile, e);
    }
    try {
      return writer.append(batch);
    } finally {
      held.close();
    }
  }

  @Override
  public List<JournalEntry> read(long from) {
    check(from >= 1, "Invalid sequence: %s (must be at least 1)", from);
    checkOpen();
    Place near = reading;
    List<JournalEntry> entries = new ArrayList<>();
    reading =
        file.scan(
            near.sequence() < from ? near : Place.START, frame -> frame.collect(from, entries));
    return entries;
  }

  @Override
  public long sequence() {
    checkOpen();
    Place place = file.scan(end, frame -> {});
    end = place;
    return place.sequence();
  }

  @Override
  public boolean await(long sequence, Duration timeout) {
    return waiters.await(() -> sequence() >= sequence, required(timeout, "timeout"));
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    waiters.wake();
    thread.run(
        () -> {
          writer.close();
          if (owner != null) {
            owner.close();
          }
          return true;
        });
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("The journal is closed");
    }
  }

  static ConflictException notOwner(String name) {
    return new ConflictException("Cannot write journal " + name + ": another writer holds it");
  }
}
