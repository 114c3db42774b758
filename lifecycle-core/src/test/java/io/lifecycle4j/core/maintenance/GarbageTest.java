package io.lifecycle4j.core.maintenance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.data.spi.StoredVersion;
import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.error.OperationInterruptedException;
import io.lifecycle4j.error.ReadOnlyException;
import io.lifecycle4j.maintenance.Amount;
import io.lifecycle4j.maintenance.GarbageReport;
import io.lifecycle4j.maintenance.Lease;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.spi.Journal;
import io.lifecycle4j.storage.spi.JournalSnapshot;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Only what nothing needs is quarantined, and what is needed after all comes back. */
class GarbageTest extends CollectedHome {
  @Test
  void changesNothingUnlessToldTo() {
    BlobId garbage = garbage("garbage");
    medium.pass(Duration.ofDays(15));
    GarbageReport report = maintenance.collectGarbage().run();
    assertThat(report.mode()).isEqualTo(GarbageReport.Mode.DRY_RUN);
    assertThat(report.garbage()).containsExactly(garbage);
    assertThat(report.quarantined()).isEqualTo(new Amount(1, 7));
    assertThat(report.toString())
        .contains("dry run")
        .contains("would be quarantined: 1 blob (7 B)");
    assertThat(medium.blobs().contains(garbage)).isTrue();
    assertThat(medium.aside()).isEmpty();
  }

  @Test
  void keepsWhatAVersionARunOrAModelNeeds() {
    StoredVersion rides = kept.dataset("rides", "data");
    kept.run("trial-1", "plot");
    kept.model("ridership", rides, "weights");
    List<BlobId> needed = Fixtures.ids(medium.blobs());
    BlobId garbage = garbage("garbage");
    medium.pass(Duration.ofDays(400));
    GarbageReport report = collect();
    assertThat(report.garbage()).containsExactly(garbage);
    assertThat(report.kept().blobs()).isEqualTo(5);
    assertThat(Fixtures.ids(medium.blobs())).isEqualTo(needed);
    assertThat(medium.aside()).containsExactly(garbage);
  }

  @Test
  void keepsTheSnapshotOfAJournal() {
    BlobId state = garbage("state");
    kept.dataset("rides", "data");
    try (Journal journal = medium.journals().shared("datasets")) {
      journal.snapshot(new JournalSnapshot(1, state));
    }
    medium.pass(Duration.ofDays(15));
    assertThat(collect().garbage()).isEmpty();
  }

  @Test
  void sparesWhatWasPutWithinTheGracePeriod() {
    BlobId old = garbage("old");
    BlobId again = garbage("again");
    medium.pass(Duration.ofDays(14).minusSeconds(1));
    garbage("again");
    BlobId young = garbage("young");
    assertThat(collect().spared().blobs()).isEqualTo(3);
    medium.pass(Duration.ofSeconds(2));
    assertThat(collect().garbage()).containsExactly(old);
    assertThat(medium.blobs().contains(again)).isTrue();
    assertThat(maintenance.collectGarbage().grace(Duration.ofDays(1)).run().garbage()).isEmpty();
    medium.pass(Duration.ofDays(2));
    assertThat(maintenance.collectGarbage().grace(Duration.ofDays(1)).run().garbage())
        .containsExactlyInAnyOrder(again, young);
  }

  @Test
  void deletesForEverOnlyAfterTheQuarantine() {
    BlobId garbage = garbage("garbage");
    medium.pass(Duration.ofDays(15));
    collect();
    medium.pass(Duration.ofDays(7));
    assertThat(collect().purged()).isEqualTo(Amount.NONE);
    medium.pass(Duration.ofSeconds(1));
    assertThat(maintenance.collectGarbage().run().purged()).isEqualTo(new Amount(1, 7));
    assertThat(medium.aside()).containsExactly(garbage);
    assertThat(collect().purged()).isEqualTo(new Amount(1, 7));
    assertThat(medium.aside()).isEmpty();
  }

  @Test
  void neverDeletesWhatIsNeededAgain() {
    StoredVersion rides = kept.dataset("rides", "data");
    List<BlobId> needed = Fixtures.ids(medium.blobs());
    medium
        .blobs()
        .maintenance()
        .quarantine(needed, medium.instant()); // as if a collector died half way
    medium.pass(Duration.ofDays(30));
    GarbageReport report = collect();
    assertThat(report.restored().blobs()).isEqualTo(2);
    assertThat(report.purged()).isEqualTo(Amount.NONE);
    assertThat(Fixtures.ids(medium.blobs())).isEqualTo(needed);
    assertThat(kept.datasets.find("rides", 1)).hasValue(rides);
  }

