package io.lifecycle4j.tiers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.lifecycle4j.core.maintenance.HomeMaintenance;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.maintenance.Amount;
import io.lifecycle4j.maintenance.BackupReport;
import io.lifecycle4j.maintenance.GarbageReport;
import io.lifecycle4j.maintenance.VerifyReport;
import io.lifecycle4j.maintenance.VerifyReport.Damage;
import io.lifecycle4j.maintenance.VerifyReport.Unverified;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.VerifyDepth;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Garbage collection, verification and backup know what lies in other tiers. */
class TierMaintenanceTest extends TieredHome {
  private GarbageReport collect() {
    return maintenance.collectGarbage().quarantine().run();
  }

  @Test
  void keepsContainersThatAreNeededAndDeletesWhatTheyReplaced() {
    version("rides", "one");
    version("rides", "two");
    cold(1);
    tiering().cold(v -> v.number() == 1).warm(v -> true).keepNewest(0).move().run();
    assertThat(medium.aside()).containsExactlyInAnyOrder(blob("one"), blob("two"));
    pass(Duration.ofDays(30));
    GarbageReport dry = maintenance.collectGarbage().run();
    GarbageReport report = collect();
    assertThat(report.garbage()).isEqualTo(dry.garbage()).isEmpty();
    assertThat(report.restored()).isEqualTo(dry.restored());
    assertThat(report.restored().blobs()).isZero();
    assertThat(report.purged()).isEqualTo(dry.purged());
    assertThat(report.purged().blobs()).isEqualTo(2);
    assertThat(report.kept().blobs()).isEqualTo(4); // two manifests, two containers
    assertThat(medium.aside()).isEmpty();
    assertThat(readAll(home)).isEqualTo(2);
  }

  @Test
  void collectsContainersThatAreNoLongerUsed() {
    version("rides", "one");
    warm(1);
    BlobId warm = container("one");
    cold(1);
    BlobId cold = container("one");
    pass(Duration.ofDays(15));
    assertThat(collect().garbage()).containsExactly(warm);
    recall();
    pass(Duration.ofDays(15));
    assertThat(maintenance.collectGarbage().run().garbage()).containsExactly(cold);
    assertThat(archive.blobs().contains(cold)).isTrue();
    assertThat(collect().garbage()).containsExactly(cold);
    assertThat(archive.blobs().contains(cold)).isFalse();
    pass(Duration.ofDays(8));
    assertThat(maintenance.collectGarbage().run().purged().blobs()).isEqualTo(1);
    collect();
    assertThat(archive.aside()).isEmpty();
    assertThat(readAll(home)).isEqualTo(1);
  }

  @Test
  void neverTouchesWhatOthersHaveInTheColdStore() {
    BlobId foreign = archive.blobs().put(Content.of("foreign"));
    BlobId aside = archive.blobs().put(Content.of("quarantined"));
    archive.blobs().maintenance().quarantine(List.of(aside), archive.instant());
    version("rides", "one");
    cold(1);
    BlobId ours = container("one");
    recall();
    pass(Duration.ofDays(15));
    assertThat(collect().garbage()).containsExactly(ours);
    pass(Duration.ofDays(400));
    collect();
    assertThat(archive.blobs().contains(foreign)).isTrue();
    assertThat(archive.aside()).containsExactly(aside);
  }

  @Test
  void leavesTheColdStoreAloneWithoutIt() {
    version("rides", "one");
    cold(1);
    BlobId cold = container("one");
    pass(Duration.ofDays(400));
    TieredMedium without = TieredMedium.over(medium, null);
    GarbageReport report =
        HomeMaintenance.over(without, medium).collectGarbage().quarantine().run();
    assertThat(report.garbage()).isEmpty();
    assertThat(report.restored().blobs()).isZero();
    assertThat(archive.blobs().contains(cold)).isTrue();
    assertThat(readAll(home)).isEqualTo(1);
  }

  @Test
  void putsBackAContainerThatIsNeededAgain() {
    version("rides", "one");
    version("rides", "two");
    tiering().cold(v -> v.number() == 1).warm(v -> true).keepNewest(0).move().run();
    medium.blobs().maintenance().quarantine(List.of(container("two")), medium.instant());
    archive.blobs().maintenance().quarantine(List.of(container("one")), medium.instant());
    pass(Duration.ofDays(30));
    GarbageReport dry = maintenance.collectGarbage().run();
    GarbageReport report = collect();
    // the original of the warm one still is in quarantine too
    assertThat(report.restored()).isEqualTo(dry.restored());
    assertThat(archive.blobs().contains(container("one"))).isTrue();
    assertThat(medium.blobs().contains(container("two"))).isTrue();
    assertThat(readAll(home)).isEqualTo(2);
  }

  @Test
  void restoresWhatHoldsABlob() {
    version("rides", "one");
    warm(1);
    BlobId container = container("one");
    pass(Duration.ofDays(30));
    collect();
    home.blobs().maintenance().quarantine(List.of(blob("one")), medium.instant());
    assertThat(medium.aside()).containsExactly(container);
    assertThat(home.blobs().contains(blob("one"))).isFalse();
    assertThatThrownBy(() -> home.blobs().read(blob("one"))).isInstanceOf(NotFoundException.class);
    home.blobs().maintenance().restore(blob("one"));
    assertThat(readAll(home)).isEqualTo(1);
  }

