package io.lifecycle4j.core.storage.blob;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.core.maintenance.HomeMaintenance;
import io.lifecycle4j.core.storage.ClockedMedium;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.core.storage.Tree;
import io.lifecycle4j.maintenance.GarbageReport;
import io.lifecycle4j.maintenance.Maintenance;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.VerifyDepth;
import io.lifecycle4j.storage.spi.BlobStore;
import io.lifecycle4j.storage.spi.Medium;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many small commits do not leave many small packs for ever. */
class PackMergeTest {
  private static final int PACKS = PackMerge.MANY + 1;
  private static final Instant OLD = Instant.parse("2020-01-02T03:04:05Z");

  private Path packs;
  private Medium medium;
  private BlobStore blobs;
  private Medium other;

  @BeforeEach
  void openHomeTwice(@TempDir Path directory) {
    Path home = directory.resolve("home");
    packs = home.resolve("packs");
    medium = Media.file(home);
    blobs = medium.blobs();
    other = Media.file(home);
  }

  @AfterEach
  void close() {
    medium.close();
    other.close();
  }

  private List<BlobId> commit(int count) throws IOException {
    List<BlobId> ids = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ids.addAll(blobs.putAll(List.of(Content.of("one " + i), Content.of("other " + i))));
    }
    for (Path pack : all()) {
      Files.setLastModifiedTime(pack, FileTime.from(OLD));
    }
    return ids;
  }

  private List<Path> all() {
    return Tree.paths(packs).stream().filter(file -> file.toString().endsWith(".pack")).toList();
  }

  private int merge() {
    return blobs.maintenance().merge(OLD.plusSeconds(1));
  }

  private static void assertAllThere(BlobStore blobs, List<BlobId> ids) {
    assertThat(Fixtures.ids(blobs)).containsExactlyInAnyOrderElementsOf(ids);
    for (BlobId id : ids) {
      assertThat(Fixtures.hash(blobs.read(id))).isEqualTo(id);
      assertThat(Fixtures.lastPut(blobs, id)).isEqualTo(OLD);
      blobs.maintenance().verify(id, VerifyDepth.HASH);
    }
  }

  @Test
  void makesOnePackOfManySmallOnesAndDisturbsNoReader() throws IOException {
    List<BlobId> ids = commit(PACKS);
    assertAllThere(other.blobs(), ids);
    try (InputStream reading = other.blobs().open(ids.get(3))) {
      assertThat(blobs.maintenance().mergeable(OLD.plusSeconds(1))).isEqualTo(PACKS);
      assertThat(all()).hasSize(PACKS);
      assertThat(merge()).isEqualTo(PACKS);
      assertThat(all()).hasSize(1);
      assertThat(reading.readAllBytes()).isEqualTo(Fixtures.utf8("other 1"));
    }
    assertAllThere(other.blobs(), ids);
    assertAllThere(blobs, ids);
    assertThat(merge()).isZero();
  }

  @Test
  void leavesFewPacksAndThosePutLatelyAsTheyAre() throws IOException {
    commit(PACKS - 1);
    blobs.putAll(List.of(Content.of("late")));
    assertThat(merge()).isZero();
    assertThat(all()).hasSize(PACKS);
  }

  @Test
  void takesTheGoodCopyOfABlobThatIsDamagedInOnePack() throws IOException {
    List<BlobId> ids = commit(PACKS);
    Path damaged = all().get(0);
    byte[] bytes = Files.readAllBytes(damaged);
    bytes[PackIndex.MAGIC.length + PackIndex.RECORD] ^= 1; // of the first blob that was put there
    Files.write(damaged, bytes);
    for (int i = 0; i < PACKS; i++) {
      blobs.putAll(List.of(Content.of("one " + i))); // mends the damaged one
    }
    for (Path pack : all()) {
      Files.setLastModifiedTime(pack, FileTime.from(OLD));
    }
    assertThat(merge()).isEqualTo(PACKS);
    for (BlobId id : ids) {
      blobs.maintenance().verify(id, VerifyDepth.HASH);
      assertThat(other.blobs().read(id)).isEqualTo(blobs.read(id));
    }
    assertThat(all()).hasSize(1);
    for (BlobId id : ids) {
      BlobPlace place = PackIndex.read(all().get(0)).find(id);
      assertThat(place).isNotNull();
      place.verify(id);
    }
  }

  @Test
  void isAPartOfAGarbageCollection() throws IOException {
    List<BlobId> ids = commit(PACKS);
    Instant now = OLD.plus(Duration.ofDays(15));
    Maintenance maintenance =
        HomeMaintenance.over(ClockedMedium.of(medium, () -> now), InstantSource.system());
    maintenance.pin("mine", ids);
    GarbageReport dry = maintenance.collectGarbage().run();
    assertThat(dry.merged()).isEqualTo(PACKS);
    assertThat(dry.toString()).contains("would be merged: 33 small packs");
    assertThat(all()).hasSize(PACKS);
    GarbageReport report = maintenance.collectGarbage().quarantine().run();
    assertThat(report.merged()).isEqualTo(PACKS);
    assertThat(report.toString()).contains("\n  merged: 33 small packs");
    assertThat(all()).hasSize(1);
    assertAllThere(blobs, ids);
  }
}
