package io.lifecycle4j.benchmarks;

import io.lifecycle4j.core.profile.Profiler;
import io.lifecycle4j.core.validation.ValidationPass;
import io.lifecycle4j.core.validation.Validator;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.validation.Rule;
import io.lifecycle4j.validation.Rules;
import io.lifecycle4j.validation.ValidationReport;
import io.lifecycle4j.validation.ValidationReport.Outcome;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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
 * Cost of profiling and validating the rows of a table of 20 columns of numbers, on one thread: the
 * work of a snapshot for each row that was read, with the two rules that most columns have.
 *
 * <p>Claim under test: at least 12 million numbers a second with sketches of quantiles and of
 * different values; {@link #raw} is the least work of any program. {@link ProfileComparisons}
 * judges the same claim.
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
  private static final int ROWS = 50_000;
  private static final int COLUMNS = 20;

  /** The number of profiled numbers. */
  static final int COUNT = ROWS * COLUMNS;

  private static final double LEAST = -6;
  private static final double MOST = 6;
  private static final Schema TABLE =
      new Schema(
          IntStream.range(0, COLUMNS)
              .mapToObj(i -> Column.builder("c" + i, DataType.FLOAT64).nullable().build())
              .toList());
  private static final List<Rule> RULES =
      TABLE.columns().stream()
          .map(Column::name)
          .flatMap(
              name ->
                  Stream.of(
                      Rules.column(name).between(LEAST, MOST),
                      Rules.column(name).notNull().mostly(0.5)))
          .toList();

  /** The distribution of the numbers, and whether one in ten is missing. */
  @Param({"normal", "prices", "holes"})
  public String column = "normal";

  private final Validator validator = Validator.of(TABLE, RULES);
  private CellRow @Nullable [] rows;

  /** Returns the rows, the same ones each time. */
  private CellRow[] rows() {
    CellRow[] made = rows;
    if (made == null) {
      Random random = new Random(7);
      made = Stream.generate(() -> row(random)).limit(ROWS).toArray(CellRow[]::new);
      rows = made;
    }
    return made;
  }

  private CellRow row(Random random) {
    CellRow row = new CellRow(TABLE);
    for (int i = 0; i < COLUMNS; i++) {
      row.numbers[i] = number(random);
    }
    return row;
  }

  private double number(Random random) {
    return switch (column) {
      case "prices" -> random.nextInt(500) / 100.0;
      case "holes" -> random.nextInt(10) == 0 ? Double.NaN : random.nextGaussian();
      default -> random.nextGaussian();
    };
  }

  /**
   * Profiles and validates.
   *
   * @return the profile
   */
  @Benchmark
  public ValidationReport sketched() {
    Profiler profiler = new Profiler(TABLE);
    ValidationPass pass = validator.begin(NoHistory.INSTANCE);
    for (CellRow row : rows()) {
      profiler.add(row);
      pass.add(row);
    }
    ValidationReport report = pass.report(profiler.profile());
    if (report.outcome() == Outcome.FAILED) {
      throw new IllegalStateException(report.toString());
    }
    return report;
  }

  /**
   * Sums up numbers and their squares, and counts those outside the range.
   *
   * @return all three
   */
  @Benchmark
  public double raw() {
    double sum = 0;
    double squares = 0;
    int outside = 0;
    for (CellRow row : rows()) {
      for (double value : row.numbers) {
        sum += value;
        squares += value * value;
        outside += value < LEAST || value > MOST ? 1 : 0;
      }
    }
    return sum + squares + outside;
  }
}
