package io.lifecycle4j.benchmarks;

import com.sun.management.ThreadMXBean;
import io.lifecycle4j.core.monitoring.HistogramDriftDetector;
import io.lifecycle4j.core.profile.Profiler;
import io.lifecycle4j.monitoring.spi.DriftRecorder;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Schema;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Measures what recording a row of 50 numbers costs the thread that predicts.
 *
 * <p>Claim under test: at most 10 ns and 0 bytes a number, and 50 columns within a microsecond. The
 * time is the processor time of the thread, the median of rounds.
 */
final class RecordingCost {
  static final int COLUMNS = 50;

  private static final int REFERENCE = 5_000;
  private static final int ROWS = 4_096;
  private static final int PASSES = 50;
  private static final int WARM_UP = 20;
  private static final int ROUNDS = 21;
  private static final double NANOS = 1e9;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final @Nullable String[] texts = new String[COLUMNS];

  private RecordingCost() {}

  static void run() {
    new RecordingCost().measure();
  }

  static Schema schema() {
    Schema.Builder schema = Schema.builder();
    for (int i = 0; i < COLUMNS; i++) {
      schema.column("x" + i, DataType.FLOAT64);
    }
    return schema.build();
  }

  static double[][] rows(Random random, int rows) {
    double[][] drawn = new double[rows][COLUMNS];
    for (double[] row : drawn) {
      for (int i = 0; i < COLUMNS; i++) {
        row[i] = i + (1 + i % 5) * random.nextGaussian();
      }
    }
    return drawn;
  }

  private void measure() {
    Random random = new Random(7);
    Profiler profiler = new Profiler(schema());
    CellRow cells = new CellRow(schema());
    for (double[] row : rows(random, REFERENCE)) {
      System.arraycopy(row, 0, cells.numbers, 0, COLUMNS);
      profiler.add(cells);
    }
    DriftRecorder recorder = new HistogramDriftDetector().recorder(profiler.profile());
    double[][] drawn = rows(random, ROWS);
    List<Double> nanos = new ArrayList<>();
    List<Double> bytes = new ArrayList<>();
    for (int round = -WARM_UP; round < ROUNDS; round++) {
      long allocated = threads.getCurrentThreadAllocatedBytes();
      long before = threads.getCurrentThreadCpuTime();
      record(recorder, drawn);
      double seconds = (threads.getCurrentThreadCpuTime() - before) / NANOS;
      if (round >= 0) {
        nanos.add(NANOS * seconds / ((double) PASSES * ROWS));
        bytes.add(
            (threads.getCurrentThreadAllocatedBytes() - allocated) / ((double) PASSES * ROWS));
      }
    }
    double row = PeerComparison.median(nanos);
    MonitoringComparisons.ceiling("monitoring-record-number ns", row / COLUMNS, 10);
    MonitoringComparisons.ceiling("monitoring-record-50-columns ns", row, 1_000);
    MonitoringComparisons.ceiling(
        "monitoring-record-row bytes", Math.floor(PeerComparison.median(bytes)), 0);
  }

  private void record(DriftRecorder recorder, double[][] drawn) {
    for (int pass = 0; pass < PASSES; pass++) {
      for (double[] row : drawn) {
        recorder.record(row, texts);
      }
    }
  }
}
