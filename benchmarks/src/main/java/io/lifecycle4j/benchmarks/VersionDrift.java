package io.lifecycle4j.benchmarks;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.benchmarks.DriftStream.Change;
import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.schema.DataType;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Measures the comparison of two dataset versions of a million rows and ten columns each for drift,
 * and the report of Evidently on the same files.
 *
 * <p>Claim under test: at least ten times faster. Neither side's time includes the import of the
 * files: Evidently begins with data frames in memory, the library with versions in its home, whose
 * bytes it reads and verifies.
 */
final class VersionDrift {
  private static final int ROWS = Integer.getInteger("version.rows", 1_000_000);
  private static final int ROUNDS = 3;
  private static final double FLOOR = 10;

  private VersionDrift() {}

  static void run() throws IOException, InterruptedException {
    Path directory = TemporaryDirectory.create();
    try {
      DriftStream stream = new DriftStream(1);
      write(directory.resolve("reference-0.csv"), stream);
      write(directory.resolve("windows-0.csv"), stream);
      double ours = ours(directory);
      System.out.printf(Locale.ROOT, "  ours %.2f s%n", ours);
      Optional<String> missing = Peers.missing("evidently");
      if (missing.isPresent()) {
        System.out.println("monitoring-version " + missing.get());
        return;
      }
      double theirs = Peers.seconds("drift_time.py", directory.toString());
      System.out.printf(Locale.ROOT, "  evidently %.2f s%n", theirs);
      PeerComparison claim =
          new PeerComparison("monitoring-version-vs-evidently", "evidently", 1, FLOOR);
      System.out.println(claim.line(List.of(theirs / ours)));
    } finally {
      TemporaryDirectory.delete(directory);
    }
  }

  private static double ours(Path directory) {
    try (Lifecycle lifecycle = Lifecycle.open(directory.resolve("home"))) {
      DatasetVersion before = commit(lifecycle, directory.resolve("reference-0.csv"));
      DatasetVersion after = commit(lifecycle, directory.resolve("windows-0.csv"));
      List<Double> seconds = new ArrayList<>();
      for (int round = 0; round < ROUNDS; round++) {
        long begun = System.nanoTime();
        int compared = lifecycle.drift(before, after).columns().size();
        seconds.add((System.nanoTime() - begun) / 1e9);
        if (compared < DriftStream.COLUMNS - 1) { // a constant column may be left out
          throw new IllegalStateException("Compared " + compared + " columns");
        }
      }
      return PeerComparison.median(seconds);
    }
  }

  private static DatasetVersion commit(Lifecycle lifecycle, Path file) {
    return lifecycle
        .datasets()
        .dataset("rows")
        .snapshot(Sources.csv(file))
        .schema(DriftStream.INPUT.with("answer", DataType.STRING))
        .commit();
  }

  private static void write(Path file, DriftStream stream) throws IOException {
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      out.append(DriftStream.header()).append('\n');
      for (int row = 0; row < ROWS; row++) {
        out.append(stream.line(Change.NONE)).append('\n');
      }
    }
  }
}
