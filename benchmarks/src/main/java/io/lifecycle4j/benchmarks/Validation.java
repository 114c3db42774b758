package io.lifecycle4j.benchmarks;

import io.lifecycle4j.core.validation.RequestRules;
import io.lifecycle4j.core.validation.RequestRules.RowVerdict;
import io.lifecycle4j.core.validation.ValidationPass;
import io.lifecycle4j.core.validation.Validator;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.validation.Rule;
import io.lifecycle4j.validation.Rules;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Cost of checking a request of 50 columns, and of checking numbers of a dataset compared with a
 * bare loop.
 *
 * <p>Claims under test: a request takes at most 5 µs and allocates nothing ({@code -prof gc});
 * range and null checks process 50 million numbers per second on one core, that is 20 ns per
 * number.
 *
 * <p>Run: {@code benchmarks/run.sh jmh Validation -prof gc}
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class Validation {
  private static final int REQUESTS = 1_024;
  private static final int ROWS = 1 << 16;
  private static final int WIDE = 50;
  private static final int NUMBERS = 20;
  private static final double LEAST = -6;
  private static final double MOST = 6;

  private final Schema inputs = inputs();
  private final RequestRules requests =
      RequestRules.of(inputs, inputs, Validator.of(inputs, rules(inputs)).rules());
  private final RowVerdict verdict = requests.verdict();
  private final Row[] wide = rows(inputs, REQUESTS);

  private final Schema table = numbers();
  private final Validator tables = Validator.of(table, rules(table));
  private final CellRow[] rows = rows(table, ROWS);
  private int next;

  private static Schema inputs() {
    List<Column> columns = new ArrayList<>();
    for (int i = 0; i < WIDE; i++) {
      columns.add(Column.of("c" + i, i % 5 == 4 ? DataType.STRING : DataType.FLOAT64));
    }
    return new Schema(columns);
  }

  private static Schema numbers() {
    List<Column> columns = new ArrayList<>();
    for (int i = 0; i < NUMBERS; i++) {
      columns.add(Column.of("c" + i, DataType.FLOAT64));
    }
    return new Schema(columns);
  }

  private static List<Rule> rules(Schema schema) {
    List<Rule> rules = new ArrayList<>();
    for (Column column : schema.columns()) {
      String name = column.name();
      rules.add(Rules.column(name).notNull());
      if (column.type() == DataType.FLOAT64) {
        rules.add(Rules.column(name).between(LEAST, MOST));
      } else if (rules.size() % 2 == 0) {
        rules.add(Rules.column(name).in("red", "green", "blue"));
      } else {
        rules.add(Rules.column(name).matches("[a-z]{3,5}"));
      }
    }
    return rules;
  }

  private static CellRow[] rows(Schema schema, int count) {
    Random random = new Random(20_260_301);
    List<String> texts = List.of("red", "green", "blue");
    CellRow[] rows = new CellRow[count];
    for (int k = 0; k < count; k++) {
      rows[k] = new CellRow(schema);
      for (int i = 0; i < schema.columns().size(); i++) {
        rows[k].numbers[i] = random.nextGaussian();
        rows[k].texts[i] = texts.get(random.nextInt(3));
      }
    }
    return rows;
  }

  /**
   * Checks a request of 50 columns: 40 numbers and 10 texts, 100 rules and those of the schema.
   *
   * @return whether no rule is broken
   */
  @Benchmark
  public boolean request() {
    return requests.check(wide[next++ & REQUESTS - 1], verdict);
  }

  /**
   * Checks range and presence of the numbers of a dataset.
   *
   * @return the result
   */
  @Benchmark
  @OperationsPerInvocation(ROWS * NUMBERS)
  public ValidationPass number() {
    ValidationPass pass = tables.begin(NoHistory.INSTANCE);
    for (CellRow row : rows) {
      pass.add(row);
    }
    return pass;
  }

  /**
   * Does the same comparisons in a bare loop.
   *
   * @return how many numbers are outside
   */
  @Benchmark
  @OperationsPerInvocation(ROWS * NUMBERS)
  public int rawNumber() {
    int outside = 0;
    for (CellRow row : rows) {
      for (int i = 0; i < NUMBERS; i++) {
        double value = row.numbers[i];
        if (!(value >= LEAST && value <= MOST)) {
          outside++;
        }
      }
    }
    return outside;
  }
}
