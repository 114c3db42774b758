package io.lifecycle4j.core.maintenance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.core.data.DatasetStores;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.data.DatasetManifest;
import io.lifecycle4j.data.spi.DatasetStore;
import io.lifecycle4j.data.spi.StoredVersion;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.OperationInterruptedException;
import io.lifecycle4j.error.StorageFailedException;
import io.lifecycle4j.maintenance.Amount;
import io.lifecycle4j.maintenance.GarbageReport;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.StoredFile;
import io.lifecycle4j.storage.spi.Medium;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** A collection that others come between, or that fails half way, takes nothing away. */
class GarbageRaceTest extends CollectedHome {
  @Test
  void putsBackWhatWasCommittedBeforeItWasSetAside() {
    StoredFile file = kept.datasets.put(Kept.file("data"));
    medium.pass(Duration.ofDays(15));
    medium.before(
        "quarantine",
        () -> Fixtures.commit(kept.datasets, "rides", Fixtures.dataset("while collecting", file)));
    GarbageReport report = collect();
    assertThat(report.garbage()).isEmpty();
    assertThat(report.quarantined()).isEqualTo(Amount.NONE);
    assertThat(medium.blobs().contains(file.blob())).isTrue();
  }

  /** Returns a manifest as it is stored. */
  private static String document(DatasetManifest manifest) {
    try (Medium elsewhere = Media.memory()) {
      DatasetStore store = DatasetStores.over(elsewhere, InstantSource.fixed(Fixtures.TIME));
      store.put(Kept.file("data"));
      BlobId id = Fixtures.commit(store, "rides", manifest).id();
      return new String(elsewhere.blobs().read(id), UTF_8);
    }
  }

  @Test
  void putsBackAManifestAndThenWhatItNames() {
    StoredFile file = kept.datasets.put(Kept.file("data"));
    DatasetManifest manifest = Fixtures.dataset("while collecting", file);
    BlobId old = garbage(document(manifest)); // the rest of a commit that was given up
    medium.pass(Duration.ofDays(15));
    medium.before("quarantine", () -> Fixtures.commit(kept.datasets, "rides", manifest));
    assertThat(collect().garbage()).isEmpty();
    assertThat(kept.datasets.find("rides", 1)).isPresent();
    assertThat(Fixtures.ids(medium.blobs())).contains(old, file.blob());
  }

  @Test
  void isOverruledByACommitThatBeganBeforeAndEndedAfterIt() {
    StoredFile file = kept.models.put(Kept.file("weights"));
    StoredVersion rides = kept.dataset("rides", "data");
    medium.pass(Duration.ofDays(15));
    medium.before("put", this::collect); // after the check of the files, before the entry
    kept.register("ridership", rides, file);
    assertThat(medium.blobs().contains(file.blob())).isTrue();
    StoredFile other = kept.datasets.put(Kept.file("other data"));
    medium.pass(Duration.ofDays(15));
    medium.before("put", this::collect);
    Fixtures.commit(kept.datasets, "rides", Fixtures.dataset("late", other));
    assertThat(medium.blobs().contains(other.blob())).isTrue();
    assertThat(medium.aside()).isEmpty();
  }

  @Test
  void isOverruledByACommitThatBeginsAfterIt() {
    StoredFile file = kept.datasets.put(Kept.file("data"));
    medium.pass(Duration.ofDays(15));
    collect();
    assertThat(medium.aside()).containsExactly(file.blob());
    Fixtures.commit(kept.datasets, "rides", Fixtures.dataset("late", file));
    assertThat(medium.blobs().contains(file.blob())).isTrue();
  }

  @Test
  void putsEverythingBackWhenAJournalIsDamagedMeanwhile() {
    kept.dataset("rides", "data");
    garbage("garbage");
    medium.pass(Duration.ofDays(15));
    medium.before("quarantine", () -> medium.damaged.add("datasets"));
    assertThatThrownBy(this::collect).isInstanceOf(CorruptDataException.class);
    assertThat(medium.aside()).isEmpty();
  }

