package io.lifecycle4j.core.monitoring;

import io.lifecycle4j.core.monitoring.strata.WatchedReference;
import io.lifecycle4j.monitoring.DriftMonitor;
import io.lifecycle4j.monitoring.DriftReport;
import io.lifecycle4j.monitoring.spi.DriftDetector;
import io.lifecycle4j.profile.Profile;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;

/** The windows of one version, recorded and judged in this process, without a home. */
final class WatchedWindows implements AutoCloseable {
  private final DriftObservers observers;
  private final DriftWindows windows;

  WatchedWindows(
      String label,
      Profile reference,
      DriftMonitor plan,
      DriftDetector detector,
      InstantSource clock,
      Consumer<DriftReport> listener) {
    observers = new DriftObservers("watched", plan, detector, clock, listener);
    windows = observers.windows(label, WatchedReference.of(reference), plan);
  }

  DriftWindows.Window window() {
    return windows.window();
  }

  /** Returns the last report, after judging what is full. */
  Optional<DriftReport> last() {
    return observers.report(windows.label());
  }

  @Override
  public void close() {
    observers.close();
  }
}
