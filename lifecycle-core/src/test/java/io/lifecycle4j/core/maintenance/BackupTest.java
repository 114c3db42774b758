package io.lifecycle4j.core.maintenance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.contract.Moves;
import io.lifecycle4j.core.serving.log.KeptPredictions;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.core.storage.ModelJournals;
import io.lifecycle4j.crashkit.Change;
import io.lifecycle4j.crashkit.Disk;
import io.lifecycle4j.crashkit.MemoryFileSystem;
import io.lifecycle4j.data.DataProgress;
import io.lifecycle4j.data.DataProgress.Phase;
import io.lifecycle4j.data.spi.StoredVersion;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.OperationInterruptedException;
import io.lifecycle4j.maintenance.BackupReport;
import io.lifecycle4j.maintenance.VerifyReport;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.storage.VerifyDepth;
import io.lifecycle4j.storage.spi.Batch;
import io.lifecycle4j.storage.spi.Journal;
import io.lifecycle4j.storage.spi.JournalSnapshot;
import io.lifecycle4j.storage.spi.Medium;
import io.lifecycle4j.tracking.RunQuery;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A copy holds what the home held, and nothing that would not work without what is missing. */
class BackupTest {
  private static final Path NOWHERE = Path.of("copy");

  private final TestMedium medium = new TestMedium(Media.memory());
  private final Medium copy = Media.memory();
  private final Kept kept = new Kept(medium, medium);

  @AfterEach
  void close() {
    medium.close();
    copy.close();
  }

  private BackupReport copy() {
    return new Backup(medium, copy, null).run(NOWHERE);
  }

  private VerifyReport verified() {
    return HomeMaintenance.over(copy, medium).verify(VerifyDepth.HASH);
  }

  @Test
  void tellsHowFarItIs() {
    kept.dataset("rides", "data");
    List<DataProgress> told = new ArrayList<>();
    BackupReport report = new Backup(medium, copy, told::add).run(NOWHERE);
    long blobs = report.blobs().blobs();
    long bytes = report.blobs().bytes();
    assertThat(told)
        .startsWith(new DataProgress(Phase.COPYING, 0, blobs, 0, bytes, 0, 0))
        .endsWith(new DataProgress(Phase.COPYING, blobs, blobs, bytes, bytes, 0, 0));
  }

  @Test
  void copiesEveryVersionRunAndModel() {
    StoredVersion rides = kept.dataset("rides", "data");
    kept.dataset("rides", "more data");
    kept.run("trial-1", "plot");
    kept.model("ridership", rides, "weights");
    BackupReport report = copy();
    Kept copied = new Kept(copy, medium);
    assertThat(copied.datasets.versions("rides")).isEqualTo(kept.datasets.versions("rides"));
    assertThat(Moves.versions(copied.models, "ridership"))
        .isEqualTo(Moves.versions(kept.models, "ridership"));
    assertThat(copied.models.history("ridership")).isEqualTo(kept.models.history("ridership"));
    RunQuery runs = RunQuery.builder().experiment("trials").build();
    assertThat(copied.runs.search(runs)).isEqualTo(kept.runs.search(runs));
    assertThat(Fixtures.ids(copy.blobs())).isEqualTo(Fixtures.ids(medium.blobs()));
    assertThat(copy.journals().names()).isEqualTo(medium.journals().names());
    assertThat(report.journals()).isEqualTo(4);
    assertThat(report.entries()).isEqualTo(7);
    assertThat(report.blobs().blobs()).isEqualTo(7);
    assertThat(verified().sound()).isTrue();
  }

  @Test
  void copiesSmallAndLargeBlobsAlike() {
    BlobId empty = medium.blobs().put(Content.of(""));
    BlobId large = medium.blobs().put(Content.of(Fixtures.bytes(1, (1 << 20) + 1)));
    for (int i = 0; i < 5_000; i++) {
      medium.blobs().put(Content.of("small " + i));
    }
    assertThat(copy().blobs().blobs()).isEqualTo(5_002);
    assertThat(Fixtures.ids(copy.blobs())).isEqualTo(Fixtures.ids(medium.blobs()));
    assertThat(copy.blobs().size(large)).isEqualTo((1 << 20) + 1);
    assertThat(copy.blobs().read(empty)).isEmpty();
  }

  @Test
  void keepsSequencesOfATrimmedJournalAndItsSnapshot() {
    BlobId state = medium.blobs().put(Content.of("state"));
    try (Journal journal = medium.journals().owned("predictions-1")) {
      journal.append(Fixtures.batch("a", "b", "c", "d"));
      journal.snapshot(new JournalSnapshot(3, state));
      journal.trim(3);
    }
    copy();
    try (Journal journal = copy.journals().owned("predictions-1")) {
      assertThat(journal.state().first()).isEqualTo(3);
      assertThat(Fixtures.texts(journal.read(3))).containsExactly("c", "d");
      assertThat(journal.state().snapshot()).hasValue(new JournalSnapshot(3, state));
      assertThat(journal.append(Fixtures.batch("e"))).isEqualTo(5);
    }
  }

