package io.lifecycle4j.core.storage.journal;

import io.lifecycle4j.core.storage.journal.JournalThreads.Task;
import io.lifecycle4j.error.OverloadedException;
import io.lifecycle4j.error.StorageFailedException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What is to be done to one journal, in order, on one thread at a time.
 *
 * <p>The thread stays for a while when there is nothing to do and looks again each millisecond: an
 * append that nobody waits for then costs its caller no more than a place in the queue. Who waits
 * wakes it; behind such work it sleeps instead of looking, and anybody wakes it.
 */
final class JournalQueue implements Runnable {
  /** What may wait; a batch counts its bytes and the objects that hold it. */
  private static final long MAX_WAITING_BYTES = 1 << 26;

  private static final long BATCH_BYTES = 1 << 10;

  private static final long LOOK_AGAIN_NANOS = 1_000_000;
  private static final int LOOKS = 100;

  /** So long it sleeps at most before it looks whether another journal needs the thread. */
  private static final int LOOKS_ASLEEP = 10;

  /** The longest that {@link #patience} may be, however slow the device is, or who is told. */
  private static final long MOST_PATIENCE_NANOS = 250_000;

  private final JournalThreads threads;
  private final Consumer<List<Append>> writer;
  private final WorkQueue queue = new WorkQueue();
  private final AtomicLong waiting = new AtomicLong();
  private final AtomicBoolean running = new AtomicBoolean();
  private volatile @Nullable Thread thread;

  /** Whether the thread sleeps until it is woken. */
  private volatile boolean sleeps;

  /** Whether somebody waits for what was added last. */
  private volatile boolean awaited;

  /** How many asked for the last force; used by the queue's thread alone. */
  private int gathered;

  /**
   * How long to wait until as many ask for the next one: who was told of the last is about to
   * append again. Half of what a force takes, since waiting can save a whole one. Used by the
   * queue's thread alone.
   */
  private long patience;

  /** How many the last group had; used by the queue's thread alone. */
  private int likely = 1;

  /** Whether nothing more is to come; used by the queue's thread alone. */
  private boolean leaving;

  JournalQueue(JournalThreads threads, Consumer<List<Append>> writer) {
    this.threads = threads;
    this.writer = writer;
  }

  /** Takes a batch, unless too much is waiting. */
  void offer(Append append, boolean urgent) {
    long bytes = append.bytes() + BATCH_BYTES;
    long now = waiting.addAndGet(bytes);
    if (now > MAX_WAITING_BYTES && now > bytes) {
      waiting.addAndGet(-bytes);
      throw new OverloadedException(
          "Cannot append to journal: "
              + (now - bytes)
              + " bytes are waiting to be written (at most "
              + MAX_WAITING_BYTES
              + ")");
    }
    add(append, urgent);
  }

  /** Takes a batch whose caller waits for it, whatever is waiting. */
  void add(Append append) {
    JournalThreads.checkMayWait();
    waiting.addAndGet(append.bytes() + BATCH_BYTES);
    add(append, true);
  }

  /** Does something behind all that was taken before, and waits for it. */
  <T> T call(Callable<T> work) {
    JournalThreads.checkMayWait();
    Task<T> task = new Task<>(work);
    add(task, true);
    return JournalThreads.await(task);
  }

  /**
   * Does something on this thread, if there is nothing else to do and no thread for it.
   *
   * @param condition looked at when nobody else is at work; without it nothing is done
   * @param work what is done
   * @return whether it was
   */
  boolean here(BooleanSupplier condition, Runnable work) {
    if (!running.compareAndSet(false, true)) {
      return false;
    }
    try {
      boolean alone = queue.isEmpty() && condition.getAsBoolean();
      if (alone) {
        work.run();
      }
      return alone;
    } finally {
      running.set(false);
      if (!queue.isEmpty() && running.compareAndSet(false, true)) {
        start(); // who came meanwhile took this for the queue's thread
      }
    }
  }

  /** Lets the thread go as soon as it has nothing to do; said on that thread. */
  void leave() {
    leaving = true;
  }

