package io.lifecycle4j.benchmarks;

import io.lifecycle4j.benchmarks.DriftStream.Change;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Counts what Evidently and NannyML, with their defaults, alarm about in the quiet streams of
 * {@link QuietWindows}: the same rows, from the same seeds.
 *
 * <p>{@code benchmarks/peers/drift.py} prints the line of each.
 */
final class QuietPeers {
  private static final int SEEDS = Integer.getInteger("peer.seeds", 3);

  private QuietPeers() {}

  static void run() throws IOException, InterruptedException {
    for (String peer : List.of("evidently", "nannyml")) {
      Optional<String> missing = Peers.missing(peer);
      if (missing.isPresent()) {
        System.out.println("monitoring-quiet-" + peer + " " + missing.get());
      } else {
        measure(peer);
      }
    }
  }

  private static void measure(String peer) throws IOException, InterruptedException {
    if (peer.equals("evidently")) { // takes a second for each window
      measure(peer, 1_000, 10);
      measure(peer, 5_000, 10);
    } else {
      measure(peer, 5_000, 200); // it warns of references of fewer than six windows
    }
  }

  private static void measure(String peer, int referenceRows, int windows)
      throws IOException, InterruptedException {
    Path directory = TemporaryDirectory.create();
    try {
      for (int seed = 0; seed < SEEDS; seed++) {
        DriftStream stream = new DriftStream(seed);
        write(directory.resolve("reference-" + seed + ".csv"), stream, referenceRows);
        write(directory.resolve("windows-" + seed + ".csv"), stream, windows * QuietWindows.ROWS);
      }
      System.out.print(
          Peers.run("drift.py", peer, directory.toString(), "" + SEEDS, "" + QuietWindows.ROWS));
    } finally {
      TemporaryDirectory.delete(directory);
    }
  }

  private static void write(Path file, DriftStream stream, int rows) throws IOException {
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      out.append(DriftStream.header()).append('\n');
      for (int row = 0; row < rows; row++) {
        out.append(stream.line(Change.NONE)).append('\n');
      }
    }
  }
}
