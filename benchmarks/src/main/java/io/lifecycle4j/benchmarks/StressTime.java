package io.lifecycle4j.benchmarks;

import static io.lifecycle4j.preprocessing.Steps.impute;
import static io.lifecycle4j.preprocessing.Steps.standardize;
import static io.lifecycle4j.schema.Tasks.classification;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.data.Splits;
import io.lifecycle4j.djl.model.Network;
import io.lifecycle4j.djl.training.DjlTrainer;
import io.lifecycle4j.evaluation.StressReport;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.preprocessing.Step;
import io.lifecycle4j.schema.Columns;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Runs all stress tests on a table of {@value #COLUMNS} numbers and {@value #ROWS} rows held out.
 */
final class StressTime {
  private static final int COLUMNS = 30;
  private static final int ROWS = 10_000;
  private static final double CEILING = 60;

  private StressTime() {}

  /** A row, of which the sum of the first ten numbers decides. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Numbers(double[] values) {
    static Numbers of(Random random) {
      return new Numbers(random.doubles(COLUMNS).toArray());
    }

    String label() {
      return IntStream.range(0, 10).mapToDouble(i -> values[i]).sum() > 5 ? "yes" : "no";
    }

    private static Columns.Builder<Numbers> columns() {
      Columns.Builder<Numbers> columns = Columns.from(Numbers.class);
      for (int i = 0; i < COLUMNS; i++) {
        int column = i;
        columns.float64("n" + i, row -> row.values[column]);
      }
      return columns;
    }
  }

  /** Prints the time, and how many rows were run in it. */
  static void run() {
    try (Lifecycle home = Lifecycle.inMemory();
        ManagedModel<Numbers, String> model =
            home.model("numbers", Numbers.columns().build(), classification("label"))
                .preprocessing(
                    IntStream.range(0, COLUMNS)
                        .boxed()
                        .flatMap(i -> Stream.of(impute("n" + i).mean(), standardize("n" + i)))
                        .toArray(Step[]::new))
                .trainer(
                    DjlTrainer.builder().network(Network.parse("dense(64) relu")).epochs(3).build())
                .open()) {
      ModelVersion version = model.train(split(home));
      long start = System.nanoTime();
      StressReport report = model.stress(version).run();
      double seconds = (System.nanoTime() - start) / 1e9;
      System.out.printf(
          Locale.ROOT,
          "  %d tests of %d rows, %.0f rows a second; the worst: %s, accuracy %.3f to %.3f%n",
          report.results().size(),
          report.rows(),
          report.results().size() * report.rows() / seconds,
          report.results().get(0).test(),
          report.clean(),
          report.clean() - report.results().get(0).drop().orElse(Double.NaN));
      System.out.printf(
          Locale.ROOT,
          "stress-all-tests-seconds %.1f ceiling %.0f %s%n",
          seconds,
          CEILING,
          seconds <= CEILING ? "met" : "missed");
    }
  }

  private static Split split(Lifecycle home) {
    Random random = new Random(1);
    Columns<Numbers> rows = Numbers.columns().string("label", Numbers::label).build();
    return home.datasets()
        .dataset("numbers")
        .snapshot(
            Sources.records(
                rows,
                to -> IntStream.range(0, 2 * ROWS).forEach(i -> to.accept(Numbers.of(random)))))
        .commit()
        .split(Splits.byHash(1).train(0.4).validation(0.1).holdout(0.5));
  }
}
