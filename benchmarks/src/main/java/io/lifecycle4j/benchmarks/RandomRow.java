package io.lifecycle4j.benchmarks;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.data.Rows;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.schema.Row;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
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
 * Cost of reading a random row of a CSV file of a million rows and 20 columns, directly from the
 * store.
 *
 * <p>Claim under test: below a millisecond, because only a block or two of the file are read and
 * verified.
 *
 * <p>Run: {@code benchmarks/run.sh jmh RandomRow}
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("NullAway.Init") // JMH calls commit first.
public class RandomRow {
  private final Random random = new Random(1);
  private Path directory;
  private Lifecycle lifecycle;
  private Rows rows;

  /**
   * Commits the file and reads a row, which builds the index.
   *
   * @throws IOException if the file cannot be written
   */
  @Setup
  public void commit() throws IOException {
    directory = Files.createTempDirectory("random-row");
    MillionRows.write(directory.resolve("rows.csv"));
    lifecycle = Lifecycle.open(directory.resolve("home"));
    DatasetVersion version =
        lifecycle
            .datasets()
            .dataset("rows")
            .snapshot(Sources.csv(directory.resolve("rows.csv")))
            .schema(MillionRows.schema())
            .commit();
    rows = version.rows();
    rows.row(0);
  }

  /**
   * Deletes the home.
   *
   * @throws IOException if it cannot be deleted
   */
  @TearDown
  public void delete() throws IOException {
    lifecycle.close();
    TemporaryDirectory.delete(directory);
  }

  /**
   * Finds a row.
   *
   * @return the row
   */
  @Benchmark
  public Row row() {
    return rows.row(random.nextInt(MillionRows.ROWS));
  }
}