  @Test
  void refusesWhenAManifestIsDamaged() {
    StoredVersion rides = kept.dataset("rides", "data");
    garbage("garbage");
    medium.pass(Duration.ofDays(15));
    medium.damaged.add(rides.id());
    assertThatThrownBy(this::collect)
        .isInstanceOf(CorruptDataException.class)
        .hasMessageStartingWith(
            "Cannot collect garbage: what dataset rides:1 needs is not known: Corrupt");
    assertThat(medium.aside()).isEmpty();
    assertThatThrownBy(() -> maintenance.collectGarbage().run())
        .isInstanceOf(CorruptDataException.class);
  }

  @Test
  void refusesWhenAnyJournalIsDamaged() {
    kept.model("ridership", kept.dataset("rides", "data"), "weights");
    kept.run("trial-1", "plot");
    maintenance.pin("mine", List.of(garbage("pinned")));
    garbage("garbage");
    medium.pass(Duration.ofDays(15));
    for (String journal : List.of("datasets", "runs", kept.runJournal(), "registry")) {
      medium.damaged.add(journal);
      assertThatThrownBy(this::collect)
          .as(journal)
          .isInstanceOf(CorruptDataException.class)
          .hasMessageEndingWith("Corrupt " + journal);
      medium.damaged.clear();
    }
    assertThat(medium.aside()).isEmpty();
    assertThat(collect().quarantined().blobs()).isEqualTo(1);
  }

  @Test
  void refusesWhenAManifestIsMissing() {
    StoredVersion rides = kept.dataset("rides", "data");
    medium.blobs().maintenance().quarantine(List.of(rides.id()), medium.instant());
    medium.blobs().maintenance().purge(medium.instant().plusSeconds(1));
    medium.pass(Duration.ofDays(15));
    assertThatThrownBy(this::collect)
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining("dataset rides:1");
    assertThat(medium.aside()).isEmpty();
  }

  @Test
  void setsNothingAsideWhenItIsInterrupted() {
    garbage("garbage");
    medium.pass(Duration.ofDays(15));
    Thread.currentThread().interrupt();
    assertThatThrownBy(this::collect)
        .isInstanceOf(OperationInterruptedException.class)
        .hasMessage("Cannot collect garbage: the thread was interrupted");
    assertThat(Thread.interrupted()).isTrue();
    assertThat(medium.aside()).isEmpty();
  }

  @Test
  void refusesAnEntryWithoutItsBlob() {
    medium
        .journals()
        .shared("datasets")
        .append(
            Fixtures.batch(
                "{\"created\":\"2026-01-02T03:04:05Z\",\"dataset\":\"rides\",\"manifest\":null,"
                    + "\"number\":1}"));
    garbage("garbage");
    medium.pass(Duration.ofDays(15));
    assertThatThrownBy(this::collect).isInstanceOf(CorruptDataException.class);
    assertThat(medium.aside()).isEmpty();
  }

  @Test
  void refusesWhatANewerVersionWrote() {
    for (String journal : List.of("holdout-ledger", "runs-2")) {
      TestMedium home = new TestMedium(Media.memory());
      home.journals().shared(journal).append(Fixtures.batch("from the future"));
      assertThatThrownBy(() -> HomeMaintenance.over(home, home).collectGarbage().quarantine().run())
          .isInstanceOf(ReadOnlyException.class)
          .hasMessageContaining("Cannot read journal " + journal);
    }
    medium
        .journals()
        .shared("pins")
        .append(
            Fixtures.batch(
                "{\"blobs\":[],\"from\":null,\"kind\":\"vow\",\"name\":\"a\",\"until\":null,\"v\":2}"));
    assertThatThrownBy(this::collect)
        .isInstanceOf(LifecycleException.class)
        .hasMessageContaining("kind 'vow' (written by a newer version of Lifecycle4j)");
  }

