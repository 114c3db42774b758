package io.lifecycle4j.benchmarks;

import io.lifecycle4j.benchmarks.DriftStream.Change;
import io.lifecycle4j.monitoring.DriftMonitor;
import java.util.Locale;

/**
 * Counts changes that raise an alarm within two windows, of 100 streams with a reference of 1,000
 * rows each, at one false alarm in 1,000 windows; and values that take over a window of 50 rows.
 */
final class ChangedWindows {
  private static final int SEEDS = 100;
  private static final int REFERENCE = 1_000;
  private static final double RATE = 0.001;

  private ChangedWindows() {}

  static void run() {
    System.out.printf(
        Locale.ROOT,
        "  shift of 0.25 deviations: %d of %d within two windows%n",
        found(Change.SHIFT_QUARTER, QuietWindows.ROWS, 2),
        SEEDS);
    for (Change change :
        new Change[] {Change.SHIFT_HALF, Change.SPREAD, Change.MISSING, Change.SWAPPED}) {
      print(change, QuietWindows.ROWS, 2, 0.95);
    }
    for (int rows : new int[] {50, 500}) {
      print(Change.FLAG_TAKES_OVER, rows, 1, 1);
      print(Change.CATEGORY_TAKES_OVER, rows, 1, 1);
      print(Change.ANSWER_TAKES_OVER, rows, 1, 1);
    }
  }

  private static void print(Change change, int rows, int windows, double floor) {
    String name = change.name().toLowerCase(Locale.ROOT).replace('_', '-');
    MonitoringComparisons.floor(
        "monitoring-" + name + "-" + rows + "-rows share-of-seeds",
        found(change, rows, windows) / (double) SEEDS,
        floor);
  }

  /** Counts the seeds with an alarm within so many windows after one without a change. */
  private static int found(Change change, int rows, int windows) {
    DriftMonitor monitor = DriftMonitor.builder().window(rows).falseAlarmRate(RATE).build();
    int found = 0;
    for (int seed = 0; seed < SEEDS; seed++) {
      try (WatchedStream watched = new WatchedStream(seed, REFERENCE, monitor)) {
        watched.window(rows, Change.NONE);
        boolean alarm = false;
        for (int window = 0; window < windows; window++) {
          alarm |= watched.window(rows, change).drifted();
        }
        found += alarm ? 1 : 0;
      }
    }
    return found;
  }
}
