package io.lifecycle4j.benchmarks;

import io.lifecycle4j.core.profile.Profiler;
import io.lifecycle4j.core.profile.Statistics;
import io.lifecycle4j.profile.Profile;
import io.lifecycle4j.schema.Columns;
import java.util.Random;
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
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Cost of profiling a million numbers of a column, with a check of their range, on one thread.
 *
 * <p>Claim under test: at least 12 million numbers a second with sketches of quantiles and of
 * different values, at least 50 million without; {@link #raw} is the least any program must do.
 * {@link ProfileComparisons} judges the same.
 *
 * <p>Run: {@code benchmarks/run.sh jmh ProfileSpeed -t 1}
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ProfileSpeed {
  /** How many numbers are profiled. */
  static final int COUNT = 1_000_000;

  private static final int BLOCK = 1_024;
  private static final Columns<Double> NUMBERS =
      Columns.from(Double.class).float64("x", Double::doubleValue).build();

  /** How the numbers are distributed, and whether one in ten is missing. */
  @Param({"normal", "prices", "holes"})
  public String column = "normal";

  private double @Nullable [] numbers;

  /** Returns the numbers, the same ones each time. */
  private double[] numbers() {
    double[] made = numbers;
    if (made == null) {
      Random random = new Random(7);
      made = random.doubles(COUNT).map(any -> number(random)).toArray();
      numbers = made;
    }
    return made;
  }

  private double number(Random random) {
    return switch (column) {
      case "prices" -> random.nextInt(500) / 100.0;
      case "holes" -> random.nextInt(10) == 0 ? Double.NaN : random.nextGaussian();
      default -> random.nextGaussian();
    };
  }

  /**
   * Profiles with sketches.
   *
   * @return the profile
   */
  @Benchmark
  public Profile sketched() {
    return profile(new Profiler(NUMBERS.schema()));
  }

  /**
   * Profiles without sketches.
   *
   * @return the profile
   */
  @Benchmark
  public Profile plain() {
    return profile(Profiler.withoutSketches(Statistics.of(NUMBERS.schema())));
  }

  /** Takes a block after the other, as a reader of files hands them out. */
  private Profile profile(Profiler profiler) {
    double[] values = numbers();
    for (int from = 0; from < COUNT; from += BLOCK) {
      int to = Math.min(COUNT, from + BLOCK);
      profiler.add(0, values, from, to);
      if (outside(values, from, to) > COUNT) {
        throw new IllegalStateException();
      }
    }
    return profiler.profile();
  }

  /** Counts the numbers outside a range, as validation does. */
  private static int outside(double[] values, int from, int to) {
    int outside = 0;
    for (int i = from; i < to; i++) {
      outside += values[i] < -5 || values[i] > 5 ? 1 : 0;
    }
    return outside;
  }

  /**
   * Sums up numbers and their squares.
   *
   * @return both
   */
  @Benchmark
  public double raw() {
    double sum = 0;
    double squares = 0;
    for (double value : numbers()) {
      sum += value;
      squares += value * value;
    }
    return sum + squares;
  }
}
