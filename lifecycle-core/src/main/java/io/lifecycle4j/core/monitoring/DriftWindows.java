package io.lifecycle4j.core.monitoring;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.monitoring.strata.StratumRecorders;
import io.lifecycle4j.core.monitoring.strata.WatchedReference;
import io.lifecycle4j.core.monitoring.window.Slice;
import io.lifecycle4j.core.monitoring.window.WindowPlan;
import io.lifecycle4j.core.traffic.TrafficCounter;
import io.lifecycle4j.monitoring.spi.DriftDetector;
import io.lifecycle4j.monitoring.spi.DriftSummary;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records the inputs of one model version in this process, slice after slice.
 *
 * <p>Record rows in {@link #window()}, then complete them there. The call that fills it opens the
 * next one, which was prepared in advance, and wakes the thread that writes the full one as a
 * slice; it never waits. Other threads then record in the next one. A call ends in the one it began
 * in: its rows count there or not at all. While too many slices wait to be written, none is filled:
 * the next one has more rows instead.
 *
 * <p>Thread-safe and without locks. Exceptions are logged and never fail a prediction.
 */
final class DriftWindows {
  private static final Logger LOG = LoggerFactory.getLogger(DriftWindows.class);

  /** How many slices may wait to be written. */
  private static final int CAPACITY = 64;

  private final String label;
  private final WatchedReference reference;
  private final WindowPlan plan;
  private final InstantSource clock;
  private final Runnable filled;
  private final Queue<Window> full = new ConcurrentLinkedQueue<>();
  private final AtomicInteger waiting = new AtomicInteger();

  /** The next one, prepared in advance; null until then. */
  private final AtomicReference<@Nullable StratumRecorders> ready = new AtomicReference<>();

  private volatile Window window;

  /** What is recorded until it is full. Fetch it for each call; do not keep it. */
  final class Window {
    private final StratumRecorders recorders;

    /** When its time ends, in milliseconds since 1970. */
    private final long end;

    private final TrafficCounter traffic = new TrafficCounter();
    private final AtomicLong rows = new AtomicLong();
    private final AtomicBoolean isClosed = new AtomicBoolean();
    private volatile long limit;
    private volatile @Nullable Instant from;
    private volatile Instant to = Instant.MIN;

    private Window(StratumRecorders recorders, long limit) {
      this.recorders = recorders;
      this.limit = limit;
      this.end = plan.isTimed() ? plan.end(clock.millis()) : Long.MAX_VALUE;
    }

    StratumRecorders recorders() {
      return recorders;
    }

    /** Returns what counts the rows that the version is asked about, answered or not. */
    TrafficCounter traffic() {
      return traffic;
    }

    /** Counts rows, after they were recorded here. The call that fills it opens the next one. */
    void completed(int count) {
      if (count < 0) { // a check of each call would make an array of its arguments
        check(false, "Invalid rows: %s (must not be negative)", count);
      }
      if (from == null) {
        from = clock.instant(); // also if all were refused
      }
      if (rows.addAndGet(count) >= limit) {
        close(this, plan.rows());
        filled.run();
      }
    }

    /**
     * Sets after how many rows it is full, if it is not full yet: if other slices are in the same
     * window, as many fewer.
     */
    void limit(long most) {
      limit = Math.max(1, most);
      if (rows.get() >= limit) {
        close(this, plan.rows());
        filled.run();
      }
    }

    /** Returns whether a version was asked, even if it refused all. */
    private boolean isUsed() {
      return rows.get() > 0 || traffic.counts().requests() > 0;
    }

    private Slice slice() {
      Instant begin = from;
      DriftSummary summary = recorders.snapshot();
      return new Slice(label, begin == null ? to : begin, to, summary, traffic.counts());
    }
  }

  /**
   * Begins the first slice.
   *
   * @param label the version that answers, such as {@code fraud:7}
   * @param reference summary of the rows that it is compared with
   * @param detector records
   * @param clock the clock of the time when a slice begins and ends
   * @param filled called when a slice is full, often by a prediction
   */
  DriftWindows(
      String label,
      WatchedReference reference,
      WindowPlan plan,
      DriftDetector detector,
      InstantSource clock,
      Runnable filled) {
    this.label = required(label, "label");
    this.reference = required(reference, "reference");
    this.plan = required(plan, "plan");
    this.clock = required(clock, "clock");
    this.filled = required(filled, "wake");
    this.window = new Window(reference.recorders(detector), plan.rows());
    prepare();
  }

  String label() {
    return label;
  }

  WatchedReference reference() {
    return reference;
  }

  /** Returns what is open. */
  Window window() {
    Window open = window;
    if (plan.isTimed() && clock.millis() >= open.end) {
      close(open, plan.rows());
      filled.run();
      return window;
    }
    return open;
  }

  /** Prepares the next recorder, so that no prediction has to. */
  @SuppressWarnings("checkstyle:IllegalCatch") // a prediction may begin to monitor
  void prepare() {
    try {
      if (ready.get() == null) {
        ready.set(window.recorders.another());
      }
    } catch (RuntimeException | Error e) {
      LOG.error("Cannot prepare a window of {}: the call that needs it makes it", label, e);
    }
  }

  /**
   * Closes what is open, if it has rows; what opens is full after as many rows fewer.
   *
   * @return what is open now, to {@linkplain Window#limit set its limit}
   */
  Window cut() {
    Window open = window;
    if (open.isUsed()) {
      long rows = open.rows.get();
      long rest = open.limit == Long.MAX_VALUE ? open.limit : open.limit - rows;
      close(open, rest > 0 ? rest : plan.rows());
    }
    return window;
  }

  @SuppressWarnings("checkstyle:IllegalCatch") // whatever is thrown, the prediction must not fail
  private void close(Window closing, long nextLimit) {
    if (!closing.isClosed.compareAndSet(false, true)) {
      return;
    }
    boolean isKept = closing.isUsed();
    if (isKept && waiting.incrementAndGet() > CAPACITY) {
      waiting.decrementAndGet();
      reopen(closing);
      return;
    }
    try {
      StratumRecorders made = ready.getAndSet(null);
      Window next = new Window(made == null ? closing.recorders.another() : made, nextLimit);
      closing.to = clock.instant();
      if (isKept) { // before other threads can fill the next one, so that slices keep their order
        full.add(closing);
      }
      window = next;
    } catch (RuntimeException | Error e) {
      if (isKept) {
        waiting.decrementAndGet();
      }
      reopen(closing);
      LOG.error("Cannot open a window of {}", label, e);
    }
  }

  /** Keeps what cannot be closed, and tries again after as many rows again. */
  private void reopen(Window kept) {
    long rows = kept.rows.get();
    kept.limit = plan.rows() > Long.MAX_VALUE - rows ? Long.MAX_VALUE : rows + plan.rows();
    kept.isClosed.set(false);
  }

  /** Returns whether rows are recorded that were not taken as a slice. */
  boolean hasRows() {
    return window.isUsed() || !full.isEmpty();
  }

  /** Takes the next slice; one that cannot be summarised is left out. Used by one thread. */
  Optional<Slice> next() {
    for (Window closed = full.peek(); closed != null; closed = full.peek()) {
      Slice slice = slice(closed);
      full.poll();
      waiting.decrementAndGet();
      if (slice != null) {
        return Optional.of(slice);
      }
    }
    return Optional.empty();
  }

  private @Nullable Slice slice(Window closed) {
    try {
      Slice slice = closed.slice();
      long most = reference.mostBytes();
      int bytes = slice.summary().bytes().length;
      check(
          bytes <= most,
          "Invalid drift summary: %s bytes for %s columns (must be at most %s)",
          bytes,
          reference.profile().columns().size(),
          most);
      return slice;
    } catch (RuntimeException e) {
      LOG.error("Cannot summarise {} rows of {}", closed.rows.get(), label, e);
      return null;
    }
  }
}
