package io.lifecycle4j.core.monitoring;

import io.lifecycle4j.core.serving.PredictionObserver;
import io.lifecycle4j.monitoring.DriftMonitor;
import io.lifecycle4j.monitoring.DriftReport;
import io.lifecycle4j.monitoring.spi.DriftDetector;
import io.lifecycle4j.profile.Profile;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Monitors the versions of one model for drift, and judges their windows on one thread.
 *
 * <p>Thread-safe. Close it once no version serves any more.
 */
public final class DriftObservers implements PredictionObserver.Factory {
  /** How many full windows may wait for a slow listener. */
  private static final int CAPACITY = 64;

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final @Nullable DriftMonitor plan;
  private final DriftDetector detector;
  private final InstantSource clock;
  private final WindowJudge judge;

  /** Creates the observers of a model; a null {@code plan} observes nothing. */
  public DriftObservers(
      String model,
      @Nullable DriftMonitor plan,
      DriftDetector detector,
      InstantSource clock,
      Consumer<DriftReport> listener) {
    this.plan = plan;
    this.detector = detector;
    this.clock = clock;
    this.judge = new WindowJudge(model, listener, CAPACITY, PATIENCE);
  }

  @Override
  public PredictionObserver of(
      String label, PredictionObserver.Seen seen, @Nullable Profile reference) {
    return plan == null
        ? PredictionObserver.NONE
        : new DriftObserver(this, plan, label, seen, reference);
  }

  /** Begins to monitor against a reference. */
  DriftWindows windows(String label, Profile reference, DriftMonitor plan) {
    return new DriftWindows(label, reference, plan, detector, clock, judge);
  }

  /**
   * Returns the report of the last full window, judging it first if necessary; empty if no window
   * was full yet.
   */
  public static Optional<DriftReport> report(PredictionObserver observer) {
    return observer instanceof DriftObserver drift ? drift.report() : Optional.empty();
  }

  /**
   * Judges and reports the full windows. Returns after a few seconds whatever a listener does, or
   * at once if a listener calls it.
   */
  @Override
  public void close() {
    judge.close();
  }
}
