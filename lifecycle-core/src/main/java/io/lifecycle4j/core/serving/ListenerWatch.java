package io.lifecycle4j.core.serving;

import io.lifecycle4j.core.error.Floods;
import io.lifecycle4j.core.error.Rounds;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds calls of a listener that do not return, and keeps further callers from it until they do.
 *
 * <p>A call takes a place in an array and a tick of a thread that runs only while there are calls,
 * which costs some ten nanoseconds. Calls beyond the places are not watched. Thread-safe.
 */
final class ListenerWatch {
  /** The place of a call that must not be made. */
  static final int SKIPPED = -2;

  /** After so many ticks a call counts as hanging. */
  static final int PATIENCE = 10;

  private static final Logger LOG = LoggerFactory.getLogger(ListenerWatch.class);
  private static final Duration TICK = Duration.ofSeconds(1);
  private static final int UNWATCHED = -1;
  private static final int PLACES = 64;
  private static final int TRIES = 4;

  private final String model;

  /** Begins to tick, unless it does; returns false if no thread can be started. */
  private final BooleanSupplier waking;

  /** The ticks at which calls began; 0 where there is none. */
  private final AtomicLongArray begun = new AtomicLongArray(PLACES);

  private final AtomicReferenceArray<@Nullable Thread> threads = new AtomicReferenceArray<>(PLACES);

  /** The calls that were logged, by their ticks; confined to the rounds. */
  private final long[] said = new long[PLACES];

  /** Receives the threads of calls that hang. */
  private volatile Consumer<Thread> onHang = thread -> {};

  private final AtomicLong skipped = new AtomicLong();
  private volatile long tick = 1;

  /** Whether a call hangs; written under this. */
  private volatile boolean stuck;

  /** Whether the thread ticks; if not, the next call wakes it. */
  private volatile boolean awake;

  /** Whether there was a call since the last tick. */
  private volatile boolean called;

  ListenerWatch(String model) {
    this.model = model;
    this.waking = new Rounds("listeners-" + model, () -> round() ? TICK : null)::wake;
  }

  /** Creates a watch that somebody else ticks. */
  ListenerWatch(String model, BooleanSupplier waking) {
    this.model = model;
    this.waking = waking;
  }

  /** Sets what receives the thread of each call that hangs, once. */
  void onHang(Consumer<Thread> action) {
    onHang = action;
  }

  /** Begins a call; returns its place, or {@link #SKIPPED} if it must not be made. */
  int begin() {
    if (stuck) {
      long count = skipped.incrementAndGet();
      if (Floods.isLogged(count)) {
        LOG.warn("A prediction listener of {} hangs: it missed {} predictions", model, count);
      }
      return SKIPPED;
    }
    int place = take(Thread.currentThread());
    if (!called) {
      called = true;
    }
    if (!awake) {
      awake = true; // first: the thread may find nothing to do, and end at once
      if (!waking.getAsBoolean()) {
        awake = false; // the next call tries again
      }
    }
    return place;
  }

  private int take(Thread caller) {
    for (int i = 0; i < TRIES; i++) {
      int place = (int) (caller.getId() + i) & (PLACES - 1);
      if (begun.compareAndSet(place, 0, tick)) {
        threads.setRelease(place, caller);
        return place;
      }
    }
    return UNWATCHED;
  }

  /** Ends a call. */
  void end(int place) {
    if (place != UNWATCHED) {
      threads.setRelease(place, null);
      begun.setRelease(place, 0);
      if (stuck) {
        settle();
      }
    }
  }

  private synchronized void settle() {
    boolean before = stuck;
    boolean after = false;
    for (int i = 0; i < PLACES; i++) {
      after |= hangs(begun.get(i));
    }
    stuck = after;
    if (before && !after) {
      LOG.warn("A prediction listener of {} returned, and is called again", model);
    }
  }

  private boolean hangs(long since) {
    return since != 0 && tick - since >= PATIENCE;
  }

  /** Ticks; returns whether to tick again. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // by the rounds alone
  boolean round() {
    tick++;
    boolean goesOn = called;
    called = false;
    for (int i = 0; i < PLACES; i++) {
      long since = begun.get(i);
      if (hangs(since) && said[i] != since) {
        said[i] = since;
        hanging(threads.getAcquire(i));
      }
      goesOn |= since != 0 && said[i] != since;
    }
    if (!goesOn) {
      awake = false;
      if (called) { // it may have seen that this was awake
        awake = true;
        return true;
      }
    }
    return goesOn;
  }

  private void hanging(@Nullable Thread caller) {
    settle();
    IllegalStateException where = new IllegalStateException("The listener hangs here");
    if (caller != null) {
      where.setStackTrace(caller.getStackTrace());
    }
    LOG.error(
        "A prediction listener of {} has not returned for {} s: it is not called until it does",
        model,
        PATIENCE,
        where);
    if (caller != null) {
      onHang.accept(caller);
    }
  }

  /** Returns how many calls were not made. */
  long skipped() {
    return skipped.get();
  }
}
