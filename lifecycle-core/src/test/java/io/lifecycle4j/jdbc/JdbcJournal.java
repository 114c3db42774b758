package io.lifecycle4j.jdbc;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.error.ClosedException;
import io.lifecycle4j.error.OperationInterruptedException;
import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.storage.spi.Batch;
import io.lifecycle4j.storage.spi.Journal;
import io.lifecycle4j.storage.spi.JournalChecks;
import io.lifecycle4j.storage.spi.JournalEntry;
import io.lifecycle4j.storage.spi.JournalSnapshot;
import io.lifecycle4j.storage.spi.JournalState;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One opening of a journal. Whoever changes the journal locks its row. */
final class JdbcJournal implements Journal {
  /** So late is seen, at most, what another process appends, which wakes nobody here. */
  private static final long LOOK_AGAIN_MILLIS = 1_000;

  /** Where threads of this process wait for each other's appends, to whatever journal. */
  private static final Object APPENDED = new Object();

  /** How often something was appended; guarded by {@link #APPENDED}. */
  private static long appends;

  private final Database database;
  private final JdbcJournalStore store;
  private final String name;

  /** How the journal is as long as it has no row. */
  private final JournalState fresh;

  /** Holds the lock of an owner. */
  private final @Nullable Transaction lease;

  private volatile boolean closed;

  JdbcJournal(
      Database database,
      JdbcJournalStore store,
      String name,
      JournalState fresh,
      @Nullable Transaction lease) {
    this.database = database;
    this.store = store;
    this.name = name;
    this.fresh = fresh;
    this.lease = lease;
  }

  @Override
  public long append(Batch batch) {
    checkOpen();
    JournalChecks.size(required(batch, "batch"));
    long last = database.write(home -> append(home, batch));
    wake(); // it can be read now, durable or not
    if (batch.durability() == Durability.POWER) {
      database.force();
    }
    return last;
  }

  private static void wake() {
    synchronized (APPENDED) {
      appends++;
      APPENDED.notifyAll();
    }
  }

  private static long appends() {
    synchronized (APPENDED) {
      return appends;
    }
  }

  private long append(Transaction home, Batch batch) throws SQLException {
    JournalState state = JdbcJournalStore.locked(home, name);
    String token = "SELECT sequence FROM entry WHERE journal = ? AND token = ?";
    Optional<Long> before = home.first(row -> row.getLong(1), token, name, batch.token());
    if (before.isPresent() && batch.hasToken()) {
      return before.get();
    }
    JournalChecks.expected(name, batch, state.sequence());
    long sequence = state.sequence();
    long last = sequence + batch.payloads().size();
    String link = state.chain().orElse(null);
    for (byte[] payload : batch.payloads()) {
      sequence++;
      Object named = sequence == last ? batch.token() : null;
      home.run("INSERT INTO entry VALUES (?, ?, ?, ?)", name, sequence, payload, named);
      link = link(link, sequence, payload);
    }
    home.run("UPDATE journal SET last = ?, link = ? WHERE name = ?", last, link, name);
    return last;
  }

  /** Returns the link of an entry behind another one; null in a journal that is not chained. */
  static @Nullable String link(@Nullable String before, long sequence, byte[] payload) {
    if (before == null) {
      return null;
    }
    MessageDigest digest = Drafts.sha256();
    digest.update(HexFormat.of().parseHex(before));
    digest.update(ByteBuffer.allocate(Long.BYTES).putLong(sequence).flip());
    return HexFormat.of().formatHex(digest.digest(payload));
  }

  @Override
  public void read(long from, Consumer<JournalEntry> action) {
    checkOpen();
    store.read(name, from, action);
  }

  @Override
  public JournalState state() {
    checkOpen();
    return store.state(name).orElse(fresh);
  }

  @Override
  public boolean await(long sequence, Duration timeout) {
    Duration longest = Duration.ofDays(36_500);
    boolean forEver = required(timeout, "timeout").compareTo(longest) > 0;
    long nanos = (forEver ? longest : timeout).toNanos();
    long begin = System.nanoTime();
    long before = appends(); // first: what comes between the look and the wait ends the wait
    while (sequence() < sequence) {
      long left = nanos - (System.nanoTime() - begin);
      if (left <= 0) {
        return false;
      }
      before = awaitAppend(before, TimeUnit.NANOSECONDS.toMillis(left) + 1);
    }
    return true;
  }

  /** Waits until something was appended since then. */
  @SuppressWarnings("WaitNotInLoop") // who is woken looks again
  private long awaitAppend(long before, long millis) {
    synchronized (APPENDED) {
      try {
        if (appends == before) {
          APPENDED.wait(Math.min(millis, LOOK_AGAIN_MILLIS));
        }
        return appends;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new OperationInterruptedException("Interrupted while waiting for " + name, e);
      }
    }
  }

  @Override
  public void force() {
    checkOpen();
    database.force();
  }

  /** Each transaction begins anew anyway. */
  @Override
  public void reopen() {
    checkOpen();
    JournalChecks.reopen(fresh.kind());
  }

  @Override
  public void snapshot(JournalSnapshot snapshot) {
    checkOpen();
    required(snapshot, "snapshot");
    String record = "UPDATE journal SET snapshot = ?, state = ? WHERE name = ?";
    database.writeDurably(
        home -> {
          JournalState state = JdbcJournalStore.locked(home, name);
          JournalChecks.snapshot(snapshot, state.sequence(), state.snapshot());
          return home.run(record, snapshot.sequence(), snapshot.blob().sha256(), name);
        });
  }

  @Override
  public void trim(long before) {
    checkOpen();
    database.writeDurably(
        home -> {
          JournalState state = JdbcJournalStore.locked(home, name);
          JournalChecks.trim(state.kind(), before, state.sequence(), state.snapshot());
          home.run("DELETE FROM entry WHERE journal = ? AND sequence < ?", name, before);
          long first = Math.max(before, state.first());
          return home.run("UPDATE journal SET first = ? WHERE name = ?", first, name);
        });
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    wake(); // who waits looks, and finds it closed
    store.forget(this);
    if (database.isWritable()) {
      database.force();
    }
    if (lease != null) {
      try {
        lease.close();
      } catch (SQLException e) {
        throw database.failed(e);
      }
    }
  }

  private void checkOpen() {
    database.checkOpen();
    if (closed) {
      throw new ClosedException("The journal is closed");
    }
  }
}
