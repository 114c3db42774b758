package io.lifecycle4j.benchmarks;

import io.lifecycle4j.core.monitoring.DriftObservers;
import io.lifecycle4j.core.monitoring.HistogramDriftDetector;
import io.lifecycle4j.core.serving.PredictionObserver;
import io.lifecycle4j.monitoring.DriftMonitor;
import io.lifecycle4j.monitoring.DriftReport;
import java.time.Duration;
import java.time.Instant;

/**
 * A model whose predictions are those of a {@link DriftStream}, monitored as a served version is.
 *
 * <p>Its clock stands still unless it is moved.
 */
final class WatchedStream implements AutoCloseable {
  private final DriftStream stream;
  private final DriftObservers observers;
  private final PredictionObserver observer;
  private final PredictionObserver.Calls calls;
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");

  WatchedStream(long seed, int referenceRows, DriftMonitor monitor) {
    stream = new DriftStream(seed);
    observers =
        new DriftObservers(
            "stream", monitor, new HistogramDriftDetector(), () -> now, report -> {});
    observer =
        observers.of(
            "stream:1",
            new PredictionObserver.Seen(DriftStream.INPUT, DriftStream.INPUT, DriftStream.TASK),
            stream.reference(referenceRows));
    calls = observer.calls();
  }

  void pass(Duration time) {
    now = now.plus(time);
  }

  /** Fills a window, and returns its report. */
  DriftReport window(int rows, DriftStream.Change change) {
    for (int i = 0; i < rows; i++) {
      calls.observe(stream.next(change));
      calls.end();
    }
    return DriftObservers.report(observer).orElseThrow();
  }

  @Override
  public void close() {
    observers.close();
  }
}