  @Test
  void putsBackWhatIsNeededWhenItIsInterruptedMeanwhile() {
    StoredFile file = kept.datasets.put(Kept.file("data"));
    medium.pass(Duration.ofDays(15));
    List<Boolean> flag = new ArrayList<>();
    medium.before(
        "quarantine",
        () -> {
          Fixtures.commit(kept.datasets, "rides", Fixtures.dataset("while collecting", file));
          medium.before("read datasets", GarbageRaceTest::interrupt);
        });
    medium.before("restore", () -> flag.add(Thread.currentThread().isInterrupted()));
    assertThatThrownBy(this::collect).isInstanceOf(OperationInterruptedException.class);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(flag).as("interrupted while putting back").containsExactly(false);
    assertThat(medium.aside()).isEmpty();
  }

  private static void interrupt() {
    Thread.currentThread().interrupt();
    throw new OperationInterruptedException("interrupted while reading");
  }

  @Test
  void putsBackWhatIsNeededWhenSettingAsideFailsHalfWay() {
    StoredFile file = kept.datasets.put(Kept.file("data"));
    BlobId garbage = garbage("garbage");
    medium.pass(Duration.ofDays(15));
    medium.before(
        "quarantine",
        () -> {
          Fixtures.commit(kept.datasets, "rides", Fixtures.dataset("while collecting", file));
          medium.blobs().maintenance().quarantine(List.of(file.blob(), garbage), medium.instant());
          Thread.currentThread().interrupt();
          throw new StorageFailedException("full");
        });
    assertThatThrownBy(this::collect).isInstanceOf(StorageFailedException.class);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(medium.blobs().contains(file.blob())).isTrue();
    assertThat(medium.aside()).containsExactly(garbage);
  }

  @Test
  void putsEverythingBackWhenSettingAsideFailsAndNobodyKnowsWhatIsNeeded() {
    kept.dataset("rides", "data");
    BlobId garbage = garbage("garbage");
    medium.pass(Duration.ofDays(15));
    medium.before(
        "quarantine",
        () -> {
          medium.blobs().maintenance().quarantine(List.of(garbage), medium.instant());
          medium.damaged.add("datasets");
          throw new StorageFailedException("full");
        });
    assertThatThrownBy(this::collect)
        .isInstanceOf(StorageFailedException.class)
        .satisfies(e -> assertThat(e.getSuppressed()[0]).isInstanceOf(CorruptDataException.class));
    assertThat(medium.aside()).isEmpty();
  }

  /** Lets something happen once when a commit asks for the time: after its checks, before it is. */
  private Kept committingLate(Runnable meanwhile) {
    AtomicBoolean first = new AtomicBoolean(true);
    return new Kept(
        medium,
        () -> {
          if (first.getAndSet(false)) {
            meanwhile.run();
          }
          return medium.instant();
        });
  }

  private void collectWithoutGrace() {
    medium.pass(Duration.ofSeconds(1));
    assertThat(maintenance.collectGarbage().grace(Duration.ZERO).quarantine().run().garbage())
        .hasSize(2);
  }

  @Test
  void isOverruledByACommitWhoseManifestItSetAside() {
    StoredFile file = kept.datasets.put(Kept.file("data"));
    Kept late = committingLate(this::collectWithoutGrace);
    Fixtures.commit(late.datasets, "rides", Fixtures.dataset("late", file));
    StoredVersion rides = new Kept(medium, medium).datasets.find("rides", 1).orElseThrow();
    assertThat(medium.blobs().contains(rides.manifest().files().get(0).blob())).isTrue();
    StoredFile weights = kept.models.put(Kept.file("weights"));
    committingLate(this::collectWithoutGrace).register("ridership", rides, weights);
    assertThat(new Kept(medium, medium).models.find("ridership", 1)).isPresent();
    assertThat(medium.blobs().contains(weights.blob())).isTrue();
    assertThat(medium.aside()).isEmpty();
  }

  @Test
  void doesNotFailACommitThatIsDone() {
    StoredFile file = kept.datasets.put(Kept.file("data"));
    Runnable full =
        () -> {
          throw new StorageFailedException("full");
        };
    Kept late =
        committingLate(
            () -> {
              collectWithoutGrace();
              medium.before("restore", full);
            });
    assertThat(Fixtures.commit(late.datasets, "rides", Fixtures.dataset("late", file)).number())
        .isOne();
    assertThat(medium.aside()).hasSize(1);
    collect();
    assertThat(medium.aside()).isEmpty();
    assertThat(kept.datasets.find("rides", 1)).isPresent();
  }
}