  private void add(Work<?> work, boolean urgent) {
    if (awaited != urgent) { // most callers are alike, and reading is cheaper
      awaited = urgent;
    }
    queue.add(work);
    if (!running.get() && running.compareAndSet(false, true)) {
      start();
    } else if (urgent || sleeps) {
      LockSupport.unpark(thread);
    }
  }

  /** If there is no thread to be had, whoever waits is told, and the next one tries again. */
  @SuppressWarnings("checkstyle:IllegalCatch") // the virtual machine says it with an Error
  private void start() {
    try {
      threads.execute(this);
    } catch (RuntimeException | Error e) {
      RuntimeException failed =
          e instanceof IllegalStateException closed
              ? closed
              : new StorageFailedException("Cannot write journal: no thread can be started", e);
      do {
        tell(failed);
        running.set(false);
      } while (!queue.isEmpty() && running.compareAndSet(false, true));
      throw failed;
    }
  }

  private void tell(RuntimeException failed) {
    for (Work<?> left = queue.poll(); left != null; left = queue.poll()) {
      left.completeExceptionally(failed);
      if (left instanceof Append append) {
        waiting.addAndGet(-append.bytes() - BATCH_BYTES);
      }
    }
  }

  @Override
  public void run() {
    thread = Thread.currentThread();
    int looks = 0;
    while (true) {
      if (work()) {
        looks = 0;
      } else if (!leaving && looks < LOOKS && threads.calm()) {
        looks += pause();
      } else {
        thread = null;
        running.set(false);
        if (queue.isEmpty() || !running.compareAndSet(false, true)) {
          return;
        }
        thread = Thread.currentThread();
        looks = 0;
      }
    }
  }

  /** Waits a little for work; returns how many looks that stands for. */
  private int pause() {
    if (!awaited) {
      LockSupport.parkNanos(this, LOOK_AGAIN_NANOS);
      return 1;
    }
    sleeps = true; // before looking once more: who adds asks for this behind adding
    if (queue.isEmpty()) {
      LockSupport.parkNanos(this, LOOKS_ASLEEP * LOOK_AGAIN_NANOS);
    }
    sleeps = false;
    return LOOKS_ASLEEP;
  }

  /** Does what is first in the queue. Returns whether there was anything. */
  private boolean work() {
    Work<?> first = queue.poll();
    if (first == null) {
      return false;
    }
    Thread.interrupted(); // what is chained to a future may have left it set; it closes channels
    if (first instanceof Task<?> task) {
      task.perform();
    } else {
      write((Append) first);
    }
    return true;
  }

  /** Writes a batch and those that follow it in the queue. */
  @SuppressWarnings("checkstyle:IllegalCatch") // who waits must be told, also of an Error
  private void write(Append first) {
    AppendGroup group = null;
    try {
      group = new AppendGroup(first, likely);
      collect(group);
      likely = group.size();
      long begin = System.nanoTime();
      writer.accept(group.appends());
      if (group.forcing() > 0) {
        forced(group.forcing(), begin, System.nanoTime());
      }
    } catch (Throwable e) {
      first.completeExceptionally(e);
      if (group != null) {
        group.fail(e);
      }
    }
  }

  private void collect(AppendGroup group) {
    try {
      long deadline = 0;
      boolean more = true;
      while (more && !group.isFull()) {
        if (!group.take(queue)) {
          deadline = deadline == 0 ? System.nanoTime() + patience : deadline;
          boolean fewer = group.forcing() > 0 && group.forcing() < gathered;
          more = fewer && awaitAppend(deadline);
        }
      }
    } finally {
      waiting.addAndGet(-group.bytes() - group.size() * BATCH_BYTES);
    }
  }

  private void forced(int forcing, long begin, long end) {
    gathered = forcing;
    patience = Math.min(MOST_PATIENCE_NANOS, (end - begin) / 2);
    if (forcing > 1) { // they are back before this thread could sleep and be woken
      awaitAppend(end + patience);
    }
  }

  /** Waits a little for an append; tells whether one is first, and not other work or nothing. */
  private boolean awaitAppend(long deadline) {
    Work<?> first = queue.peek();
    while (first == null && System.nanoTime() - deadline < 0) {
      Thread.onSpinWait();
      first = queue.peek();
    }
    return first instanceof Append;
  }
}
