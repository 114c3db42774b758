package io.lifecycle4j.tiers;

import static io.lifecycle4j.data.Sources.csv;
import static io.lifecycle4j.schema.DataType.FLOAT64;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.core.storage.Tree;
import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.data.Snapshot;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.ReadOnlyException;
import io.lifecycle4j.error.StorageFailedException;
import io.lifecycle4j.jdbc.JdbcMediumProvider;
import io.lifecycle4j.maintenance.BackupReport;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.storage.VerifyDepth;
import io.lifecycle4j.storage.spi.Medium;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Storage tiers as a user calls them. */
class TiersTest {
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
      Tiers tiers = Tiers.withCold(archive.blobs());
      try (Lifecycle lifecycle = Lifecycle.builder().directory(home).layer(tiers).open()) {
        assertThat(lifecycle.maintenance().upgrade()).containsExactly("tiers");
        for (int ride = 1; ride <= 3; ride++) {
          commit(lifecycle, ride);
          commit(lifecycle, ride, true);
        }
        TieringReport report =
            tiers
                .tiering(lifecycle)
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
        assertThat(backup.elsewhere().blobs()).isEqualTo(report.after(Tier.COLD).blobs());
      }
      Lifecycle.restore(directory.resolve("backup"), directory.resolve("restored"));
      for (Path place : List.of(home, directory.resolve("restored"))) {
        try (Lifecycle lifecycle =
            Lifecycle.builder().directory(place).layer(Tiers.withCold(archive.blobs())).open()) {
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
          .hasMessageContaining("Tiers.withCold(…)");
    }
  }

  @Test
  void storesNothingTwiceWhenTheSameFileIsTakenAgain() throws IOException {
    Tiers tiers = new Tiers();
    try (Lifecycle lifecycle =
        Lifecycle.builder().directory(directory.resolve("home")).layer(tiers).open()) {
      lifecycle.maintenance().upgrade();
      DatasetVersion one = commit(lifecycle, 1);
      commit(lifecycle, 2);
      tiers.tiering(lifecycle).warm(version -> true).move().run();
      DatasetVersion again = commit(lifecycle, 1); // the newest now, and so hot
      assertThat(again.manifest().files()).isEqualTo(one.manifest().files());
      TieringReport report = tiers.tiering(lifecycle).warm(version -> true).move().run();
      assertThat(report.after(Tier.HOT).blobs()).isEqualTo(1);
      assertThat(report.after(Tier.WARM).blobs()).isEqualTo(1);
      assertReads(one, 1);
    }
  }

  @Test
  void areOfOneHomeThatWasOpenedWithThem() {
    Tiers tiers = new Tiers();
    try (Lifecycle other = Lifecycle.inMemory()) {
      assertThatThrownBy(() -> tiers.tiering(other))
          .isInstanceOf(InvalidValueException.class)
          .hasMessage(
              "Invalid home: %s (must be opened with these tiers: Lifecycle.builder().layer(…))",
              other.location());
    }
    Lifecycle.builder().directory(directory.resolve("one")).layer(tiers).open().close();
    assertThatThrownBy(
            () -> Lifecycle.builder().directory(directory.resolve("two")).layer(tiers).open())
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid tiers: another home was opened with them (make new ones)");
  }

  @Test
  void moveNothingInAHomeThatIsOnlyRead() throws IOException {
    Path home = directory.resolve("home");
    Tiers tiers = new Tiers();
    try (Lifecycle lifecycle = Lifecycle.builder().directory(home).layer(tiers).open()) {
      lifecycle.maintenance().upgrade();
      commit(lifecycle, 1);
      commit(lifecycle, 2);
      tiers.tiering(lifecycle).warm(version -> true).move().run();
    }
    Map<String, String> before = Tree.of(home);
    Tiers same = new Tiers();
    try (Lifecycle lifecycle = Lifecycle.builder().directory(home).readOnly().layer(same).open()) {
      assertReads(lifecycle.datasets().dataset("rides").version(1), 1);
      assertThat(same.tiering(lifecycle).run().after(Tier.WARM).blobs()).isEqualTo(1);
      for (boolean rule : new boolean[] {true, false}) {
        assertThatThrownBy(() -> same.tiering(lifecycle).warm(version -> rule).move().run())
            .isInstanceOf(ReadOnlyException.class);
      }
      assertThat(lifecycle.maintenance().verify(VerifyDepth.HASH).sound()).isTrue();
    }
    assertThat(Tree.of(home)).isEqualTo(before);
  }

  @Test
  void areReadFromADatabaseToo() throws IOException {
    URI location = URI.create("jdbc:h2:file:" + directory.toAbsolutePath().resolve("archive"));
    try (Medium archive = new JdbcMediumProvider().open(location)) {
      Tiers tiers = Tiers.withCold(archive.blobs());
      try (Lifecycle lifecycle =
          Lifecycle.builder().directory(directory.resolve("hot")).layer(tiers).open()) {
        lifecycle.maintenance().upgrade();
        DatasetVersion version = commit(lifecycle, 1);
        TieringReport report =
            tiers.tiering(lifecycle).cold(each -> true).keepNewest(0).move().run();
        assertThat(report.moved().blobs()).isPositive();
        assertReads(version, 1);
        assertThat(lifecycle.maintenance().verify(VerifyDepth.HASH).sound()).isTrue();
      }
    }
  }
}
