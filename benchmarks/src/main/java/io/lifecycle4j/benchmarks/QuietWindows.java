package io.lifecycle4j.benchmarks;

import io.lifecycle4j.benchmarks.DriftStream.Change;
import io.lifecycle4j.monitoring.DriftMonitor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * Counts alarms in windows without a change, beside references of several sizes, each drawn anew
 * 300 times.
 *
 * <p>Claim under test: the average over references is at most one in 1,000, within its 95 %
 * interval: the rate is met if an honest 1 in 1,000 would alarm as often with a probability of at
 * least 2.5 %. An unlucky reference may alarm more often, so the 95 % quantile over references is
 * printed too. Beside each reference are 10 windows; {@code JDK_JAVA_OPTIONS=-Dwindows=100}
 * measures 30,000 for each size, in an hour.
 */
final class QuietWindows {
  static final int ROWS = 500;

  private static final double PROMISED = 0.001;
  private static final int REFERENCES = 300;
  private static final int WINDOWS_EACH = Integer.getInteger("windows", 10);

  private QuietWindows() {}

  static void run() {
    for (int rows : new int[] {200, 1_000, 5_000, 50_000}) {
      measure(rows);
    }
  }

  private static void measure(int referenceRows) {
    DriftMonitor monitor = DriftMonitor.builder().window(ROWS).falseAlarmRate(PROMISED).build();
    List<Integer> alarms = new ArrayList<>();
    for (int reference = 0; reference < REFERENCES; reference++) {
      alarms.add(alarms(reference, referenceRows, monitor));
    }
    Collections.sort(alarms);
    int all = alarms.stream().mapToInt(Integer::intValue).sum();
    int windows = REFERENCES * WINDOWS_EACH;
    System.out.printf(
        Locale.ROOT,
        "  %d alarms in %,d windows; 95 %% quantile over references %.4f%n",
        all,
        windows,
        alarms.get((int) (0.95 * REFERENCES)) / (double) WINDOWS_EACH);
    System.out.printf(
        Locale.ROOT,
        "monitoring-quiet-%d-rows alarms-per-window %.5f ceiling %s %s%n",
        referenceRows,
        all / (double) windows,
        PROMISED,
        Poisson.atLeast(all, PROMISED * windows) >= 0.025 ? "met" : "missed");
  }

  private static int alarms(int seed, int referenceRows, DriftMonitor monitor) {
    try (WatchedStream watched = new WatchedStream(seed, referenceRows, monitor)) {
      int alarms = 0;
      for (int window = 0; window < WINDOWS_EACH; window++) {
        alarms += watched.window(ROWS, Change.NONE).drifted() ? 1 : 0;
      }
      return alarms;
    }
  }
}
