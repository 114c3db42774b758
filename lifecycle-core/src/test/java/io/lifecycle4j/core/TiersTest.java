package io.lifecycle4j.core;

import static io.lifecycle4j.data.Sources.csv;
import static io.lifecycle4j.schema.DataType.FLOAT64;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.data.Snapshot;
import io.lifecycle4j.error.StorageFailedException;
import io.lifecycle4j.maintenance.BackupReport;
import io.lifecycle4j.maintenance.TierRule;
import io.lifecycle4j.maintenance.Tiering;
import io.lifecycle4j.maintenance.TieringReport;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.storage.Tier;
import io.lifecycle4j.storage.VerifyDepth;
import io.lifecycle4j.storage.spi.Medium;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Storage tiers as a user calls them. */
class TiersTest {
  private static final Path SOURCE = Path.of("src/test/java/io/lifecycle4j/core/TiersTest.java");
  private static final Schema SCHEMA = Schema.builder().column("ride", FLOAT64).build();

  @TempDir private Path directory;

  private DatasetVersion commit(Lifecycle lifecycle, double ride) throws IOException {
    return commit(lifecycle, ride, false);
  }

  private DatasetVersion commit(Lifecycle lifecycle, double ride, boolean chunked)
      throws IOException {
    Path file = directory.resolve("rides.csv");
    Files.writeString(file, content(ride));
    Snapshot snapshot =
        lifecycle.datasets().dataset(chunked ? "chunks" : "rides").snapshot(csv(file));
    return (chunked ? snapshot.chunked() : snapshot).schema(SCHEMA).commit();
  }

  private static String content(double ride) {
    return "ride\n" + (ride + "\n").repeat(100_000);
  }

  private static void assertReads(DatasetVersion version, double ride) throws IOException {
    byte[] bytes = content(ride).getBytes(StandardCharsets.UTF_8);
    try (InputStream in = version.open("rides.csv")) {
      assertThat(in.readAllBytes()).isEqualTo(bytes);
    }
    try (InputStream in = version.open("rides.csv", 300_000, 10)) {
      assertThat(in.readAllBytes()).isEqualTo(Arrays.copyOfRange(bytes, 300_000, 300_010));
    }
  }

  @Test
  void readsEveryVersionWhereverItLies() throws IOException {
    Path home = directory.resolve("home");
    try (Medium archive = Media.file(directory.resolve("archive"))) {
      try (Lifecycle lifecycle =
          Lifecycle.builder().directory(home).coldStore(archive.blobs()).open()) {
        for (int ride = 1; ride <= 3; ride++) {
          commit(lifecycle, ride);
          commit(lifecycle, ride, true);
        }
        TieringReport report =
            lifecycle
                .maintenance()
                .tiering()
                .cold(version -> version.number() == 1)
                .warm(version -> version.number() == 2)
                .move()
                .run();
        assertThat(report.after(Tier.COLD).blobs()).isPositive();
        assertThat(report.after(Tier.WARM).storedBytes())
            .isLessThan(report.after(Tier.WARM).bytes() / 10);
        assertThat(lifecycle.maintenance().verify(VerifyDepth.HASH).sound()).isTrue();
        assertThat(lifecycle.maintenance().collectGarbage().quarantine().run().restored().blobs())
            .isZero();
        BackupReport backup = lifecycle.maintenance().backup(directory.resolve("backup"));
        assertThat(backup.cold().blobs()).isEqualTo(report.after(Tier.COLD).blobs());
      }
      Lifecycle.restore(directory.resolve("backup"), directory.resolve("restored"));
      for (Path place : List.of(home, directory.resolve("restored"))) {
        try (Lifecycle lifecycle =
            Lifecycle.builder().directory(place).coldStore(archive.blobs()).open()) {
          for (DatasetVersion version : lifecycle.datasets().dataset("rides").versions()) {
            assertReads(version, version.number());
          }
          for (DatasetVersion version : lifecycle.datasets().dataset("chunks").versions()) {
            assertReads(version, version.number());
          }
          assertThat(lifecycle.datasets().dataset("rides").diff(1, 2).markdown()).isNotEmpty();
        }
      }
    }
    try (Lifecycle lifecycle = Lifecycle.open(home)) {
      assertThatThrownBy(() -> lifecycle.datasets().dataset("rides").version(1).open("rides.csv"))
          .isInstanceOf(StorageFailedException.class)
          .hasMessageContaining("Lifecycle.builder().coldStore(…)");
    }
  }

  @Test
  void storesNothingTwiceWhenTheSameFileIsTakenAgain() throws IOException {
    try (Lifecycle lifecycle = Lifecycle.open(directory.resolve("home"))) {
      DatasetVersion one = commit(lifecycle, 1);
      commit(lifecycle, 2);
      lifecycle.maintenance().tiering().warm(version -> true).move().run();
      DatasetVersion again = commit(lifecycle, 1); // the newest now, and so hot
      assertThat(again.manifest().files()).isEqualTo(one.manifest().files());
      TieringReport report = lifecycle.maintenance().tiering().warm(version -> true).move().run();
      assertThat(report.after(Tier.HOT).blobs()).isEqualTo(1);
      assertThat(report.after(Tier.WARM).blobs()).isEqualTo(1);
      assertReads(one, 1);
    }
  }

  @Test
  void doesWhatTheGuideSays() throws IOException {
    Instant[] now = {InstantSource.system().instant()};
    try (Medium archive = Media.file(directory.resolve("archive"));
        Lifecycle lifecycle =
            Lifecycle.builder()
                .directory(directory.resolve("model-home"))
                .coldStore(archive.blobs())
                .clock(() -> now[0])
                .open()) {
      commit(lifecycle, 1);
      now[0] = now[0].plus(Duration.ofDays(350));
      commit(lifecycle, 2);
      now[0] = now[0].plus(Duration.ofDays(40));
      commit(lifecycle, 3);
      // guide begins
      Tiering tiers =
          lifecycle
              .maintenance()
              .tiering()
              .warm(TierRule.after(Duration.ofDays(30))) // compressed
              .cold(TierRule.after(Duration.ofDays(365))) // in the archive
              .cold(TierRule.ofDataset("clicks"))
              .hot(TierRule.tagged("audited")); // brought back, if it is elsewhere
      System.out.println(tiers.move().run()); // bytes in each tier, before and after
      // guide ends
      TieringReport report = lifecycle.maintenance().tiering().run();
      assertThat(report.before()).allMatch(amount -> amount.blobs() == 1);
    }
    List<String> lines = Files.readAllLines(SOURCE);
    String shown =
        lines
            .subList(
                lines.indexOf("      // guide begins") + 1, lines.indexOf("      // guide ends"))
            .stream()
            .map(line -> line.substring(4))
            .collect(Collectors.joining("\n"));
    assertThat(Files.readString(Path.of("../docs/guide/operate.md"))).contains("\n" + shown + "\n");
  }
}
