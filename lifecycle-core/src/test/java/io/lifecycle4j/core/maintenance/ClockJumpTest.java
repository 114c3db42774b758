package io.lifecycle4j.core.maintenance;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.core.storage.ClockedMedium;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.data.spi.DatasetStore;
import io.lifecycle4j.data.spi.StoredVersion;
import io.lifecycle4j.maintenance.Lease;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.StoredFile;
import io.lifecycle4j.storage.VerifyDepth;
import io.lifecycle4j.storage.spi.Medium;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A clock of the storage that jumps makes garbage old too soon or too late; what is needed stays.
 */
class ClockJumpTest {
  private static final List<Integer> DAYS = List.of(0, 400, -3_650, 15, -15, 36_500, 1);

  @TempDir private Path home;

  /** The system's clock, some days off: files are put by the clock of the system. */
  private static InstantSource in(int days) {
    return () -> InstantSource.system().instant().plus(Duration.ofDays(days));
  }

  private static void collect(Medium medium, int days) {
    Medium later = ClockedMedium.of(medium, in(days));
    HomeMaintenance.over(later, in(days)).collectGarbage().quarantine().run();
  }

  @Test
  void losesNothingThatAVersionNeeds() {
    try (Medium medium = Media.file(home)) {
      for (int days : DAYS) {
        DatasetStore datasets = new Kept(medium, in(days)).datasets;
        StoredFile file = datasets.put(Kept.file("data of day " + days));
        medium.blobs().put(Content.of("garbage of day " + days));
        collect(medium, days); // before anything needs the file
        Fixtures.commit(datasets, "rides", Fixtures.dataset("day " + days, file));
        collect(medium, days);
      }
    }
    try (Medium medium = Media.file(home)) {
      DatasetStore datasets = new Kept(medium, in(0)).datasets;
      for (int i = 0; i < DAYS.size(); i++) {
        StoredVersion version = datasets.find("rides", i + 1).orElseThrow();
        StoredFile file = version.manifest().files().get(0);
        assertThat(medium.blobs().read(file.blob()))
            .asString()
            .isEqualTo("data of day " + DAYS.get(i));
      }
      assertThat(HomeMaintenance.over(medium, in(0)).verify(VerifyDepth.HASH).damage()).isEmpty();
    }
  }

  @Test
  void keepsWhatIsPinnedAndPutsBackWhatWasSetAsideTooSoon() {
    try (Medium medium = Media.file(home)) {
      BlobId pinned = medium.blobs().put(Content.of("pinned"));
      BlobId early = medium.blobs().put(Content.of("quarantined too soon"));
      HomeMaintenance.over(medium, in(0)).pin("mine", List.of(pinned));
      collect(medium, 15);
      assertThat(medium.blobs().contains(early)).isFalse();
      collect(medium, -400); // neither fails nor deletes what seems to come from the future
      HomeMaintenance.over(medium, in(-400)).pin("late", List.of(early));
      assertThat(medium.blobs().read(early)).asString().isEqualTo("quarantined too soon");
      assertThat(medium.blobs().contains(pinned)).isTrue();
    }
  }

  @Test
  void holdsALeaseThatWasTakenBeforeTheClockWentBack() {
    try (Medium medium = Media.file(home);
        Lease lease = HomeMaintenance.over(medium, in(0)).lease(Duration.ofDays(30))) {
      BlobId work = medium.blobs().put(Content.of("work"));
      collect(medium, 20);
      collect(medium, -20);
      assertThat(medium.blobs().contains(work)).isTrue();
      assertThat(lease).isNotNull();
    }
  }
}
