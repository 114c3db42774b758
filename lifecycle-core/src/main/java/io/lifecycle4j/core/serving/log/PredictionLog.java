package io.lifecycle4j.core.serving.log;

import io.lifecycle4j.core.error.Backoff;
import io.lifecycle4j.core.error.Joining;
import io.lifecycle4j.core.storage.JournalClosing;
import io.lifecycle4j.core.storage.WriteBehind;
import io.lifecycle4j.error.StorageFailedException;
import io.lifecycle4j.serving.PredictionLogStatus;
import io.lifecycle4j.storage.spi.Batch;
import io.lifecycle4j.storage.spi.Journal;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.function.BiFunction;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes predictions to a journal in the background.
 *
 * <p>A caller only adds its prediction to a bounded queue, and never fails because of the log. The
 * thread of {@link WriteBehind} drains the queue every few milliseconds, or later if all cores are
 * busy; a {@code kill -9} loses what is in the queue. A batch that cannot be written is retried
 * until it is written, with the same token and after reopening the journal. A prediction that finds
 * the queue full and no progress is counted as lost.
 */
public final class PredictionLog implements WriteBehind.Source, AutoCloseable {
  /** How long closing waits for what is pending. */
  static final Duration END = Duration.ofSeconds(9);

  /** How long a reader waits for what is pending. */
  private static final Duration FLUSH = Duration.ofSeconds(10);

  /** How long closing then waits for the journal to be closed. */
  private static final Duration GIVE_UP = Duration.ofSeconds(1);

  private static final Logger LOG = LoggerFactory.getLogger(PredictionLog.class);

  /** The number of batches written before other models have their turn. */
  private static final int TURN = 16;

  private final String model;
  private final Supplier<Journal> opener;
  private final WriteBehind behind;
  private final InputCodec inputs;
  private final PredictionQueue queue;
  private final PendingEntries batch;
  private final LogCounts count;
  private final Backoff retry;
  private final LongSupplier nanos;
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile boolean closing;

  // confined to the thread
  private @Nullable Journal journal;
  private boolean failed;

  /** A journal that lost everything, to be closed before it is opened again. */
  private @Nullable Journal empty;

  /** The last acknowledged entry; the journal holds less only if the disk lost some. */
  private long sequence;

  /** How many predictions were moved from the journal to parts. */
  private volatile long moved;

  /** The bytes that were written. */
  private volatile long written;

  /**
   * Creates a log that writes nothing until it {@linkplain #begin begins}.
   *
   * @param opener opens the journal, with a header as its first entry, for the first prediction;
   *     called again if that failed or the disk lost the header
   * @param behind calls {@link #write}
   * @param inputs encodes inputs on the calling thread, since they may change later
   */
  public PredictionLog(
      String model, Supplier<Journal> opener, WriteBehind behind, InputCodec inputs) {
    this(model, opener, behind, inputs, System::nanoTime);
  }

  /**
   * Creates a log like the other constructor.
   *
   * @param nanos the clock of its patience, such as {@link System#nanoTime}
   */
  public PredictionLog(
      String model,
      Supplier<Journal> opener,
      WriteBehind behind,
      InputCodec inputs,
      LongSupplier nanos) {
    this.model = model;
    this.inputs = inputs;
    this.opener = opener;
    this.behind = behind;
    this.queue = new PredictionQueue(nanos);
    this.batch = new PendingEntries(queue, inputs);
    this.count = new LogCounts(model, nanos, LOG);
    this.retry = new Backoff(nanos);
    this.nanos = nanos;
  }

  /** Begins to write what is appended. */
  public void begin() {
    behind.add(this);
  }

  public PredictionLogStatus status() {
    return count.status();
  }

  /** Counts predictions that were moved from the journal to parts, before they are trimmed. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // by one thread at a time
  void moved(long predictions) {
    moved += predictions;
  }

  /** Returns the bytes that were written. */
  long written() {
    return written;
  }

  /** Returns how many the disk lost after they had been logged. */
  long dropped() {
    return count.dropped();
  }

  /** Adds a prediction; counts it as lost if there is no room or its answer has no text. */
  void append(LogEntry entry) {
    append(entry, (codec, made) -> made);
  }

  /** Adds a prediction like the other method, and counts it as lost if making it throws. */
  @SuppressWarnings("checkstyle:IllegalCatch") // the answer must be returned, whatever is thrown
  public <T> void append(T prediction, BiFunction<InputCodec, T, LogEntry> how) {
    count.answered();
    try {
      if (closing || !queue.put(how.apply(inputs, prediction).fixed())) {
        count.lost();
      }
    } catch (Throwable e) { // toString may throw anything
      count.lost(e);
    }
    behind.wake();
  }

  @Override
  public boolean write() {
    if (count.isEnded()) {
      giveUp();
      return false;
    }
    if (retry.isDue() && writeAll() && closing && force()) {
      count.end();
      giveUp();
      return false;
    }
    count.tell();
    return closing || !batch.isEmpty() || count.isUntold();
  }

