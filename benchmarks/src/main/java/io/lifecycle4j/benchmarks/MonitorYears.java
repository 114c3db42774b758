package io.lifecycle4j.benchmarks;

import io.lifecycle4j.benchmarks.DriftStream.Change;
import io.lifecycle4j.monitoring.DriftMonitor;
import java.time.Duration;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Simulates monitors for a year each, with a window of 500 rows a day and nothing that changes.
 *
 * <p>Claim under test: at most one false alarm in 90 days, on average over models, each with a
 * reference of its own of 1,000 rows. All processors simulate, each another year; the seeds
 * determine every alarm. {@code JDK_JAVA_OPTIONS=-Dyears=1000} simulates 1,000 years.
 */
final class MonitorYears {
  private static final int YEARS = Integer.getInteger("years", 50);
  private static final int DAYS = 365;
  private static final int PERIOD = 90;
  private static final int REFERENCE = 1_000;

  private MonitorYears() {}

  static void run() {
    DriftMonitor monitor =
        DriftMonitor.builder()
            .window(QuietWindows.ROWS)
            .atMostFalseAlarms(1)
            .per(Duration.ofDays(PERIOD))
            .build();
    int[] found = IntStream.range(0, YEARS).parallel().map(year -> alarms(year, monitor)).toArray();
    int alarms = IntStream.of(found).sum();
    System.out.printf(
        Locale.ROOT,
        "  %d alarms in %,d years, %d of them with any%n",
        alarms,
        YEARS,
        IntStream.of(found).filter(each -> each > 0).count());
    double periods = YEARS * (double) DAYS / PERIOD;
    MonitoringComparisons.ceiling("monitoring-years alarms-per-90-days", alarms / periods, 1);
  }

  private static int alarms(int seed, DriftMonitor monitor) {
    try (WatchedStream watched = new WatchedStream(seed, REFERENCE, monitor)) {
      int alarms = 0;
      for (int day = 0; day < DAYS; day++) {
        watched.pass(Duration.ofDays(1));
        alarms += watched.window(QuietWindows.ROWS, Change.NONE).drifted() ? 1 : 0;
      }
      return alarms;
    }
  }
}
