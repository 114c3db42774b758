package io.lifecycle4j.benchmarks;

import io.lifecycle4j.core.monitoring.HistogramDriftDetector;
import io.lifecycle4j.core.profile.Profiler;
import io.lifecycle4j.monitoring.spi.DriftRecorder;
import io.lifecycle4j.monitoring.spi.DriftSummary;
import io.lifecycle4j.profile.Profile;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Measures the comparison of a window of a million rows and 50 columns with its reference, from the
 * summary of the window.
 *
 * <p>Claim under test: at most 50 ms of the processor, the median of rounds.
 */
final class DriftReportTime {
  private static final int REFERENCE = 50_000;
  private static final int ROWS = 1_000_000;
  private static final int WARM_UP = 5;
  private static final int ROUNDS = 15;

  private DriftReportTime() {}

  static void run() {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    HistogramDriftDetector detector = new HistogramDriftDetector();
    Random random = new Random(7);
    Profile reference = reference(random);
    DriftRecorder recorder = detector.recorder(reference);
    @Nullable String[] texts = new String[RecordingCost.COLUMNS];
    for (int done = 0; done < ROWS; done += 1_000) {
      for (double[] row : RecordingCost.rows(random, 1_000)) {
        recorder.record(row, texts);
      }
    }
    DriftSummary window = recorder.snapshot();
    List<Double> millis = new ArrayList<>();
    for (int round = -WARM_UP; round < ROUNDS; round++) {
      long before = threads.getCurrentThreadCpuTime();
      int compared = detector.compare(reference, window).size();
      if (compared != RecordingCost.COLUMNS) {
        throw new IllegalStateException("Compared " + compared + " columns");
      }
      if (round >= 0) {
        millis.add((threads.getCurrentThreadCpuTime() - before) / 1e6);
      }
    }
    MonitoringComparisons.ceiling(
        "monitoring-report-50-columns-1M-rows milliseconds", PeerComparison.median(millis), 50);
  }

  private static Profile reference(Random random) {
    Profiler profiler = new Profiler(RecordingCost.schema());
    CellRow cells = new CellRow(RecordingCost.schema());
    for (double[] row : RecordingCost.rows(random, REFERENCE)) {
      System.arraycopy(row, 0, cells.numbers, 0, RecordingCost.COLUMNS);
      profiler.add(cells);
    }
    return profiler.profile();
  }
}
