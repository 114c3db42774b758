package io.lifecycle4j.tiers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.error.StorageFailedException;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.VerifyDepth;
import io.lifecycle4j.tiers.TieringReport.Failure;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A blob that is damaged or lost stays where it is; all others are moved. */
class DamagedMoveTest extends TieredHome {
  private static final List<String> ALL = List.of("one", "two", "three", "four", "five");

  private void commit() {
    ALL.forEach(name -> version("rides", name));
  }

  private Tier tier(String name) {
    return isHot(name) ? Tier.HOT : placed(name).tier();
  }

  private void assertAllBut(String name, Tier tier, Tier stays) {
    for (String each : ALL) {
      assertThat(tier(each)).as(each).isEqualTo(each.equals(name) ? stays : tier);
    }
  }

  private static Failure only(TieringReport report) {
    assertThat(report.moved().blobs()).isEqualTo(ALL.size() - 1);
    assertThat(report.failures()).hasSize(1);
    assertThat(report.toString()).contains("\n  not moved: " + report.failures().get(0));
    return report.failures().get(0);
  }

  @Test
  void bringsBackAllButADamagedColdBlob() {
    commit();
    cold(5);
    BlobId damaged = container("three");
    archive.damaged.add(damaged);
    TieringReport report = recall();
    assertThat(only(report)).isEqualTo(new Failure(blob("three"), Tier.HOT, "Corrupt " + damaged));
    assertThat(report.after(Tier.HOT).blobs()).isEqualTo(4);
    assertThat(report.after(Tier.COLD).blobs()).isEqualTo(1);
    assertAllBut("three", Tier.HOT, Tier.COLD);
    assertThat(maintenance.verify(VerifyDepth.HASH).damage())
        .anySatisfy(damage -> assertThat(damage.name()).isEqualTo(damaged.sha256()));
    archive.damaged.clear(); // it was mended, from a copy of the store
    assertThat(recall().failures()).isEmpty();
    assertThat(readAll(home)).isEqualTo(5);
  }

  @Test
  void bringsBackAllButALostColdBlob() {
    commit();
    cold(5);
    archive.blobs().maintenance().quarantine(List.of(container("five")), archive.instant());
    Failure failure = only(recall());
    assertThat(failure.problem()).isEqualTo("Blob does not exist: " + blob("five"));
    assertThat(failure).asString().startsWith("blob " + blob("five") + " to the hot tier: Blob");
    assertThat(placed("five").tier()).isEqualTo(Tier.COLD);
    assertThat(isHot("four")).isTrue();
  }

  @Test
  void movesAllButADamagedHotBlob() {
    commit();
    medium.damaged.add(blob("one"));
    assertThat(only(cold(5)).problem()).isEqualTo("Corrupt " + blob("one"));
    assertAllBut("one", Tier.COLD, Tier.HOT);
  }

  @Test
  void stopsWhenTheColdStoreFails() {
    commit();
    cold(5);
    archive.before(
        "read",
        () -> {
          throw new StorageFailedException("Cannot read: the disk fails");
        });
    archive.before(
        "open",
        () -> {
          throw new StorageFailedException("Cannot open: the disk fails");
        });
    assertThatThrownBy(this::recall).isInstanceOf(StorageFailedException.class);
    assertThat(readAll(home)).isEqualTo(5);
    assertThat(recall().moved().blobs()).isEqualTo(5);
  }
}