  @Test
  void namesTheVersionsThatADamagedContainerTouches() {
    version("rides", "one");
    version("rides", "two");
    tiering().cold(v -> v.number() == 1).warm(v -> true).keepNewest(0).move().run();
    assertThat(maintenance.verify(VerifyDepth.HASH).sound()).isTrue();
    BlobId cold = container("one");
    BlobId warm = container("two");
    medium.damaged.add(warm);
    archive.damaged.add(cold);
    VerifyReport report = maintenance.verify(VerifyDepth.HASH);
    assertThat(report.damage())
        .extracting(Damage::kind, Damage::name, Damage::touches)
        .containsExactlyInAnyOrder(
            tuple(Damage.Kind.BLOB, cold.sha256(), List.of("dataset rides:1")),
            tuple(Damage.Kind.BLOB, warm.sha256(), List.of("dataset rides:2")));
  }

  @Test
  void saysWhatIsMissingInTheColdStore() {
    version("rides", "one");
    cold(1);
    archive.blobs().maintenance().quarantine(List.of(container("one")), archive.instant());
    assertThat(maintenance.verify(VerifyDepth.STRUCTURE).damage())
        .extracting(Damage::kind, Damage::name, Damage::touches)
        .containsExactly(
            tuple(Damage.Kind.MISSING_BLOB, blob("one").sha256(), List.of("dataset rides:1")));
    TieredMedium without = TieredMedium.over(medium, null);
    assertThat(HomeMaintenance.over(without, medium).verify(VerifyDepth.HASH).sound()).isTrue();
  }

  @Test
  void countsWhatLiesInAColdStoreThatItWasNotGiven() {
    version("rides", "one");
    version("rides", "two");
    version("rides", "three");
    cold(2);
    long cold = archive.blobs().size(container("one")) + archive.blobs().size(container("two"));
    VerifyReport report =
        HomeMaintenance.over(TieredMedium.over(medium, null), medium).verify(VerifyDepth.HASH);
    assertThat(report.sound()).isTrue();
    assertThat(report.complete()).isFalse();
    assertThat(report.unverified())
        .containsExactly(new Unverified(Unverified.Kind.OTHER_STORE, new Amount(2, cold)));
    assertThat(report.toString())
        .contains(", 100 % of what lies in reach, at depth HASH: sound; not looked at: ")
        .endsWith(
            "2 blobs (" + cold + " B) in another store (open the home with it to verify them)");
    VerifyReport all = maintenance.verify(VerifyDepth.HASH);
    assertThat(all.complete()).isTrue();
    assertThat(all.toString()).endsWith("100 % of the home, at depth HASH: all sound");
    assertThat(all.blobs().blobs()).isEqualTo(report.blobs().blobs() + 2);
  }

  @Test
  void copiesWhatIsInTheHomeAndTellsWhatIsNot(@TempDir Path directory) {
    version("rides", "one");
    version("rides", "two");
    version("rides", "three");
    tiering().cold(v -> v.number() == 1).warm(v -> v.number() == 2).move().run();
    BackupReport report = maintenance.backup(directory.resolve("copy"));
    long cold = archive.blobs().size(container("one"));
    assertThat(report.elsewhere().blobs()).isEqualTo(1);
    assertThat(report.elsewhere().bytes()).isEqualTo(cold);
    assertThat(report.toString())
        .endsWith("; 1 blob (" + cold + " B) more in another store were not copied");
    assertThat(report.journals()).isEqualTo(2);
  }

  @Test
  void readsACopyThroughTheSameColdStore(@TempDir Path directory) {
    version("rides", "one");
    version("rides", "two");
    version("rides", "three");
    tiering().cold(v -> v.number() == 1).warm(v -> v.number() == 2).move().run();
    maintenance.backup(directory.resolve("copy"));
    HomeMaintenance.copy(Media.existing(directory.resolve("copy")), directory.resolve("home"));
    try (TieredMedium restored =
        TieredMedium.over(Media.file(directory.resolve("home")), archive.blobs())) {
      assertThat(readAll(restored)).isEqualTo(3);
    }
  }

  @Test
  void copiesWhatIsMovedMeanwhile(@TempDir Path directory) {
    version("rides", "one");
    version("rides", "two");
    warm(1);
    for (String moment : List.of("names", "list", "read", "read tiers")) {
      medium.before(moment, () -> swap());
      Path copy = directory.resolve(moment);
      maintenance.backup(copy);
      try (TieredMedium copied = TieredMedium.over(Media.existing(copy), null)) {
        assertThat(readAll(copied)).as(moment).isEqualTo(2);
      }
    }
  }

  /** Makes the warm version hot and the hot one warm. */
  private void swap() {
    int hot = isHot("one") ? 1 : 2;
    tiering().warm(v -> v.number() == hot).hot(v -> v.number() != hot).keepNewest(0).move().run();
    assertThat(isHot("one")).isEqualTo(hot == 2);
  }
}
