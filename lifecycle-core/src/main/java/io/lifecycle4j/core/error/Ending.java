package io.lifecycle4j.core.error;

import io.lifecycle4j.error.UnknownOutcomeException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Ends several things in a bounded time, whatever hangs: one after the other, each on a thread of
 * the library, and who takes long is overtaken. What has not ended in time is left to its thread,
 * and can be named.
 */
public final class Ending {
  /** Who takes longer is overtaken. */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  /** So often, at least, it looks whether a thread died. */
  private static final long LOOK_MILLIS = 100;

  private static final int MOST_THREADS = 32;

  private final Part[] parts;

  /** What was begun, of the thread that waits. */
  private final @Nullable OwnedThread[] workers = new OwnedThread[MOST_THREADS];

  /** How many parts have a thread; guarded by this, as is the rest. */
  private int begun;

  private @Nullable Throwable failure;
  private long ended;

  /** Whether who waits was interrupted; guarded by this. */
  private boolean passedOn;

  /**
   * Something that is to be ended.
   *
   * @param name what it is, for who reads that it was left
   * @param action ends it
   */
  public record Step(String name, Runnable action) {}

  /** A step and how far it is: it takes no memory to go on, and none is forgotten. */
  private static final class Part {
    private final Step step;
    private @Nullable Thread thread;
    private boolean done;

    Part(Step step) {
      this.step = step;
    }

    /** Returns false also for one whose thread an error ended: it is left, not waited for. */
    boolean isRunning() {
      return !done && thread != null && thread.isAlive();
    }
  }

  private Ending(List<Step> steps) {
    this.parts = steps.stream().map(Part::new).toArray(Part[]::new);
  }

  /**
   * Ends things.
   *
   * @param steps the things, in their order
   * @param bound the longest wait
   * @return what was left
   */
  public static Ending within(Duration bound, List<Step> steps) {
    Ending ending = new Ending(steps);
    ending.await(bound);
    return ending;
  }

  /**
   * Returns what has not ended yet. It may end later.
   *
   * @return the names
   */
  public synchronized List<String> left() {
    return Arrays.stream(parts).filter(part -> !part.done).map(part -> part.step.name()).toList();
  }

  /**
   * Throws what was thrown first, with what was thrown after it as suppressed.
   *
   * @param doing what was done, as in "Cannot …"
   * @throws RuntimeException the failure; an {@link Error} is an {@link UnknownOutcomeException}
   */
  public synchronized void throwFailure(String doing) {
    if (failure instanceof RuntimeException known) {
      throw known;
    }
    if (failure != null) {
      throw new UnknownOutcomeException(
          "Cannot " + doing + ": " + failure + " (read what was recorded once it is open again)",
          failure);
    }
  }

  private void await(Duration bound) {
    long end = System.nanoTime() + bound.toNanos();
    boolean interrupted = false;
    int threads = 0;
    long seen = -1;
    long since = 0;
    while (!isDone()) {
      long now = System.nanoTime();
      if (now - end >= 0) {
        break;
      }
      if (seen != progress()) {
        seen = progress();
        since = now;
      }
      if (threads < MOST_THREADS && (threads == 0 || isOvertaken(now - since, end - now))) {
        since = now;
        begin(threads);
        threads++;
      }
      if (pause(end - now) && !interrupted) {
        interrupted = true;
        passOn(); // who waits for something that is not needed, waits no longer
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Without a thread it is done here: unbounded, but done. */
  private void begin(int number) {
    OwnedThread worker = new OwnedThread("end", this::work);
    if (worker.begin()) {
      workers[number] = worker;
    } else {
      work();
    }
  }

  private synchronized boolean isDone() {
    return begun == parts.length && !isAnyRunning();
  }

  private boolean isAnyRunning() {
    for (Part part : parts) {
      if (part.isRunning()) {
        return true;
      }
    }
    return false;
  }

  private synchronized long progress() {
    return ended;
  }

  /** The more wait behind it, the shorter is the patience with the one that takes long. */
  private synchronized boolean isOvertaken(long nanos, long left) {
    int waiting = parts.length - begun;
    long patience = Math.min(PATIENCE.toNanos(), left / (2L * waiting + 2));
    return waiting > 0 && (!isAnyWorking() || nanos > patience);
  }

  /** Returns true also between two parts, unlike {@link #isAnyRunning}. */
  private boolean isAnyWorking() {
    for (OwnedThread worker : workers) {
      if (worker != null && worker.isAlive()) {
        return true;
      }
    }
    return false;
  }

  @SuppressWarnings("WaitNotInLoop") // who calls it looks again
  private synchronized boolean pause(long nanos) {
    if (isDone()) {
      return false;
    }
    try {
      wait(Math.max(1, Math.min(LOOK_MILLIS, nanos / 1_000_000)));
      return false;
    } catch (InterruptedException e) {
      return true;
    }
  }

  private synchronized void passOn() {
    passedOn = true;
    for (Part part : parts) {
      if (part.isRunning() && part.thread != null) {
        part.thread.interrupt();
      }
    }
  }

  @SuppressWarnings("checkstyle:IllegalCatch") // the others are ended all the same
  private void work() {
    for (Part part = next(); part != null; part = next()) {
      try {
        part.step.action().run();
      } catch (Throwable e) {
        failed(e);
      } finally {
        ended(part);
      }
    }
  }

  private synchronized @Nullable Part next() {
    if (begun == parts.length) {
      return null;
    }
    Part part = parts[begun];
    part.thread = Thread.currentThread();
    begun++;
    if (passedOn) { // the interrupt came before this part had its thread
      Thread.currentThread().interrupt();
    }
    return part;
  }

  private synchronized void ended(Part part) {
    part.done = true;
    ended++;
    notifyAll();
  }

  private synchronized void failed(Throwable next) {
    if (failure == null) {
      failure = next;
    } else if (failure != next) { // nothing suppresses itself
      failure.addSuppressed(next);
    }
  }
}
