package io.lifecycle4j.benchmarks;

import static io.lifecycle4j.preprocessing.Steps.allNumbers;
import static io.lifecycle4j.preprocessing.Steps.standardize;
import static io.lifecycle4j.schema.Tasks.regression;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.data.Splits;
import io.lifecycle4j.djl.model.Network;
import io.lifecycle4j.djl.training.DjlTrainer;
import io.lifecycle4j.schema.Columns;
import io.lifecycle4j.tracking.RunRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Trains on more rows than fit into the heap: 20 million rows of 20 numbers, in blocks, for one
 * epoch, beside as many rows of them as are prepared in memory.
 *
 * <p>Run: {@code benchmarks/run.sh training rows [ROWS]}, which starts a JVM with a heap of 1 GiB.
 */
public final class MoreRows {
  private static final int NUMBERS = 20;
  private static final int ROWS = 20_000_000;
  private static final double FLOOR = 0.8;

  /** What fits is an eighth of the heap; half of that leaves no doubt. */
  private static final int SHARE = 16;

  private MoreRows() {}

  /** A row: the numbers, and what is to be found. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Example(double[] numbers, double sum, String role) {}

  /**
   * Prints the rows a second of both.
   *
   * @param args how many rows; none for 20 million
   * @throws IOException if a file cannot be written
   */
  public static void main(String[] args) throws IOException {
    int rows = args.length == 0 ? ROWS : Integer.parseInt(args[0]);
    int fitting =
        (int) Math.min(rows, Runtime.getRuntime().maxMemory() / SHARE / NUMBERS / Float.BYTES);
    double inMemory = rowsPerSecond(fitting);
    double mapped = rowsPerSecond(rows);
    double ratio = mapped / inMemory;
    System.out.printf(
        Locale.ROOT,
        "training-rows-mapped ratio %.3f floor %.1f %s (%,d rows, %,.0f a second; %,d in memory,"
            + " %,.0f a second; heap %,d MiB)%n",
        ratio,
        FLOOR,
        ratio >= FLOOR ? "met" : "missed",
        rows,
        mapped,
        fitting,
        inMemory,
        Runtime.getRuntime().maxMemory() >> 20);
  }

  private static double rowsPerSecond(int rows) throws IOException {
    Path directory = TemporaryDirectory.create();
    try (Lifecycle home = Lifecycle.open(directory.resolve("home"));
        ManagedModel<double[], Double> model =
            home.model("sums", inputs(), regression("sum"))
                .preprocessing(standardize(allNumbers()))
                .trainer(
                    DjlTrainer.builder()
                        .network(Network.parse("dense(32) relu"))
                        .epochs(1)
                        .batchSize(1_024)
                        .shuffleBlocks(65_536)
                        .threads(1)
                        .build())
                .open()) {
      model.train(split(home, rows));
      RunRecord run = home.experiments().runs("sums").get(0);
      return run.metric("examples_per_second").orElseThrow();
    } finally {
      TemporaryDirectory.delete(directory);
    }
  }

  private static Columns<double[]> inputs() {
    Columns.Builder<double[]> columns = Columns.from(double[].class);
    for (int i = 0; i < NUMBERS; i++) {
      int place = i;
      columns.float64("x" + i, row -> row[place]);
    }
    return columns.build();
  }

  private static Columns<Example> examples() {
    Columns.Builder<Example> columns = Columns.from(Example.class);
    for (int i = 0; i < NUMBERS; i++) {
      int place = i;
      columns.float64("x" + i, row -> row.numbers[place]);
    }
    return columns.float64("sum", Example::sum).string("role", Example::role).build();
  }

  /** One row in 50 is for validation, one in 50 is held out. */
  private static Split split(Lifecycle home, int rows) {
    SplittableRandom random = new SplittableRandom(1);
    Stream<Example> all = IntStream.range(0, rows).mapToObj(row -> example(row % 50, random));
    return home.datasets()
        .dataset("sums")
        .snapshot(Sources.records(examples(), all::forEachOrdered))
        .commit()
        .split(Splits.byRole("role"));
  }

  private static Example example(int place, SplittableRandom random) {
    double[] numbers = new double[NUMBERS];
    double sum = 0;
    for (int i = 0; i < NUMBERS; i++) {
      numbers[i] = random.nextInt(1_000) / 100.0;
      sum += numbers[i] * (i % 3);
    }
    return new Example(numbers, sum, place == 0 ? "VALIDATION" : place == 1 ? "HOLDOUT" : "TRAIN");
  }
}
