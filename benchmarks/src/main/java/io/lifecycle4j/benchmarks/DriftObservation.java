package io.lifecycle4j.benchmarks;

import io.lifecycle4j.core.monitoring.DriftWatch;
import io.lifecycle4j.core.monitoring.HistogramDriftDetector;
import io.lifecycle4j.core.profile.Profiler;
import io.lifecycle4j.monitoring.DriftRecorder;
import io.lifecycle4j.monitoring.Watches;
import io.lifecycle4j.profile.Profile;
import io.lifecycle4j.schema.Columns;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Cost of watching one row of 32 numbers for drift, its share of judging the window included.
 *
 * <p>Claim under test: below 50 ns for a number, so that watching costs less than a tenth of the
 * smallest network's prediction.
 *
 * <p>Run: {@code benchmarks/run.sh jmh DriftObservation -t 1}
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class DriftObservation {
  private static final int REFERENCE = 5_000;

  /** How many rows make a window. */
  @Param({"500", "50000"})
  public int window = 500;

  private final Features[] rows = Features.rows(Side.ROWS);
  private DriftWatch watch = watch(window);

  /** One thread's place among the rows. */
  @State(Scope.Thread)
  public static class Place {
    private int row;
  }

  private static DriftWatch watch(int window) {
    Columns<Features> columns = Features.columns();
    Profiler profiler = new Profiler(columns.schema());
    for (Features row : Features.rows(REFERENCE)) {
      profiler.add(columns.row(row));
    }
    Profile reference = profiler.profile();
    return new DriftWatch(
        "bench:1",
        reference,
        Watches.drift().windowOf(window),
        new HistogramDriftDetector(),
        InstantSource.system(),
        report -> {});
  }

  /** Begins a window of the size that is measured. */
  @Setup
  public void open() {
    watch = watch(window);
  }

  /**
   * Records one row.
   *
   * @param place which one
   */
  @Benchmark
  public void observe(Place place) {
    double[] values = rows[place.row++ & (Side.ROWS - 1)].values();
    DriftRecorder recorder = watch.recorder();
    for (int i = 0; i < values.length; i++) {
      recorder.record(i, values[i]);
    }
    watch.completed(1);
  }
}
