package io.lifecycle4j.core.storage.journal;

import io.lifecycle4j.core.storage.file.HomeThreads;
import io.lifecycle4j.core.storage.journal.Work.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What is to be done to one journal, in order, by one thread at a time: the leader.
 *
 * <p>Whoever waits and finds no leader calls one. A leader goes on until nothing is left. Batches
 * that wait side by side are written as one group. Each caller waits for its own, so that no more
 * waits than callers hold.
 *
 * <p>Whatever is thrown, an {@code Error} too, ends one piece of work and is told to who waits for
 * it; the leader goes on, or gives its place up. Nothing between taking a piece of work and telling
 * of its end takes memory.
 */
final class JournalQueue {
  /** A group has no more bytes, or is one batch: they are collected in memory. */
  static final int MOST_BYTES = 1 << 22;

  private static final int MOST = 1 << 12;

  /** So long a thread that was asked for has to come, and a waiter looks whether one is there. */
  private static final long PATIENCE_MILLIS = 1_000;

  private final JournalErrors errors;
  private final Executor threads;
  private final Consumer<List<Append>> writer;
  private final Runnable lead = this::lead;

  /** What is first; guarded by this, as is the rest. It stays here until it is done. */
  private @Nullable Work first;

  private @Nullable Work last;
  private @Nullable Thread leader;

  /** How many of the first are done together just now. */
  private int taken;

  /** Whether a thread was asked for that is not there yet, and when. */
  private boolean called;

  private long calledAt;

  JournalQueue(JournalErrors errors, Executor threads, Consumer<List<Append>> writer) {
    this.errors = errors;
    this.threads = threads;
    this.writer = writer;
  }

  /** Does something behind all that came before, and waits as long as that takes. */
  void run(Work work) {
    await(work, Long.MAX_VALUE, false);
    errors.check(work);
  }

  /**
   * Does something behind all that came before, on this thread if no other can be started.
   *
   * @param work stays in the queue, if it is not done in time
   * @param patience how long to wait
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

  /** Leaves out what nobody has begun, and nobody waits for any more. */
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
    boolean interrupted = Thread.interrupted(); // it would close channels
    try {
      lead();
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Does all there is. */
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
        notifyAll(); // who came since calls another
      }
    }
  }

  private synchronized @Nullable Work first() {
    return first;
  }

  /**
   * Does something on this thread, if there is nothing else to do.
   *
   * @param condition looked at when nobody else is at work; without it nothing is done
   * @param work what is done
   * @return whether it was
   */
  boolean here(BooleanSupplier condition, Task work) {
    synchronized (this) {
      if (leader != null || first != null) {
        return false;
      }
      leader = Thread.currentThread();
    }
    try {
      boolean fit = condition.getAsBoolean();
      if (fit) {
        work.run();
      }
      return fit;
    } finally {
      synchronized (this) {
        leader = null;
        notifyAll();
      }
    }
  }

  @SuppressWarnings("checkstyle:IllegalCatch") // who waits must be told, also of an Error
  private void perform(Work work) {
    Throwable thrown = null;
    taken = 1;
    try {
      Thread.interrupted(); // it would close channels
      if (work instanceof Task task) {
        task.run();
      } else {
        writer.accept(group((Append) work));
      }
    } catch (Throwable e) {
      thrown = e;
    }
    synchronized (this) { // nothing is called here that could fail
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

  /** Collects a batch and those behind it. */
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
