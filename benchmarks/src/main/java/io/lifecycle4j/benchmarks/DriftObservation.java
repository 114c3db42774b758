package io.lifecycle4j.benchmarks;

import io.lifecycle4j.core.model.AnswerColumns;
import io.lifecycle4j.core.model.AnsweredRow;
import io.lifecycle4j.core.monitoring.DriftObservers;
import io.lifecycle4j.core.monitoring.HistogramDriftDetector;
import io.lifecycle4j.core.profile.Profiler;
import io.lifecycle4j.core.serving.PredictionObserver;
import io.lifecycle4j.core.serving.PredictionRecord;
import io.lifecycle4j.monitoring.DriftMonitor;
import io.lifecycle4j.schema.Columns;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.schema.Task;
import io.lifecycle4j.schema.Tasks;
import java.time.InstantSource;
import java.util.Arrays;
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
 * Cost of monitoring a row of 32 numbers and its prediction for drift, including its share of
 * judging the window.
 *
 * <p>Claim under test: below 50 ns per number, so that monitoring costs less than a tenth of the
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

  /** The number of rows in a window. */
  @Param({"500", "50000"})
  public int window = 500;

  private static final Columns<Features> COLUMNS = Features.columns();

  private final PredictionRecord<?, ?>[] rows =
      Arrays.stream(Features.rows(Side.ROWS))
          .map(row -> PredictionRecord.answered(1, row, COLUMNS.row(row), "class0"))
          .toArray(PredictionRecord<?, ?>[]::new);
  private PredictionObserver observer = PredictionObserver.NONE;

  /** A thread with its position in the rows. */
  @State(Scope.Thread)
  public static class Watcher {
    private PredictionObserver.Calls calls = PredictionObserver.NONE.calls();
    private int row;

    /**
     * Sets the thread up.
     *
     * @param shared the monitor
     */
    @Setup
    public void begin(DriftObservation shared) {
      calls = shared.observer.calls();
    }
  }

  /** Creates a reference, as in training, and begins to monitor. */
  @Setup
  public void open() {
    Task<String> task = Tasks.classification("label");
    Schema schema = COLUMNS.schema();
    AnsweredRow answered = new AnsweredRow(schema, task);
    Profiler profiler = new Profiler(AnswerColumns.of(task).after(schema));
    for (Features row : Features.rows(REFERENCE)) {
      profiler.add(answered.show(COLUMNS.row(row), row.label()));
    }
    PredictionObserver.Factory monitoring =
        new DriftObservers(
            "observed",
            DriftMonitor.builder().window(window).build(),
            new HistogramDriftDetector(),
            InstantSource.system(),
            report -> {});
    observer =
        monitoring.of(
            "bench:1", new PredictionObserver.Seen(schema, schema, task), profiler.profile());
  }

  /**
   * Monitors one row.
   *
   * @param watcher the state of the thread
   */
  @Benchmark
  public void observe(Watcher watcher) {
    watcher.calls.observe(rows[watcher.row++ & (Side.ROWS - 1)]);
    watcher.calls.end();
  }
}
