package io.lifecycle4j.core.storage.file;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A thread of the pool that all homes share; it runs one task after another and ends when idle.
 *
 * <p>Why not a {@link java.util.concurrent.ThreadPoolExecutor}: who hands a task to it takes its
 * lock, and an error at that moment, such as the end of the caller's stack, leaves it locked for
 * ever, and with it every home of the process. A monitor is given back whatever happens.
 */
final class HomeThread extends Thread {
  private static final long IDLE_MILLIS = 50;
  private static final AtomicInteger NUMBER = new AtomicInteger();

  /** Guards what is idle, and the handing over of tasks. */
  private static final Object IDLE = new Object();

  /** The one that has become idle last. */
  private static @Nullable HomeThread idle;

  /** The one that had become idle before this one. */
  private @Nullable HomeThread before;

  private volatile @Nullable Runnable task;

  private HomeThread(Runnable task) {
    super("lifecycle4j-home-" + NUMBER.incrementAndGet());
    setDaemon(true);
    this.task = task;
  }

  /** Has a task done by a thread that is idle, or else by another; if it throws, by none. */
  @SuppressWarnings("checkstyle:IllegalCatch") // an Error, which must not say that nobody does it
  static void execute(Runnable task) {
    HomeThread thread = handOver(task);
    if (thread == null) {
      new HomeThread(task).start();
      return;
    }
    try {
      thread.wake();
    } catch (Error e) {
      return; // it looks by itself, when it has been idle for long enough
    }
  }

  /** Gives a task to an idle thread, if there is one; nothing fails behind that. */
  private static @Nullable HomeThread handOver(Runnable task) {
    synchronized (IDLE) {
      HomeThread thread = idle;
      while (thread != null && !thread.isAlive()) { // an error ended it
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
        Thread.interrupted(); // it was for the task before
        next.run();
        awaitTask();
      }
    } finally {
      leave();
      Runnable left = task;
      if (left != null) { // an error came while it was handed over
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

  /** Is idle no more: gets no task but the one that it may have by now. */
  private void leave() {
    synchronized (IDLE) {
      if (task != null) {
        return; // who gave it took this thread out
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
