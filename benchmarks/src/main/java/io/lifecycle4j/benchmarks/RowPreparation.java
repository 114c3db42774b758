package io.lifecycle4j.benchmarks;

import io.lifecycle4j.core.preprocessing.RowWriter;
import io.lifecycle4j.preprocessing.DatePart;
import io.lifecycle4j.preprocessing.DomainPolicy;
import io.lifecycle4j.preprocessing.FittedPreprocessing;
import io.lifecycle4j.preprocessing.FittedStep;
import io.lifecycle4j.preprocessing.UnknownPolicy;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.Columns;
import io.lifecycle4j.schema.DataType;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
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
 * Cost of preprocessing rows for a network: 16 numbers with three steps each, a text, a time.
 *
 * <p>Claim under test: below two microseconds per row, also in a batch, and no garbage except the
 * view of the input ({@code -prof gc}).
 *
 * <p>Run: {@code benchmarks/run.sh jmh RowPreparation -t 1 -prof gc}
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class RowPreparation {
  private static final int NUMBERS = 16;

  private static final List<String> DAYS = List.of("mon", "tue", "wed", "thu", "fri", "sat", "sun");

  /** An input; each number column reads one element. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Input(double[] numbers, String day, double time) {}

  /** The number of rows in a batch. */
  @Param({"1", "256"})
  public int rows = 1;

  private final Columns<Input> columns = columns();
  private final RowWriter writer = RowWriter.of(steps(columns), columns.schema());
  private final FloatBuffer target = FloatBuffer.allocate(256 * writer.width());
  private final Input input =
      new Input(
          new double[] {1, Double.NaN, 3, 4, 5, 6, 7, 8, 9, 0, 1, 2, 3, 4, 5, 6}, "fri", 1e12);

  private static Columns<Input> columns() {
    Columns.Builder<Input> columns = Columns.from(Input.class);
    for (int i = 0; i < NUMBERS; i++) {
      int place = i;
      columns.float64("x" + i, row -> row.numbers[place]);
    }
    return columns
        .string("day", Input::day)
        .number(Column.of("date", DataType.TIMESTAMP), Input::time)
        .build();
  }

  private static FittedPreprocessing steps(Columns<Input> columns) {
    List<FittedStep> steps = new ArrayList<>();
    for (int i = 0; i < NUMBERS; i++) {
      String column = "x" + i;
      steps.add(new FittedStep.Fill(column, 4.5));
      steps.add(
          i % 4 == 0
              ? new FittedStep.Log(column, DomainPolicy.ERROR)
              : new FittedStep.Clip(column, 0, 8));
      steps.add(new FittedStep.Linear(column, 4, 0.5));
    }
    steps.add(new FittedStep.Encode("day", DAYS, UnknownPolicy.ERROR));
    steps.add(new FittedStep.Parts("date", List.of(DatePart.YEAR, DatePart.MONTH_SIN)));
    return new FittedPreprocessing(columns.schema(), steps);
  }

  /**
   * Preprocesses the rows.
   *
   * @return the numbers
   */
  @Benchmark
  public FloatBuffer prepare() {
    target.clear();
    for (int i = 0; i < rows; i++) {
      writer.write(columns.row(input), target);
    }
    return target;
  }
}
