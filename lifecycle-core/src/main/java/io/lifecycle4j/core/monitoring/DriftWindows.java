package io.lifecycle4j.core.monitoring;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.monitoring.ColumnDrift;
import io.lifecycle4j.monitoring.Divergence;
import io.lifecycle4j.monitoring.DriftMonitor;
import io.lifecycle4j.monitoring.DriftReport;
import io.lifecycle4j.monitoring.spi.DriftDetector;
import io.lifecycle4j.monitoring.spi.DriftRecorder;
import io.lifecycle4j.profile.Profile;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Monitors the inputs of one model version, window after window.
 *
 * <p>Record rows in {@link #window()}, then complete them there. The call that fills a window opens
 * the next one, which was prepared in advance, and passes the full one to the judge; it never
 * waits. Other threads then record in the next window. A call ends in the window it began in: its
 * rows count there or not at all. A window that the judge rejects, since too many are pending, is
 * skipped, and the next report counts it.
 *
 * <p>A column has drifted if its p-value, adjusted for the number of columns, is at most the level
 * that the {@link AlarmBudget} gives the window, and its effect is at least {@link
 * DriftMonitor#minimalEffect()}. Without drift, a window alarms with at most that probability, over
 * all columns together.
 *
 * <p>Thread-safe and without locks. Exceptions are logged and never fail a prediction.
 */
final class DriftWindows {
  private static final Logger LOG = LoggerFactory.getLogger(DriftWindows.class);

  private final String model;
  private final Profile reference;
  private final DriftMonitor plan;
  private final DriftDetector detector;
  private final InstantSource clock;
  private final WindowJudge judge;
  private final AtomicLong skipped = new AtomicLong();

  /** The next window, prepared by the judge; null until then. */
  private final AtomicReference<@Nullable Window> ready = new AtomicReference<>();

  private volatile Window window;
  private volatile @Nullable DriftReport last;

  /** Used by one thread at a time, the one that judges. */
  private AlarmBudget budget;

  /** A window and its row count. Fetch it for each call; do not keep it. */
  final class Window implements WindowJudge.FullWindow {
    private final DriftRecorder recorder;
    private final AtomicLong rows = new AtomicLong();
    private volatile Instant closed = Instant.MIN;

    Window(DriftRecorder recorder) {
      this.recorder = recorder;
    }

    DriftRecorder recorder() {
      return recorder;
    }

    /**
     * Counts rows, after they were recorded here. The call that fills the window passes it to the
     * judge.
     */
    void completed(int count) {
      if (count < 0) { // a check of each call would make an array of its arguments
        check(false, "Invalid rows: %s (must not be negative)", count);
      }
      long before = rows.getAndAdd(count);
      // Of all threads that add to this window, exactly one crosses its size.
      if (before < plan.window() && before + count >= plan.window()) {
        close(this);
      }
    }

    @Override
    public DriftReport judge() {
      prepare();
      DriftReport report = report(this);
      last = report;
      return report;
    }
  }

  /**
   * Begins the first window.
   *
   * @param model the version that answers, such as {@code fraud:7}
   * @param reference summary of the rows that it is compared with
   * @param plan the windows and the budget of false alarms
   * @param detector compares a window with the reference
   * @param clock the clock of the time when a window closes
   * @param judge judges full windows
   */
  DriftWindows(
      String model,
      Profile reference,
      DriftMonitor plan,
      DriftDetector detector,
      InstantSource clock,
      WindowJudge judge) {
    this.model = required(model, "model");
    this.reference = required(reference, "reference");
    this.plan = required(plan, "plan");
    this.detector = required(detector, "detector");
    this.clock = required(clock, "clock");
    this.judge = required(judge, "judge");
    this.budget = AlarmBudget.begin(plan, clock.instant());
    this.window = new Window(detector.recorder(reference));
    prepare();
    judge.start();
  }

  /** Returns the open window. */
  Window window() {
    return window;
  }

  /**
   * Returns the report of the last full window, judging it first if necessary; empty before the
   * first window is full.
   */
  Optional<DriftReport> last() {
    judge.judgeAll();
    return Optional.ofNullable(last);
  }

  private Window next() {
    return new Window(window.recorder.another());
  }

  private void prepare() {
    try {
      if (ready.get() == null) {
        ready.set(next());
      }
    } catch (RuntimeException e) {
      LOG.error("Cannot prepare a window of {}: the call that needs it makes it", model, e);
    }
  }

  @SuppressWarnings("checkstyle:IllegalCatch") // whatever is thrown, the prediction must not fail
  private void close(Window full) {
    try {
      Window made = ready.getAndSet(null);
      Window next = made == null ? next() : made;
      full.closed = clock.instant();
      // Before other threads can fill the next one, so that reports keep the order of windows.
      if (!judge.offer(full)) {
        skipped.incrementAndGet();
      }
      window = next;
    } catch (RuntimeException | Error e) {
      // Keep the full window, and retry after as many rows again.
      full.rows.set(0);
      LOG.error("Cannot open a window of {}", model, e);
    }
  }

  private DriftReport report(Window full) {
    List<Divergence> divergences = detector.compare(reference, full.recorder.snapshot());
    AlarmBudget.Share share = budget.spend(plan, full.closed);
    budget = share.rest();
    List<ColumnDrift> columns =
        new Verdicts(plan, reference.rows(), full.rows.get(), share.level()).of(divergences);
    DriftReport.Reference against =
        new DriftReport.Reference(reference.rows(), plan.referenceRows());
    return DriftReport.builder(model, full.closed, full.rows.get(), against)
        .skipped(skipped.getAndSet(0))
        .level(share.level())
        .columns(columns)
        .build();
  }
}
