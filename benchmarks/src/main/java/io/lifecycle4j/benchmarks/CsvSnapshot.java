package io.lifecycle4j.benchmarks;

import static io.lifecycle4j.validation.Rules.column;
import static io.lifecycle4j.validation.Rules.rowCount;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.validation.Rule;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Commits a CSV file of a million rows and 20 columns: hashed, stored durably, read by its schema,
 * profiled with all sketches, and checked by 30 rules; compared with FastCSV reading it as texts,
 * or a Python library that reads it and checks the same rules.
 */
final class CsvSnapshot implements StorageComparisons.Contest {
  private static final int TEXT_EVERY = 10;
  private static final int COLUMNS = 20;

  private final Path directory;
  private final Path file;
  private final String peer;
  private int homes;

  CsvSnapshot(Path directory, String peer) throws IOException {
    this.directory = directory;
    this.file = directory.resolve("rows.csv");
    this.peer = peer;
    MillionRows.write(file);
  }

  /** The same rules as in {@code peers/checks.py}. */
  private static List<Rule> rules() {
    List<Rule> rules = new ArrayList<>();
    rules.add(rowCount().between(MillionRows.ROWS, MillionRows.ROWS));
    for (int i = 0; i < COLUMNS; i++) {
      if (i % TEXT_EVERY == 0) {
        rules.add(column("c" + i).matches("kind [0-9]+"));
        rules.add(column("c" + i).cardinality().between(20, 20));
      } else {
        rules.add(column("c" + i).between(-1e4, 1e9));
      }
    }
    for (int i = 3; i < 10; i++) {
      rules.add(column("c" + i).mean().between(-100, 100));
    }
    return rules;
  }

  @Override
  public void ours() throws IOException {
    Path home = directory.resolve("home-" + homes++);
    try (Lifecycle lifecycle = Lifecycle.open(home)) {
      DatasetVersion version =
          lifecycle
              .datasets()
              .dataset("rows")
              .snapshot(Sources.csv(file))
              .schema(MillionRows.schema())
              .requiring(rules().toArray(Rule[]::new))
              .commit();
      if (version.manifest().profile().rows() != MillionRows.ROWS) {
        throw new IllegalStateException("Read " + version.manifest().profile());
      }
    }
    TemporaryDirectory.delete(home);
  }

  @Override
  public void peer() throws IOException {
    MillionRows.readPlainly(file);
  }

  @Override
  public double peerSeconds() throws IOException, InterruptedException {
    return peer.equals("fastcsv")
        ? StorageComparisons.seconds(this::peer)
        : Peers.seconds("checks.py", peer, file.toString());
  }

  @Override
  public void close() {}
}
