package io.lifecycle4j.core.serving;

import io.lifecycle4j.core.error.Backoff;
import io.lifecycle4j.core.storage.JournalClosing;
import io.lifecycle4j.core.storage.WriteBehind;
import io.lifecycle4j.serving.PredictionLogStatus;
import io.lifecycle4j.storage.spi.Batch;
import io.lifecycle4j.storage.spi.Journal;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes predictions to an owned journal, behind the callers' backs.
 *
 * <p>A caller only puts its prediction into a queue, and never fails because of the log. The thread
 * of {@link WriteBehind} empties the queue every few milliseconds, later while no core is free for
 * it: what is in the queue, bounded as it is, a {@code kill -9} loses. What cannot be written is
 * tried again, under the same token and in a journal that was reopened, until it is there. What
 * finds the queue full, and no progress, is counted as lost.
 */
public final class PredictionLog implements WriteBehind.Source, AutoCloseable {
  /** How long closing waits for what is still to be written. */
  static final Duration END = Duration.ofSeconds(9);

  /** How long it then waits for the journal to be given up. */
  private static final Duration GIVE_UP = Duration.ofSeconds(1);

  private static final Logger LOG = LoggerFactory.getLogger(PredictionLog.class);

  /** How many batches are written before the other models have their turn. */
  private static final int TURN = 16;

  private final String model;
  private final Supplier<Journal> opener;
  private final WriteBehind behind;
  private final PredictionQueue queue;
  private final PredictionBatch batch;
  private final PredictionCount count;
  private final Backoff retry;
  private final LongSupplier nanos;
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile boolean closing;

  // what follows is used by the thread alone
  private @Nullable Journal journal;
  private boolean failed;

  /** One of which nothing is left, to be closed before it is opened anew. */
  private @Nullable Journal empty;

  /** The last entry that was acknowledged: less is there only if the disk lost some. */
  private long sequence;

  /**
   * Makes a log, of which nothing is written before it {@linkplain #begin begins}.
   *
   * @param model the name of the model
   * @param opener opens the journal, with a header as its first entry, when the first prediction is
   *     to be written; again if that failed, or if the disk lost the header
   * @param behind has it written
   */
  public PredictionLog(String model, Supplier<Journal> opener, WriteBehind behind) {
    this(model, opener, behind, System::nanoTime);
  }

  PredictionLog(String model, Supplier<Journal> opener, WriteBehind behind, LongSupplier nanos) {
    this.model = model;
    this.opener = opener;
    this.behind = behind;
    this.queue = new PredictionQueue(nanos);
    this.batch = new PredictionBatch(queue);
    this.count = new PredictionCount(model, nanos, LOG);
    this.retry = new Backoff(nanos);
    this.nanos = nanos;
  }

  /** One prediction. */
  record Entry(long number, Instant time, int version, long nanos, Answer<?> answer) {
    /** What one takes in memory, about, besides the characters of its answer. */
    static final int BYTES = 128;

    long bytes() {
      return BYTES + (answer.value() instanceof String text ? text.length() : 0L);
    }
  }

  /** Has what is appended be written from now on. */
  void begin() {
    behind.add(this);
  }

  PredictionLogStatus status() {
    return count.status();
  }

  /** Returns how many the disk lost after they had been logged. */
  long dropped() {
    return count.dropped();
  }

  /** Takes a prediction; counts it as lost if there is no room for it. */
  void append(Entry entry) {
    count.answered();
    if (!put(entry)) {
      count.lost();
    }
    behind.wake();
  }

  @SuppressWarnings("checkstyle:IllegalCatch") // an answer that was computed must be given
  private boolean put(Entry entry) {
    try {
      return !closing && queue.put(entry);
    } catch (RuntimeException | Error e) {
      return false;
    }
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

  /** Writes what waits; tells whether nothing is left. */
  @SuppressWarnings("checkstyle:IllegalCatch") // whatever fails is tried again
  private boolean writeAll() {
    try {
      count.appended(batch.appended()); // if an error came before it the last time
      Batch next = batch.next();
      for (int n = 0; n < TURN && next != null; n++) {
        sequence = opened().append(next);
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
      sequence = 1; // the header
    }
    return open;
  }

  /** With a force that failed a disk may have lost what it had, even all of it. */
  private @Nullable Journal recount(Journal open) {
    long left = open.sequence();
    if (left >= sequence) {
      return open;
    }
    long[] predictions = new long[1];
    if (left > 1) {
      open.read(2, entry -> predictions[0] += PredictionCodec.count(entry.payload()));
    }
    count.remaining(predictions[0]);
    sequence = left;
    if (left > 0) {
      return open;
    }
    empty = open;
    journal = null;
    return null;
  }

  /** An error leaves it to the next attempt: as long as it is owned, nobody owns it anew. */
  private void closeEmpty() {
    if (empty != null) {
      JournalClosing.despiteErrors(empty);
      empty = null;
    }
  }

  /** Forces what was written, before the log is closed. */
  @SuppressWarnings("checkstyle:IllegalCatch") // whatever fails is tried again
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

  /** Lets others own the journal. */
  @SuppressWarnings("checkstyle:IllegalCatch") // nobody can do more
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

  /** Takes nothing more, and has the rest written, forced and the journal closed. */
  void beginClosing() {
    closing = true;
    behind.wake();
  }

  /** Counts as lost what could not be written, and has the journal given up. */
  void abandon() {
    count.end();
    behind.wake();
  }

  /**
   * Writes the rest and forces it. What is not written after 9 s is counted as lost; it returns
   * after 10 s at most, whatever the disk does. A home that is closed has these 10 s for all its
   * models.
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

  /** Waits also when the waiting thread is interrupted; the flag is kept. */
  private boolean awaitClosed(Duration time) {
    long end = nanos.getAsLong() + time.toNanos();
    boolean interrupted = false;
    boolean ended = false;
    while (!ended && nanos.getAsLong() - end < 0) {
      behind.wake(); // it may have had no thread
      try {
        ended = closed.await(WriteBehind.WINDOW.toNanos(), TimeUnit.NANOSECONDS);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return ended;
  }
}
