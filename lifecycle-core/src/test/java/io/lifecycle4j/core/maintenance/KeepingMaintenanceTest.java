package io.lifecycle4j.core.maintenance;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.core.data.DatasetStores;
import io.lifecycle4j.core.storage.ClockedMedium;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.data.Snapshot;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.data.spi.DatasetStore;
import io.lifecycle4j.maintenance.Amount;
import io.lifecycle4j.maintenance.GarbageReport;
import io.lifecycle4j.maintenance.Maintenance;
import io.lifecycle4j.maintenance.VerifyReport;
import io.lifecycle4j.maintenance.VerifyReport.Unverified;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.VerifyDepth;
import io.lifecycle4j.storage.spi.Medium;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Maintenance knows what files in chunks need, and that files kept by reference need nothing. */
class KeepingMaintenanceTest {
  private static final int ROWS = 100_000;
  private static final Schema NUMBERS = new Schema(List.of(Column.of("n", DataType.INT64)));

  @TempDir private Path directory;

  private Snapshot snapshot(DatasetStore store, String dataset) throws IOException {
    StringBuilder text = new StringBuilder("n\n");
    for (int i = 0; i < ROWS; i++) {
      text.append(i * 7919).append('\n');
    }
    Path file = Files.writeString(directory.resolve("numbers.csv"), text);
    return DatasetStores.datasets(store, InstantSource.system())
        .dataset(dataset)
        .snapshot(Sources.csv(file))
        .schema(NUMBERS);
  }

  private static DatasetStore store(Medium medium) {
    return DatasetStores.over(medium, InstantSource.system());
  }

  private static long rows(Medium medium, String dataset) {
    DatasetStore store = store(medium);
    long[] rows = {0};
    store.rows(store.findLatest(dataset).orElseThrow()).forEach(row -> rows[0]++);
    return rows[0];
  }

  private static GarbageReport collect(Medium medium) {
    Instant later = InstantSource.system().instant().plus(Duration.ofDays(1));
    return HomeMaintenance.over(ClockedMedium.of(medium, () -> later), InstantSource.system())
        .collectGarbage()
        .grace(Duration.ZERO)
        .quarantine()
        .run();
  }

  @Test
  void keepsTheChunksOfAFile() throws IOException {
    try (Medium medium = Media.file(directory.resolve("home"))) {
      snapshot(store(medium), "chunks").chunked().commit();
      BlobId garbage = medium.blobs().put(Content.of("garbage"));

      assertThat(collect(medium).garbage()).containsExactly(garbage);
      assertThat(rows(medium, "chunks")).isEqualTo(ROWS);
      Maintenance maintenance = HomeMaintenance.over(medium, InstantSource.system());
      assertThat(maintenance.verify(VerifyDepth.HASH).sound()).isTrue();
      maintenance.backup(directory.resolve("copy"));
    }
    try (Medium copy = Media.file(directory.resolve("copy"))) {
      assertThat(rows(copy, "chunks")).isEqualTo(ROWS);
    }
  }

  @Test
  void tellsWhichDataSetLacksAChunk() throws IOException {
    try (Medium medium = Media.file(directory.resolve("home"))) {
      snapshot(store(medium), "chunks").chunked().commit();
      BlobId manifest = store(medium).findLatest("chunks").orElseThrow().id();
      List<BlobId> needed = DatasetStores.needed(medium.blobs(), manifest).bytes();
      assertThat(needed).hasSizeGreaterThan(5);
      medium.blobs().maintenance().quarantine(needed.subList(3, 4), Instant.MAX);
      medium.blobs().maintenance().purge(Instant.MAX);

      assertThat(
              HomeMaintenance.over(medium, InstantSource.system())
                  .verify(VerifyDepth.HASH)
                  .damage())
          .anySatisfy(damage -> assertThat(damage.touches()).containsExactly("dataset chunks:1"));
    }
  }

  /** Two versions and two datasets have the same file, which counts once. */
  @Test
  void countsTheFilesByReferenceThatItDoesNotLookAt() throws IOException {
    try (Medium medium = Media.file(directory.resolve("home"))) {
      snapshot(store(medium), "reference").byReference().commit();
      snapshot(store(medium), "other").byReference().commit();
      VerifyReport report =
          HomeMaintenance.over(medium, InstantSource.system()).verify(VerifyDepth.HASH);
      assertThat(report.sound()).isTrue();
      assertThat(report.complete()).isFalse();
      assertThat(report.unverified()).hasSize(1);
      Unverified outside = report.unverified().get(0);
      assertThat(outside.kind()).isEqualTo(Unverified.Kind.REFERENCED_FILES);
      assertThat(outside.amount())
          .isEqualTo(new Amount(1, Files.size(directory.resolve("numbers.csv"))));
      assertThat(report.toString())
          .contains("at depth HASH: sound; not looked at: 1 file (")
          .endsWith(" kept by reference (reading a version compares them)");
    }
  }

  @Test
  void needsNoBlobOfAFileThatIsKeptByReference() throws IOException {
    try (Medium medium = Media.file(directory.resolve("home"))) {
      snapshot(store(medium), "reference").byReference().commit();

      assertThat(collect(medium).garbage()).isEmpty();
      Maintenance maintenance = HomeMaintenance.over(medium, InstantSource.system());
      assertThat(maintenance.verify(VerifyDepth.HASH).sound()).isTrue();
      maintenance.backup(directory.resolve("copy"));
    }
    try (Medium copy = Media.file(directory.resolve("copy"))) {
      assertThat(rows(copy, "reference")).isEqualTo(ROWS);
    }
  }
}
