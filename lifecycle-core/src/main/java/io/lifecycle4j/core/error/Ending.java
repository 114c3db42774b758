package io.lifecycle4j.core.error;

import io.lifecycle4j.error.UnknownOutcomeException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Ends several things in a bounded time, even if some hang. They end one after the other on threads
 * of the library; while one takes long, the next begins on another thread. What has not ended in
 * time is left to its thread and reported.
 */
public final class Ending {
  /** When a step takes longer, the next one begins. */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  /** The interval of checks whether a thread died. */
  private static final long LOOK_MILLIS = 100;

  private static final int MOST_THREADS = 32;

  private final Part[] parts;

  /** Confined to the waiting thread. */
  private final @Nullable OwnedThread[] workers = new OwnedThread[MOST_THREADS];

  /** The number of parts that have a thread; guarded by this, as is the rest. */
  private int begun;

  private @Nullable Throwable failure;
  private long ended;

  /** Whether the waiting thread was interrupted; guarded by this. */
  private boolean passedOn;

  /** A thing to end; its name is reported if it has not ended in time. */
  public record Step(String name, Runnable action) {}

  /** A step and its state, allocated in advance, so that ending needs no memory. */
  private static final class Part {
    private final Step step;
    private @Nullable Thread thread;
    private boolean done;

    Part(Step step) {
      this.step = step;
    }

    /** Returns false also if an error ended its thread: it is left, not waited for. */
    boolean isRunning() {
      return !done && thread != null && thread.isAlive();
    }
  }

  private Ending(List<Step> steps) {
    this.parts = steps.stream().map(Part::new).toArray(Part[]::new);
  }

  /** Ends things in their order, and waits no longer than {@code bound}. */
  public static Ending within(Duration bound, List<Step> steps) {
    Ending ending = new Ending(steps);
    ending.await(bound);
    return ending;
  }

  /** Returns the names of the steps that have not ended. They may end later. */
  public synchronized List<String> left() {
    return Arrays.stream(parts).filter(part -> !part.done).map(part -> part.step.name()).toList();
  }

  /**
   * Throws what was thrown first, with what followed as suppressed.
   *
   * @param doing what was attempted, as in "Cannot …"
   * @throws RuntimeException the failure; an {@link Error} is wrapped in an {@link
   *     UnknownOutcomeException}
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
        passOn(); // the steps may stop waiting too
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Runs the steps here if no thread can be started: unbounded, but complete. */
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

  /** The more steps are pending, the shorter the patience with a slow one. */
  private synchronized boolean isOvertaken(long nanos, long left) {
    int waiting = parts.length - begun;
    long patience = Math.min(PATIENCE.toNanos(), left / (2L * waiting + 2));
    return waiting > 0 && (!isAnyWorking() || nanos > patience);
  }

  /** Returns true also between two steps, unlike {@link #isAnyRunning}. */
  private boolean isAnyWorking() {
    for (OwnedThread worker : workers) {
      if (worker != null && worker.isAlive()) {
        return true;
      }
    }
    return false;
  }

  @SuppressWarnings("WaitNotInLoop") // the caller loops
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
    failure = Closing.first(failure, next);
  }
}
