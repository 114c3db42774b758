package io.lifecycle4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.spi.Medium;
import io.lifecycle4j.storage.spi.StoredBlob;
import io.lifecycle4j.tiers.Tiers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OldVersionsTest {
  @TempDir private Path directory;

  private static DatasetVersion commit(Lifecycle life, int clicks) {
    return life.datasets()
        .dataset("clicks")
        .snapshot(Sources.csv("clicks.csv", Content.of("n\n" + "1\n".repeat(clicks))))
        .schema(Schema.builder().column("n", DataType.INT64).build())
        .commit();
  }

  @Test
  void areInTheArchiveAndAreReadAsBefore() {
    Path home = directory.resolve("home");
    Path slowDisk = directory.resolve("archive");
    try (Lifecycle life = Lifecycle.open(home)) {
      commit(life, 1_000);
      commit(life, 1_001);
    }
    OldVersions.move(home, slowDisk);
    try (Medium archive = Medium.open(slowDisk.toUri());
        Lifecycle life =
            Lifecycle.builder().directory(home).layer(Tiers.withCold(archive.blobs())).open()) {
      List<StoredBlob> archived = new ArrayList<>();
      archive.blobs().list(archived::add);
      assertThat(archived).hasSize(1); // the newest version stays in the home
      List<Double> read = new ArrayList<>();
      life.datasets().dataset("clicks").version(1).rows().forEach(row -> read.add(row.number(0)));
      assertThat(read).hasSize(1_000).containsOnly(1.0);
    }
  }
}