  @Test
  void keepsWhatAnUnknownChangeOfTheRegistryNeeds() {
    BlobId card = garbage("card");
    BlobId garbage = garbage("garbage");
    try (Journal registry = medium.journals().chained("registry")) {
      registry.append(
          Fixtures.batch(
              "{\"actor\":\"bob\",\"changes\":[{\"kind\":\"carded\",\"effect\":\"INFORMS\",\"needs\":[\""
                  + card
                  + "\"],\"model\":\"ridership\"}],\"library\":\"9.9.9\","
                  + "\"reason\":\"Newer\",\"time\":\"2026-01-02T03:04:05Z\",\"v\":1}"));
    }
    medium.pass(Duration.ofDays(15));
    assertThat(collect().garbage()).containsExactly(garbage);
  }

  @Test
  void keepsWhatIsPinnedUntilItIsUnpinned() {
    BlobId pinned = garbage("pinned");
    maintenance.pin("mine", List.of(garbage("other"), pinned));
    maintenance.pin("mine", List.of(pinned));
    medium.pass(Duration.ofDays(15));
    assertThat(collect().garbage()).hasSize(1).doesNotContain(pinned);
    assertThat(HomeMaintenance.over(medium, medium).pins())
        .isEqualTo(Map.of("mine", List.of(pinned)));
    maintenance.unpin("mine");
    assertThat(collect().garbage()).containsExactly(pinned);
    assertThat(maintenance.pins()).isEmpty();
    assertThatThrownBy(() -> maintenance.unpin("mine"))
        .isInstanceOf(NotFoundException.class)
        .hasMessage("Pin does not exist: mine");
  }

  @Test
  void pinsOnlyWhatIsStored() {
    BlobId id = Fixtures.hash(Fixtures.utf8("nothing"));
    assertThatThrownBy(() -> maintenance.pin("mine", List.of(id)))
        .isInstanceOf(NotFoundException.class)
        .hasMessage("Cannot pin mine: blob " + id + " is not stored");
    assertThat(maintenance.pins()).isEmpty();
  }

  @Test
  void keepsWhatIsPutWhileALeaseIsHeld() {
    BlobId before = garbage("before");
    medium.pass(Duration.ofMinutes(2));
    Lease lease = maintenance.lease(Duration.ofDays(40));
    medium.pass(Duration.ofSeconds(-1)); // the clock of a storage may lag behind
    BlobId during = garbage("during");
    medium.pass(Duration.ofDays(30));
    assertThat(collect().garbage()).containsExactly(before);
    lease.renew(Duration.ofDays(20));
    medium.pass(Duration.ofDays(19));
    assertThat(collect().garbage()).isEmpty();
    lease.close();
    lease.close();
    assertThat(collect().garbage()).containsExactly(during);
    assertThatThrownBy(() -> lease.renew(Duration.ofDays(1)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("The lease is closed");
  }

  @Test
  void endsALeaseWhoseProcessDied() {
    Lease lease = maintenance.lease(Duration.ofDays(20));
    assertThat(lease.until()).isEqualTo(medium.instant().plus(Duration.ofDays(20)));
    BlobId during = garbage("during");
    medium.pass(Duration.ofDays(20));
    assertThat(collect().garbage()).containsExactly(during);
    assertThatThrownBy(() -> lease.renew(Duration.ofDays(1)))
        .isInstanceOf(ConflictException.class)
        .hasMessageContaining("has expired");
    lease.close();
  }

  @Test
  void refusesPeriodsWithoutSenseAndPartsSetTwice() {
    assertThatThrownBy(() -> maintenance.collectGarbage().grace(Duration.ofDays(-1)))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid grace period: PT-24H (must not be negative, and at most 10 years)");
    assertThatThrownBy(() -> maintenance.collectGarbage().purgeAfter(Duration.ofHours(23)))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(
            "Invalid quarantine period: PT23H (must be at least 1 day, and at most 10 years)");
    Duration forever = ChronoUnit.FOREVER.getDuration();
    assertThatThrownBy(() -> maintenance.collectGarbage().grace(forever))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageEndingWith("and at most 10 years)");
    assertThatThrownBy(() -> maintenance.collectGarbage().purgeAfter(forever))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageEndingWith("and at most 10 years)");
    assertThatThrownBy(() -> maintenance.collectGarbage().quarantine().quarantine())
        .isInstanceOf(InvalidValueException.class);
    assertThatThrownBy(() -> maintenance.collectGarbage().grace(Duration.ZERO).grace(Duration.ZERO))
        .isInstanceOf(InvalidValueException.class);
    assertThatThrownBy(() -> maintenance.lease(Duration.ZERO))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageStartingWith("Invalid duration of a lease: PT0S");
  }
}
