package io.lifecycle4j.benchmarks;

import io.lifecycle4j.core.model.AnsweredRow;
import io.lifecycle4j.core.monitoring.DriftMonitoring;
import io.lifecycle4j.core.monitoring.HistogramDriftDetector;
import io.lifecycle4j.core.profile.Profiler;
import io.lifecycle4j.core.profile.Statistics;
import io.lifecycle4j.core.serving.Witness;
import io.lifecycle4j.monitoring.Watches;
import io.lifecycle4j.profile.Profile;
import io.lifecycle4j.schema.Columns;
import io.lifecycle4j.schema.Regression;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.schema.Tasks;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
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
  private Witness witness = witness(window);

  /** One thread's place among the rows, and its eye. */
  @State(Scope.Thread)
  public static class Place {
    private int row;
    private Witness.@Nullable Eye eye;
  }

  private static Witness witness(int window) {
    Columns<Features> columns = Features.columns();
    Regression task = Tasks.regression("y");
    Schema answered = AnsweredRow.with(columns.schema(), task);
    AnsweredRow view = new AnsweredRow(columns.schema(), task);
    Profiler profiler = new Profiler(Statistics.of(answered, answered));
    for (Features row : Features.rows(REFERENCE)) {
      profiler.add(view.show(columns.row(row), 1.0));
    }
    Profile reference = profiler.profile();
    return new DriftMonitoring(
            Watches.drift().windowOf(window),
            new HistogramDriftDetector(),
            InstantSource.system(),
            report -> {})
        .of("bench:1", new Witness.Seen(columns.schema(), columns.schema(), task), reference);
  }

  /** Begins a window of the size that is measured. */
  @Setup
  public void open() {
    witness = witness(window);
  }

  /**
   * Records one row.
   *
   * @param place which one
   */
  @Benchmark
  public void observe(Place place) {
    Witness.Eye eye = place.eye;
    if (eye == null) {
      eye = witness.eye();
      place.eye = eye;
    }
    eye.see(Features.columns().row(rows[place.row++ & (Side.ROWS - 1)]), 1.0);
    eye.done();
  }
}