  @Test
  void writesNothingForEntriesThatWereTrimmed() {
    int trimmed = 100_000;
    try (Journal journal = medium.journals().owned("run-1")) {
      List<byte[]> payloads = Collections.nCopies(trimmed, new byte[10]);
      journal.append(new Batch(Batch.NO_TOKEN, Batch.ANY, payloads, Durability.PROCESS));
      journal.append(Fixtures.batch("left"));
      journal.trim(trimmed + 1);
    }
    Disk disk = new Disk();
    Path target = new MemoryFileSystem(disk).getPath("/copy");
    assertThat(Backup.copy(medium, target, null).entries()).isEqualTo(1);
    assertThat(disk.trace().stream().mapToLong(BackupTest::written).sum()).isBetween(1L, 2_048L);
    try (Medium copied = Media.file(target)) {
      assertThat(copied.journals().state("run-1")).isEqualTo(medium.journals().state("run-1"));
      assertThat(Fixtures.texts(copied.journals().read("run-1", trimmed + 1)))
          .containsExactly("left");
    }
  }

  private static long written(Change change) {
    return change instanceof Change.Write write ? write.bytes().length : 0;
  }

  @Test
  void keepsAJournalChained() {
    try (Journal journal = medium.journals().chained("ledger")) {
      journal.append(Fixtures.batch("a", "b"));
    }
    copy();
    try (Journal journal = copy.journals().chained("ledger")) {
      assertThat(journal.state().chain()).isPresent();
      assertThat(Fixtures.texts(journal.read(1))).containsExactly("a", "b");
    }
  }

  @Test
  void refusesADamagedBlob() {
    BlobId file = kept.dataset("rides", "data").manifest().files().get(0).blob();
    medium.damaged.add(file);
    assertThatThrownBy(this::copy)
        .isInstanceOf(CorruptDataException.class)
        .hasMessage("Corrupt " + file);
  }

  @Test
  void refusesADamagedJournal() {
    kept.run("trial-1", "plot");
    try (Journal journal = medium.journals().owned(kept.runJournal())) {
      journal.append(Fixtures.batch("no JSON"));
    }
    assertThatThrownBy(this::copy)
        .isInstanceOf(CorruptDataException.class)
        .hasMessageStartingWith("Cannot copy the home: run trial-1 is damaged");
  }

  @Test
  void refusesAHomeThatLacksWhatItNeeds() {
    BlobId file = kept.dataset("rides", "data").manifest().files().get(0).blob();
    medium.blobs().maintenance().quarantine(List.of(file), medium.instant());
    assertThatThrownBy(this::copy)
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining("blob " + file + " is needed, but missing");
  }

  @Test
  void copiesWhatANewerVersionWrote() {
    medium.journals().shared("holdout-ledger").append(Fixtures.batch("from the future"));
    copy();
    assertThat(Fixtures.texts(copy.journals().read("holdout-ledger", 1)))
        .containsExactly("from the future");
  }

  @Test
  void copiesWhatComesWhileItRunsOrNothingOfIt() {
    kept.model("ridership", kept.dataset("rides", "data"), "weights");
    medium.before(
        "list",
        () -> {
          StoredVersion fares = kept.dataset("fares", "other data");
          kept.model("fares", fares, "other weights");
        });
    copy();
    Kept copied = new Kept(copy, medium);
    assertThat(copied.models.models()).containsExactly("ridership");
    assertThat(copied.datasets.datasets()).containsExactly("rides");
    assertThat(verified().sound()).isTrue();
  }

  @Test
  void holdsTheDataSetOfEachModelItHolds() {
    kept.model("ridership", kept.dataset("rides", "data"), "weights");
    medium.before(
        "state registry",
        () -> kept.model("fares", kept.dataset("fares", "other data"), "other weights"));
    copy();
    Kept copied = new Kept(copy, medium);
    assertThat(copied.models.models()).containsExactly("fares", "ridership");
    assertThat(copied.datasets.datasets()).containsExactly("fares", "rides");
  }

  @Test
  void holdsEveryErasureThatIsArchivedWhileItRuns() {
    KeptPredictions.session(medium, "one");
    KeptPredictions.erase(medium);
    KeptPredictions.erase(medium);
    medium.before(
        "state " + ModelJournals.Kind.PARTS.of("line"), () -> KeptPredictions.archive(medium));
    copy();
    assertThat(KeptPredictions.erasures(copy)).isEqualTo(2);
  }

  @Test
  void endsWhenItIsInterrupted() {
    kept.dataset("rides", "data");
    Thread.currentThread().interrupt();
    assertThatThrownBy(this::copy).isInstanceOf(OperationInterruptedException.class);
    assertThat(Thread.interrupted()).isTrue();
  }
}
