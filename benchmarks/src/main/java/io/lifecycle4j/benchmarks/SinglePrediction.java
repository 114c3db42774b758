package io.lifecycle4j.benchmarks;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Cost of predicting one row, for the library with all features on and for raw DJL.
 *
 * <p>Claim under test: the library adds less than it saves compared with DJL's usual path.
 *
 * <p>Run: {@code benchmarks/run.sh jmh SinglePrediction -prof gc}
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class SinglePrediction {
  /** The network that all threads use. */
  @State(Scope.Benchmark)
  public static class Shared {
    /** The side: the library, or DJL with its defaults or tuned. */
    @Param({"ours", "default", "tuned"})
    public String side = "";

    private @Nullable Side open;

    /** Opens the side. */
    @Setup(Level.Trial)
    public void open() {
      open = Side.open(side);
    }

    /** Closes the side. */
    @TearDown(Level.Trial)
    public void close() {
      if (open != null) {
        open.close();
      }
    }
  }

  /** A caller. */
  @State(Scope.Thread)
  public static class Caller {
    private Side.Caller caller = row -> row;
    private int row;

    /**
     * Sets the thread up.
     *
     * @param shared the network
     */
    @Setup(Level.Trial)
    public void begin(Shared shared) {
      caller = requireNonNull(shared.open).caller();
    }
  }

  /**
   * Requests a prediction.
   *
   * @param caller the caller
   * @return the prediction
   */
  @Benchmark
  public Object predict(Caller caller) {
    return caller.caller.call(caller.row++ & (Side.ROWS - 1));
  }
}
