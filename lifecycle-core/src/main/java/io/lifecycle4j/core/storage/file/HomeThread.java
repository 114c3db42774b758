package io.lifecycle4j.core.storage.file;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A thread of the pool that all homes share; it runs one task after another and ends when idle.
 *
 * <p>Not a {@link java.util.concurrent.ThreadPoolExecutor}: submitting a task takes its lock, and
 * an Error at that moment, such as a stack overflow of the caller, leaves it locked forever, and
 * with it every home of the process. A monitor is always released.
 */
final class HomeThread extends Thread {
  private static final long IDLE_MILLIS = 50;
  private static final AtomicInteger NUMBER = new AtomicInteger();

  /** Guards the idle threads, and the handover of tasks. */
  private static final Object IDLE = new Object();

  /** The thread that became idle last. */
  private static @Nullable HomeThread idle;

  /** The thread that became idle before this one. */
  private @Nullable HomeThread before;

  private volatile @Nullable Runnable task;

  private HomeThread(Runnable task) {
    super("lifecycle4j-home-" + NUMBER.incrementAndGet());
    setDaemon(true);
    this.task = task;
  }

  /** Runs a task on an idle thread, or else on a new one; if this throws, the task does not run. */
  @SuppressWarnings("checkstyle:IllegalCatch") // an Error after the handover must not be thrown
  static void execute(Runnable task) {
    HomeThread thread = handOver(task);
    if (thread == null) {
      new HomeThread(task).start();
      return;
    }
    try {
      thread.wake();
    } catch (Error e) {
      return; // it checks by itself at the end of its idle time
    }
  }

  /**
   * Hands a task to an idle thread, or returns null if there is none; nothing fails after the
   * handover.
   */
  private static @Nullable HomeThread handOver(Runnable task) {
    synchronized (IDLE) {
      HomeThread thread = idle;
      while (thread != null && !thread.isAlive()) { // an Error ended it
        thread = thread.before;
      }
      if (thread != null) {
        thread.task = task;
        idle = thread.before;
        thread.before = null;
      }
      return thread;
    }
  }

  private synchronized void wake() {
    notifyAll();
  }

  @Override
  public void run() {
    try {
      for (Runnable next = task; next != null; next = task) {
        task = null;
        Thread.interrupted(); // it was for the previous task
        next.run();
        awaitTask();
      }
    } finally {
      leave();
      Runnable left = task;
      if (left != null) { // an Error came while it was handed over
        new HomeThread(left).start();
      }
    }
  }

  private void awaitTask() {
    synchronized (IDLE) {
      before = idle;
      idle = this;
    }
    synchronized (this) {
      long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(IDLE_MILLIS);
      while (task == null && System.nanoTime() - end < 0) {
        HomeThreads.pause(this, IDLE_MILLIS);
      }
    }
    leave();
  }

  /** Leaves the idle threads: gets no task except one that was already handed over. */
  private void leave() {
    synchronized (IDLE) {
      if (task != null) {
        return; // the thread that handed it over removed this one
      }
      if (idle == this) {
        idle = before;
        return;
      }
      HomeThread after = idle;
      while (after != null && after.before != this) {
        after = after.before;
      }
      if (after != null) {
        after.before = before;
      }
    }
  }
}