  /** Writes what is pending, within a turn; returns whether nothing is left. */
  @SuppressWarnings({"checkstyle:IllegalCatch", "NonAtomicVolatileUpdate"}) // fails: is retried
  private boolean writeAll() {
    try {
      count.appended(batch.appended()); // in case an error prevented this the last time
      Batch next = batch.next();
      for (int n = 0; n < TURN && next != null; n++) {
        sequence = opened().append(next);
        written += next.payloads().get(0).length;
        batch.done();
        count.appended(batch.appended());
        succeeded();
        next = batch.next();
      }
      return next == null;
    } catch (RuntimeException | Error e) {
      failed(e);
      return false;
    }
  }

  private void succeeded() {
    count.succeeded();
    failed = false;
    retry.succeeded();
  }

  private void failed(Throwable cause) {
    failed = true;
    retry.failed();
    if (count.failed(cause)) {
      LOG.warn("Predictions of {} cannot be logged now; they are kept", model, cause);
    }
  }

  private Journal opened() {
    Journal open = journal;
    if (open != null && failed) {
      open.reopen();
      open = recount(open);
    }
    if (open == null) {
      closeEmpty();
      open = opener.get();
      journal = open;
      sequence = open.sequence(); // the header
    }
    return open;
  }

  /** Counts what the disk lost: after a failed fsync possibly the whole journal. */
  private @Nullable Journal recount(Journal open) {
    long left = open.sequence();
    if (left >= sequence) {
      return open;
    }
    long[] predictions = new long[1];
    boolean[] begun = {false};
    open.read(
        open.state().first(),
        entry -> {
          begun[0] = true;
          predictions[0] +=
              PredictionJournals.isHeader(entry) ? 0 : PredictionCodec.count(entry.payload());
        });
    count.remaining(moved + predictions[0]);
    sequence = left;
    if (begun[0]) {
      return open;
    }
    empty = open;
    journal = null;
    return null;
  }

  /**
   * If this throws, the next attempt retries: while the journal is owned, it cannot be opened
   * again.
   */
  private void closeEmpty() {
    if (empty != null) {
      JournalClosing.despiteErrors(empty);
      empty = null;
    }
  }

  /**
   * Waits until what was appended before is written or lost.
   *
   * @throws StorageFailedException if that takes more than 10 s
   */
  public void flush() {
    PredictionLogStatus now = status();
    long all = now.answered();
    long end = nanos.getAsLong() + FLUSH.toNanos();
    while (now.logged() + now.lost() < all) {
      if (nanos.getAsLong() - end > 0) {
        throw new StorageFailedException(
            String.format(
                "Cannot read the predictions of %s: %s wait to be written (%s)",
                model, now.waiting(), now.failure().isEmpty() ? "disk is slow" : now.failure()));
      }
      behind.wake();
      Joining.uninterruptibly(closed, Duration.ofMillis(1));
      now = status();
    }
  }

  /** Fsyncs the journal before the log is closed. */
  @SuppressWarnings("checkstyle:IllegalCatch") // whatever fails is retried
  private boolean force() {
    try {
      if (journal != null) {
        opened().force();
        succeeded();
      }
      return true;
    } catch (RuntimeException | Error e) {
      failed(e);
      return false;
    }
  }

  /** Releases the journal. */
  @SuppressWarnings("checkstyle:IllegalCatch") // nothing more can be done
  private void giveUp() {
    Journal open = journal;
    journal = null;
    try {
      closeEmpty();
      if (open != null) {
        JournalClosing.despiteErrors(open);
      }
    } catch (RuntimeException | Error e) {
      LOG.warn("The log of predictions of {} could not be closed in good order", model, e);
    } finally {
      behind.remove(this);
      closed.countDown();
    }
  }

  /** Rejects new predictions; writes the rest and closes the journal in the background. */
  void beginClosing() {
    closing = true;
    behind.wake();
  }

  /** Counts as lost what is pending, and closes the journal in the background. */
  void abandon() {
    count.end();
    behind.wake();
  }

  /**
   * Writes and fsyncs the rest. What is not written within 9 s is counted as lost; returns within
   * 10 s, whatever the disk does. A home that closes has these 10 s for all its models.
   */
  @Override
  public void close() {
    beginClosing();
    if (!awaitClosed(behind.patience(END))) {
      abandon();
      if (!awaitClosed(behind.patience(GIVE_UP))) {
        LOG.error("The log of predictions of {} does not end; its journal is left open", model);
      }
    }
    count.tellAll();
  }

  private synchronized void writeRest() {
    write();
  }

  /** Keeps waiting if interrupted; the thread stays interrupted. */
  private boolean awaitClosed(Duration time) {
    long end = nanos.getAsLong() + time.toNanos();
    boolean ended = false;
    while (!ended && nanos.getAsLong() - end < 0) {
      if (behind.isOver()) { // the home was closed while the model was opened
        writeRest();
      }
      behind.wake(); // it may have had no thread
      ended = Joining.uninterruptibly(closed, WriteBehind.WINDOW);
    }
    return ended;
  }
}
