package io.lifecycle4j.benchmarks;

import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.storage.Batch;
import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.storage.Journal;
import io.lifecycle4j.storage.Medium;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
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
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Cost of appending one entry of 100 bytes to an owned journal in a file.
 *
 * <p>Claim under test: an entry that survives {@code kill -9} costs tens of microseconds; one that
 * survives a power cut costs what the device takes to force it.
 *
 * <p>Run: {@code benchmarks/run.sh jmh JournalAppend}
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class JournalAppend {
  private static final int BYTES = 100;

  /** What an entry survives. */
  @Param({"PROCESS", "POWER"})
  public Durability durability = Durability.PROCESS;

  private final List<byte[]> payload = List.of(new byte[BYTES]);
  private Path directory = Path.of("");
  private @Nullable Medium medium;
  private @Nullable Journal journal;
  private long entries;

  /**
   * Opens a journal in a temporary directory.
   *
   * @throws IOException if there is no such directory
   */
  @Setup
  public void open() throws IOException {
    directory = TemporaryDirectory.create();
    medium = Media.file(directory.resolve("home"));
    journal = medium.journals().owned("bench");
  }

  /**
   * Closes the journal and deletes it.
   *
   * @throws IOException if it cannot be deleted
   */
  @TearDown
  public void close() throws IOException {
    if (medium != null) {
      medium.close();
    }
    TemporaryDirectory.delete(directory);
  }

  /**
   * Appends one entry.
   *
   * @return its sequence
   */
  @Benchmark
  public long append() {
    Batch batch = new Batch(new UUID(0, entries++), Batch.ANY, payload, durability);
    return journal == null ? 0 : journal.append(batch);
  }
}
