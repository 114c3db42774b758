package io.lifecycle4j.core.storage.journal;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.storage.journal.FileJournalStore.Opened;
import io.lifecycle4j.error.ClosedException;
import io.lifecycle4j.storage.spi.Batch;
import io.lifecycle4j.storage.spi.Journal;
import io.lifecycle4j.storage.spi.JournalChecks;
import io.lifecycle4j.storage.spi.JournalEntry;
import io.lifecycle4j.storage.spi.JournalKind;
import io.lifecycle4j.storage.spi.JournalSnapshot;
import io.lifecycle4j.storage.spi.JournalState;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One opening of a journal in files. The journal's engine writes; the caller's thread reads. */
final class FileJournal implements Journal {
  private final FileJournalStore store;
  private final Opened opened;
  private final JournalKind kind;
  private final JournalEngine engine;
  private final JournalReader reader;
  private volatile boolean closed;

  /** Whether closing is complete; an Error may interrupt it. */
  private volatile boolean released;

  /** The last positions of reading and of the end, where most calls continue. */
  private volatile @Nullable JournalPosition reading;

  private volatile @Nullable JournalPosition end;

  FileJournal(FileJournalStore store, Opened opened, JournalReader reader) {
    this.store = store;
    this.opened = opened;
    this.kind = opened.kind();
    this.engine = opened.engine();
    this.reader = reader;
  }

  @Override
  public long append(Batch batch) {
    checkWritable();
    return engine.append(required(batch, "batch"));
  }

  @Override
  public void read(long from, Consumer<JournalEntry> action) {
    JournalChecks.sequence(from);
    required(action, "action");
    checkOpen();
    reading = reader.read(reading, from, action);
  }

  @Override
  public long sequence() {
    checkOpen();
    JournalPosition place = last();
    return place == null ? 0 : place.sequence();
  }

  private @Nullable JournalPosition last() {
    JournalPosition place = reader.end(end);
    end = place;
    return place;
  }

  @Override
  public JournalState state() {
    checkOpen();
    Head head = reader.head();
    JournalPosition place = last();
    if (head != null && place != null) {
      return head.state(place);
    }
    Optional<String> chain =
        kind == JournalKind.CHAINED
            ? Optional.of(HexFormat.of().formatHex(reader.firstLink()))
            : Optional.empty();
    return new JournalState(kind, 1, 0, Optional.empty(), chain);
  }

  @Override
  public boolean await(long sequence, Duration timeout) {
    return engine
        .waiters()
        .await(() -> sequence() >= sequence, this::size, required(timeout, "timeout"));
  }

  /** Returns the size of the segment that is appended to, as far as is known. */
  private long size() {
    JournalPosition place = end;
    return place == null ? 0 : reader.size(place.segment());
  }

  @Override
  public void force() {
    checkWritable();
    engine.force();
  }

  @Override
  public void reopen() {
    checkWritable();
    JournalChecks.reopen(kind);
    engine.reopen();
    reading = null; // what was read there may be gone
    end = null;
  }

  @Override
  public void snapshot(JournalSnapshot snapshot) {
    checkWritable();
    engine.snapshot(required(snapshot, "snapshot"));
  }

  @Override
  public void trim(long before) {
    checkWritable();
    engine.trim(before);
  }

  void begin(long first) {
    checkWritable();
    engine.begin(first);
  }

  @Override
  public void close() {
    closed = true;
    if (!released) {
      engine.waiters().wake();
      store.release(opened, this);
      released = true;
    }
  }

  private void checkWritable() {
    checkOpen();
    store.checkWritable();
  }

  private void checkOpen() {
    if (store.closed()) {
      throw new ClosedException("The home is closed");
    }
    if (closed) {
      throw new ClosedException("The journal is closed");
    }
  }
}
