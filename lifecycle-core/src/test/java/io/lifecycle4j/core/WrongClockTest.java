package io.lifecycle4j.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.maintenance.Lease;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.VerifyDepth;
import io.lifecycle4j.storage.spi.Medium;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process whose clock is wrong, beside others on one home whose clocks are right. */
class WrongClockTest {
  private static final Schema SCHEMA = Schema.of(Ride.class);

  @TempDir private Path directory;
  private Medium medium;
  private Lifecycle right;

  record Ride(double ride) {}

  @BeforeEach
  void open() {
    medium = Media.file(directory.resolve("home"));
    right = Lifecycle.builder().medium(Media.file(directory.resolve("home"))).open();
  }

  @AfterEach
  void close() {
    right.close();
    medium.close();
  }

  private Lifecycle ahead(int days) {
    InstantSource clock = () -> InstantSource.system().instant().plus(Duration.ofDays(days));
    return Lifecycle.builder().directory(directory.resolve("home")).clock(clock).open();
  }

  /** Collects as a process whose clock is 40 days ahead, and then 80: ten times the quarantine. */
  private void collectByWrongClocks() {
    for (int days : new int[] {40, 80}) {
      try (Lifecycle wrong = ahead(days)) {
        wrong
            .maintenance()
            .collectGarbage()
            .grace(Duration.ofDays(1))
            .purgeAfter(Duration.ofDays(1))
            .quarantine()
            .run();
      }
    }
  }

  @Test
  void takesNothingFromASnapshotUnderWay() {
    DatasetVersion version =
        right
            .datasets()
            .dataset("rides")
            .onProgress(progress -> collectByWrongClocks())
            .snapshot(Sources.csv("rides.csv", Content.of("ride\n" + "5\n".repeat(1 << 20))))
            .schema(SCHEMA)
            .commit();
    collectByWrongClocks();
    try (Lifecycle elsewhere = Lifecycle.open(directory.resolve("home"))) {
      DatasetVersion read = elsewhere.datasets().dataset("rides").version(1);
      assertThat(read.id()).isEqualTo(version.id());
      assertThat(read.rows().row((1 << 20) - 1).number(0)).isEqualTo(5);
      assertThat(elsewhere.maintenance().verify(VerifyDepth.HASH).damage()).isEmpty();
    }
  }

  @Test
  void keepsWhatWasPutAndIsCommittedLater() {
    BlobId put = medium.blobs().put(Content.of("put, and committed a day later"));
    collectByWrongClocks();
    assertThat(medium.blobs().read(put)).asString().isEqualTo("put, and committed a day later");
    right.maintenance().pin("committed", List.of(put));
  }

  @Test
  void holdsTheLeasesOfOthers() {
    BlobId put;
    try (Lease lease = right.maintenance().lease(Duration.ofDays(2));
        Lifecycle wrong = ahead(40)) {
      put = medium.blobs().put(Content.of("work"));
      wrong.maintenance().collectGarbage().grace(Duration.ZERO).quarantine().run();
      assertThat(lease.until()).isAfter(medium.blobs().maintenance().now());
      assertThat(medium.blobs().contains(put)).isTrue();
    }
    right.maintenance().collectGarbage().grace(Duration.ZERO).quarantine().run();
    assertThat(medium.blobs().contains(put)).isFalse();
  }

  @Test
  void takesALeaseThatHoldsAsLongAsItSays() {
    try (Lifecycle wrong = ahead(-40);
        Lease lease = wrong.maintenance().lease(Duration.ofDays(2))) {
      BlobId put = medium.blobs().put(Content.of("work of who is behind"));
      right.maintenance().collectGarbage().grace(Duration.ZERO).quarantine().run();
      assertThat(medium.blobs().contains(put)).isTrue();
      lease.renew(Duration.ofDays(3));
    }
  }

  @Test
  void deletesNothingBeforeItsQuarantineHasPassed() {
    BlobId put = medium.blobs().put(Content.of("quarantined, and needed after all"));
    right.maintenance().collectGarbage().grace(Duration.ZERO).quarantine().run();
    collectByWrongClocks();
    right.maintenance().pin("needed", List.of(put));
    assertThat(medium.blobs().read(put)).asString().isEqualTo("quarantined, and needed after all");
  }

  @Test
  void setsAsideAsOfNowThoughItsClockIsBehind() {
    BlobId put = medium.blobs().put(Content.of("quarantined by who is behind"));
    try (Lifecycle wrong = ahead(-40)) {
      wrong.maintenance().collectGarbage().grace(Duration.ZERO).quarantine().run();
    }
    assertThat(medium.blobs().contains(put)).isFalse();
    right.maintenance().collectGarbage().quarantine().run();
    right.maintenance().pin("needed", List.of(put));
  }
}
