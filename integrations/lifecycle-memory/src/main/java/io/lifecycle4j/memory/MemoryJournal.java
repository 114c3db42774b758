package io.lifecycle4j.memory;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.error.ClosedException;
import io.lifecycle4j.error.OperationInterruptedException;
import io.lifecycle4j.storage.spi.Batch;
import io.lifecycle4j.storage.spi.Journal;
import io.lifecycle4j.storage.spi.JournalChecks;
import io.lifecycle4j.storage.spi.JournalEntry;
import io.lifecycle4j.storage.spi.JournalKind;
import io.lifecycle4j.storage.spi.JournalSnapshot;
import io.lifecycle4j.storage.spi.JournalState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

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
  public void read(long from, Consumer<JournalEntry> action) {
    JournalChecks.sequence(from);
    checkOpen();
    entries.read(from).forEach(required(action, "action"));
  }

  @Override
  public long sequence() {
    checkOpen();
    return entries.sequence();
  }

  @Override
  public JournalState state() {
    checkOpen();
    return entries.state();
  }

  @Override
  public boolean await(long sequence, Duration timeout) {
    return entries.await(() -> sequence() >= sequence, required(timeout, "timeout"));
  }

  @Override
  public void force() {
    checkOpen(); // a power cut loses all of it anyway
  }

  @Override
  public void reopen() {
    checkOpen();
    JournalChecks.reopen(entries.kind());
  }

  @Override
  public void snapshot(JournalSnapshot snapshot) {
    checkOpen();
    entries.snapshot(required(snapshot, "snapshot"));
  }

  @Override
  public void trim(long before) {
    checkOpen();
    entries.trim(before);
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      release.run();
      entries.wake();
    }
  }

  private void checkOpen() {
    if (entries.closed) {
      throw new ClosedException("The home is closed");
    }
    if (closed) {
      throw new ClosedException("The journal is closed");
    }
  }

  /**
   * The state shared by all openings of a journal.
   *
   * <p>An append takes effect when {@code last} is set. What an {@link Error} left before that is
   * dropped by the next append.
   */
  static final class Entries {
    /** An Error may keep a writer from waking the threads that wait. */
    private static final long LOOK_AGAIN_MILLIS = 100;

    private final String name;
    private final JournalKind kind;
    private final List<JournalEntry> list = new ArrayList<>();
    private final Map<UUID, Long> tokens = new HashMap<>();
    private final MemoryChain chain = new MemoryChain();
    private byte @Nullable [] link;
    private @Nullable JournalSnapshot snapshot;
    private long trimmed;
    private long last;
    private volatile boolean closed;

    Entries(String name, JournalKind kind, byte @Nullable [] firstLink) {
      this.name = name;
      this.kind = kind;
      link = firstLink;
    }

    JournalKind kind() {
      return kind;
    }

    synchronized JournalState state() {
      return new JournalState(kind, first(), sequence(), snapshot(), chain());
    }

    long append(Batch batch) {
      JournalChecks.size(batch);
      long sequence = add(batch);
      wake();
      return sequence;
    }

    private synchronized long add(Batch batch) {
      dropUndone();
      Long before = tokens.get(batch.token());
      if (before != null) {
        return before;
      }
      JournalChecks.expected(name, batch, last);
      byte[] next = link;
      long sequence = last;
      for (byte[] payload : batch.payloads()) {
        sequence++;
        list.add(new JournalEntry(sequence, payload.clone()));
        if (next != null) {
          next = chain.next(next, sequence, payload);
        }
      }
      if (batch.hasToken()) {
        tokens.put(batch.token(), sequence);
      }
      link = next;
      last = sequence; // calls nothing after this that could fail
      return sequence;
    }

    private void dropUndone() {
      if (trimmed + list.size() > last) {
        Iterator<Long> sequences = tokens.values().iterator();
        while (sequences.hasNext()) { // a lambda would allocate, just after an Error
          if (sequences.next() > last) {
            sequences.remove();
          }
        }
        list.subList((int) (last - trimmed), list.size()).clear();
      }
    }

    synchronized List<JournalEntry> read(long from) {
      if (from <= trimmed) {
        throw JournalChecks.trimmed(name, from, trimmed + 1);
      }
      return from > last
          ? List.of()
          : List.copyOf(list.subList((int) (from - trimmed) - 1, (int) (last - trimmed)));
    }

    synchronized long sequence() {
      return last;
    }

    synchronized long first() {
      return trimmed + 1;
    }

    synchronized void snapshot(JournalSnapshot next) {
      JournalChecks.snapshot(next, sequence(), snapshot());
      snapshot = next;
    }

    synchronized Optional<JournalSnapshot> snapshot() {
      return Optional.ofNullable(snapshot);
    }

    synchronized void trim(long before) {
      dropUndone();
      JournalChecks.trim(kind, before, sequence(), snapshot());
      if (before > trimmed + 1) {
        list.subList(0, (int) (before - 1 - trimmed)).clear();
        trimmed = before - 1;
      }
    }

    synchronized void begin(long first) {
      dropUndone();
      JournalChecks.begin(name, kind, first, sequence());
      trimmed = first - 1;
      last = trimmed;
    }

    synchronized Optional<String> chain() {
      return Optional.ofNullable(link).map(HexFormat.of()::formatHex);
    }

    /** Waits until a condition holds; whoever may have made it true wakes the threads that wait. */
    synchronized boolean await(BooleanSupplier reached, Duration timeout) {
      long nanos = Math.max(0, TimeUnit.NANOSECONDS.convert(timeout));
      long begin = System.nanoTime();
      try {
        while (!reached.getAsBoolean()) {
          long left = nanos - (System.nanoTime() - begin);
          if (left <= 0) {
            return false;
          }
          wait(Math.min(TimeUnit.NANOSECONDS.toMillis(left) + 1, LOOK_AGAIN_MILLIS));
        }
        return true;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new OperationInterruptedException("Interrupted while waiting for a journal", e);
      }
    }

    private synchronized void wake() {
      notifyAll();
    }

    void close() {
      closed = true;
      wake();
    }
  }
}
