package io.lifecycle4j.benchmarks;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.model.ModelVersion;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Cost of looking up the version in production in the registry.
 *
 * <p>Claim under test: below 100 nanoseconds, as readers use a snapshot of the registry and touch
 * no file. {@link RegistryReads} measures the same after 10,000 entries.
 *
 * <p>Run: {@code benchmarks/run.sh jmh ProductionLookup -t 8}
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ProductionLookup {
  private @Nullable OurModel model;

  /** Trains a version and promotes it. */
  @Setup
  public void open() {
    model = OurModel.open();
  }

  /** Closes the home. */
  @TearDown
  public void close() {
    if (model != null) {
      model.close();
    }
  }

  /**
   * Looks the version up.
   *
   * @return the version
   */
  @Benchmark
  public Optional<ModelVersion> find() {
    return model == null ? Optional.empty() : production(model.lifecycle());
  }

  private static Optional<ModelVersion> production(Lifecycle lifecycle) {
    return lifecycle.models().findNamed(OurModel.MODEL, "production");
  }
}
