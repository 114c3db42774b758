package io.lifecycle4j.core.storage.journal;

import io.lifecycle4j.core.storage.file.HomeThreads;
import io.lifecycle4j.core.storage.journal.Work.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The pending work of one journal, done in order by one thread at a time: the leader.
 *
 * <p>A waiting caller that finds no leader starts one. A leader continues until the queue is empty.
 * Adjacent batches are written as one group. Each caller waits for its own work, which bounds the
 * queue by the number of callers.
 *
 * <p>If a piece of work throws, even an {@code Error}, only that work ends, and its caller receives
 * the exception; the leader continues, or steps down. Nothing between taking a piece of work and
 * reporting its end allocates memory.
 */
final class JournalQueue {
  /** The maximum bytes of a group, unless it is a single batch: they are collected in memory. */
  static final int MOST_BYTES = 1 << 22;

  private static final int MOST = 1 << 12;

  /** How long a requested thread may take to start, and how often a waiter checks that one runs. */
  private static final long PATIENCE_MILLIS = 1_000;

  private final JournalErrors errors;
  private final Executor threads;
  private final Consumer<List<Append>> writer;
  private final Runnable lead = this::lead;

  /** The first in line, guarded by this, as is the rest. It stays here until it is done. */
  private @Nullable Work first;

  private @Nullable Work last;
  private @Nullable Thread leader;

  /** How many of the first are being done together. */
  private int taken;

  /** Whether a thread was requested that has not started yet, and when. */
  private boolean called;

  private long calledAt;

  JournalQueue(JournalErrors errors, Executor threads, Consumer<List<Append>> writer) {
    this.errors = errors;
    this.threads = threads;
    this.writer = writer;
  }

  /** Does work after everything queued before, and waits without limit. */
  void run(Work work) {
    await(work, Long.MAX_VALUE, false);
    errors.check(work);
  }

  /**
   * Does work after everything queued before, on this thread if no other can be started.
   *
   * @param work stays in the queue if it is not done in time
   * @param patience the maximum wait
   * @return whether it was done in time
   */
  boolean run(Work work, Duration patience) {
    boolean done = await(work, patience.toNanos(), true);
    if (done) {
      errors.check(work);
    }
    return done;
  }

  private boolean await(Work work, long nanos, boolean here) {
    boolean interrupted = false;
    boolean left = false;
    long begin = System.nanoTime();
    try {
      synchronized (this) {
        add(work);
        callLeader(here);
        long rest = nanos;
        while (!work.done && rest > 0) {
          long slice = Math.min(PATIENCE_MILLIS, TimeUnit.NANOSECONDS.toMillis(rest) + 1);
          interrupted |= HomeThreads.pause(this, slice);
          callLeader(here);
          rest = nanos - (System.nanoTime() - begin);
        }
        left = true;
        return work.done;
      }
    } finally {
      if (!left) {
        takeBack(work);
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void add(Work work) {
    if (leader == Thread.currentThread()) {
      throw new IllegalStateException("Cannot wait for a journal on the thread that writes it");
    }
    if (work.queued) {
      return;
    }
    work.queued = true;
    if (last == null) {
      first = work;
    } else {
      last.next = work;
    }
    last = work;
  }

  /** Removes work that has not begun, and that no caller waits for any more. */
  private synchronized void takeBack(Work work) {
    if (leader != null || work.done) {
      return;
    }
    Work before = null;
    for (Work at = first; at != null && at != work; at = at.next) {
      before = at;
    }
    if (before == null) {
      first = work.next;
    } else {
      before.next = work.next;
    }
    last = last == work ? before : last;
    work.next = null;
    work.queued = false;
  }

  @SuppressWarnings("checkstyle:IllegalCatch") // a thread that cannot be started is an Error
  private void callLeader(boolean here) {
    boolean late = System.nanoTime() - calledAt > TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
    if (first == null || leader != null || (called && !late)) {
      return;
    }
    try {
      called = true;
      calledAt = System.nanoTime();
      threads.execute(lead);
    } catch (RuntimeException | Error e) {
      called = false;
      if (!here) {
        throw errors.noThread(e);
      }
      leadHere();
    }
  }

  private void leadHere() {
    boolean interrupted = Thread.interrupted(); // an interrupt would close channels
    try {
      lead();
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void lead() {
    synchronized (this) {
      if (leader != null) {
        return; // another was faster
      }
      leader = Thread.currentThread();
      called = false;
    }
    try {
      for (Work work = first(); work != null; work = first()) {
        perform(work);
      }
    } finally {
      synchronized (this) {
        leader = null;
        notifyAll(); // callers that arrived in the meantime start another
      }
    }
  }

  private synchronized @Nullable Work first() {
    return first;
  }

  @SuppressWarnings("checkstyle:IllegalCatch") // the caller must receive an Error too
  private void perform(Work work) {
    Throwable thrown = null;
    taken = 1;
    try {
      Thread.interrupted(); // an interrupt would close channels
      if (work instanceof Task task) {
        task.run();
      } else {
        writer.accept(group((Append) work));
      }
    } catch (Throwable e) {
      thrown = e;
    }
    synchronized (this) { // calls nothing here that could fail
      for (Work done = first; done != null && taken > 0; done = first) {
        first = done.next;
        done.next = null;
        done.failure = done.failure == null ? thrown : done.failure;
        done.done = true;
        taken--;
      }
      last = first == null ? null : last;
      notifyAll();
    }
  }

  /** Collects a batch and the batches after it. */
  private synchronized List<Append> group(Append from) {
    List<Append> group = new ArrayList<>();
    long bytes = 0;
    Work at = from;
    while (at instanceof Append append && group.size() < MOST) {
      bytes += append.bytes();
      if (bytes > MOST_BYTES && !group.isEmpty()) {
        break;
      }
      group.add(append);
      at = append.next;
    }
    taken = group.size();
    return group;
  }
}
