package io.lifecycle4j.core.monitoring;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.monitoring.Divergence;
import io.lifecycle4j.monitoring.DriftDetector;
import io.lifecycle4j.monitoring.DriftRecorder;
import io.lifecycle4j.monitoring.DriftReport;
import io.lifecycle4j.monitoring.DriftReport.ColumnDrift;
import io.lifecycle4j.monitoring.Watch;
import io.lifecycle4j.profile.Profile;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the inputs of one model version, window after window.
 *
 * <p>Record rows into {@link #window()}, then complete them there. The call that fills a window
 * opens the next one, compares the full one and hands its report to the listener, in the calling
 * thread, exactly once; other threads meanwhile record into the next window. A call that began in a
 * window ends in it: its rows count there, or not at all.
 *
 * <p>A column drifted when its p-value, adjusted for the number of columns, is below one in {@link
 * Watch#windowsPerFalseAlarm()} and its effect is at least {@link Watch#minimalEffect()}. Windows
 * without drift thus give one false alarm in that many, over all columns together, or fewer.
 *
 * <p>Thread-safe and without locks. What the detector or the listener throws is logged, since a
 * prediction must not fail for its watch.
 */
final class DriftWatch {
  private static final Logger LOG = LoggerFactory.getLogger(DriftWatch.class);

  private static final Comparator<ColumnDrift> GRAVEST_FIRST =
      Comparator.comparing(ColumnDrift::drifted)
          .thenComparingDouble(column -> column.divergence().effect())
          .reversed();

  private final String model;
  private final Profile reference;
  private final Watch watch;
  private final DriftDetector detector;
  private final InstantSource clock;
  private final Consumer<DriftReport> listener;
  private volatile Window window;
  private volatile @Nullable DriftReport last;

  /** One window, and how many rows it has. Fetch it for each call; do not keep it. */
  final class Window {
    private final DriftRecorder recorder = detector.recorder(reference);
    private final AtomicLong rows = new AtomicLong();

    /** Returns where to record rows. */
    DriftRecorder recorder() {
      return recorder;
    }

    /**
     * Counts rows that were recorded here. Call it after recording them; when that fills the
     * window, the window is judged before it returns.
     */
    void completed(int count) {
      check(count >= 0, "Invalid rows: %s (must not be negative)", count);
      long before = rows.getAndAdd(count);
      // Of all threads that add to this window, exactly one crosses its size.
      if (before < watch.window() && before + count >= watch.window()) {
        close(this);
      }
    }
  }

  /**
   * Begins the first window.
   *
   * @param model the version that answers, such as {@code fraud:7}
   * @param reference summary of its training rows
   * @param watch the windows and the budget of false alarms
   * @param detector compares a window with the reference
   * @param clock tells when a window closes
   * @param listener takes the report of each window
   */
  public DriftWatch(
      String model,
      Profile reference,
      Watch watch,
      DriftDetector detector,
      InstantSource clock,
      Consumer<DriftReport> listener) {
    this.model = required(model, "model");
    this.reference = required(reference, "reference");
    this.watch = required(watch, "watch");
    this.detector = required(detector, "detector");
    this.clock = required(clock, "clock");
    this.listener = required(listener, "listener");
    this.window = new Window();
  }

  /** Returns the window that is open. */
  Window window() {
    return window;
  }

  /**
   * Returns the report of the window that was judged last.
   *
   * @return the report, or empty before the first window is full
   */
  public Optional<DriftReport> last() {
    return Optional.ofNullable(last);
  }

  private void close(Window full) {
    try {
      window = new Window();
    } catch (RuntimeException e) {
      // The full window goes on, and is tried again once as many rows have come.
      full.rows.set(0);
      LOG.error("Cannot open a window of {}", model, e);
      return;
    }
    try {
      DriftReport report = judge(full);
      last = report;
      listener.accept(report);
    } catch (RuntimeException e) {
      LOG.error("Cannot report a window of {}", model, e);
    }
  }

  private DriftReport judge(Window full) {
    List<Divergence> divergences = detector.compare(reference, full.recorder.snapshot());
    double[] adjusted =
        HolmAdjustment.adjust(divergences.stream().mapToDouble(Divergence::pValue).toArray());
    List<ColumnDrift> columns = new ArrayList<>();
    for (int i = 0; i < adjusted.length; i++) {
      Divergence divergence = divergences.get(i);
      boolean drifted =
          adjusted[i] < 1 / watch.windowsPerFalseAlarm()
              && divergence.effect() >= watch.minimalEffect();
      columns.add(new ColumnDrift(divergence, adjusted[i], drifted));
    }
    columns.sort(GRAVEST_FIRST);
    return new DriftReport(model, clock.instant(), full.rows.get(), columns);
  }
}
