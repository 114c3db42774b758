package io.lifecycle4j.core.maintenance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.core.storage.ClockedMedium;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.crashkit.FaultyFileSystem;
import io.lifecycle4j.data.spi.StoredVersion;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.maintenance.BackupReport;
import io.lifecycle4j.maintenance.GarbageReport;
import io.lifecycle4j.maintenance.Maintenance;
import io.lifecycle4j.maintenance.VerifyReport.Damage;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.VerifyDepth;
import io.lifecycle4j.storage.spi.Journal;
import io.lifecycle4j.storage.spi.JournalSnapshot;
import io.lifecycle4j.storage.spi.Medium;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Maintenance of a home in a directory. */
class FileMaintenanceTest {
  private static final long SEED = Long.getLong("seed", InstantSource.system().millis());

  @TempDir private Path directory;

  private final InstantSource clock = InstantSource.system();

  /** The maintenance of a home, some days later by the clock of its storage. */
  private Maintenance in(int days, Medium medium) {
    InstantSource later = () -> clock.instant().plus(Duration.ofDays(days));
    return HomeMaintenance.over(ClockedMedium.of(medium, later), clock);
  }

  private Path home() {
    return directory.resolve("home");
  }

  private Path copy() {
    return directory.resolve("copy");
  }

  @Test
  void opensACopyAsTheSameHome() {
    ModelVersion model;
    StoredVersion rides;
    try (Medium medium = Media.file(home())) {
      Kept kept = new Kept(medium, clock);
      rides = kept.dataset("rides", "data");
      model = kept.model("ridership", rides, "weights");
      kept.run("trial-1", "plot");
      medium.journals().chained("ledger").append(Fixtures.batch("a", "b"));
      BackupReport report = HomeMaintenance.over(medium, clock).backup(copy());
      assertThat(report.journals()).isEqualTo(5);
      assertThat(report.blobs().blobs()).isEqualTo(5);
    }
    try (Medium medium = Media.file(home());
        Medium copied = Media.file(copy())) {
      assertThat(copied.blobs().id()).isEqualTo(medium.blobs().id());
      assertThat(copied.journals().chained("ledger").state().chain())
          .isEqualTo(medium.journals().chained("ledger").state().chain());
      assertThat(copied.journals().maintenance().recoveries()).isEmpty();
      Kept kept = new Kept(copied, clock);
      assertThat(kept.datasets.find("rides", 1)).hasValue(rides);
      assertThat(kept.models.find("ridership", 1)).hasValue(model);
      assertThat(kept.dataset("rides", "more data").number()).isEqualTo(2);
      Maintenance maintenance = HomeMaintenance.over(copied, clock);
      assertThat(maintenance.verify(VerifyDepth.HASH).damage()).isEmpty();
    }
  }

  @Test
  void copiesAHomeInMemoryToADirectory() {
    try (Medium medium = Media.memory()) {
      new Kept(medium, clock).dataset("rides", "data");
      HomeMaintenance.over(medium, clock).backup(copy());
      try (Medium copied = Media.file(copy())) {
        assertThat(copied.blobs().id()).isEqualTo(medium.blobs().id());
        assertThat(new Kept(copied, clock).datasets.datasets()).containsExactly("rides");
      }
    }
  }

  @Test
  void keepsSequencesOfATrimmedJournal() {
    try (Medium medium = Media.file(home())) {
      BlobId state = medium.blobs().put(Content.of("state"));
      try (Journal journal = medium.journals().owned("predictions-1")) {
        journal.append(Fixtures.batch("a", "b", "c", "d"));
        journal.snapshot(new JournalSnapshot(3, state));
        journal.trim(3);
      }
      HomeMaintenance.over(medium, clock).backup(copy());
      try (Medium copied = Media.file(copy());
          Journal journal = copied.journals().owned("predictions-1")) {
        assertThat(journal.state().first()).isEqualTo(3);
        assertThat(Fixtures.texts(journal.read(3))).containsExactly("c", "d");
        assertThat(journal.state().snapshot()).hasValue(new JournalSnapshot(3, state));
      }
    }
  }

  @Test
  void copiesTheJournalOfARunThatGoesOn() {
    try (Medium medium = Media.file(home());
        Journal running = medium.journals().owned("predictions-1")) {
      running.append(Fixtures.batch("a"));
      HomeMaintenance.over(medium, clock).backup(copy());
      running.append(Fixtures.batch("b"));
      try (Medium copied = Media.file(copy())) {
        assertThat(Fixtures.texts(copied.journals().read("predictions-1", 1))).containsExactly("a");
      }
    }
  }

  @Test
  void refusesATargetThatIsNotEmpty() throws IOException {
    Files.createDirectories(copy());
    Files.writeString(copy().resolve("mine.txt"), "mine");
    try (Medium medium = Media.file(home())) {
      for (Path target : List.of(copy(), copy().resolve("mine.txt"), home())) {
        assertThatThrownBy(() -> HomeMaintenance.over(medium, clock).backup(target))
            .isInstanceOf(InvalidValueException.class)
            .hasMessage(
                "Invalid target of a copy: " + target + " (must be a new or empty directory)");
      }
    }
    try (Stream<Path> files = Files.list(copy())) {
      assertThat(files).containsExactly(copy().resolve("mine.txt"));
    }
  }

  @Test
  void doesNotOpenACopyThatWasNotCompleted() throws IOException {
    try (Medium medium = Media.file(home())) {
      new Kept(medium, clock).dataset("rides", "some rides");
    }
    spoil(home(), "some rides");
    try (Medium medium = Media.file(home())) {
      assertThatThrownBy(() -> HomeMaintenance.over(medium, clock).backup(copy()))
          .isInstanceOf(CorruptDataException.class);
    }
    assertThatThrownBy(() -> Media.file(copy()))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(
            "Cannot open home "
                + copy().toRealPath()
                + ": a copy into it was not completed (delete it)");
    assertThatThrownBy(() -> Lifecycle.restore(copy(), directory.resolve("other")))
        .isInstanceOf(NotFoundException.class)
        .hasMessage("Home does not exist: " + copy() + " (a copy into it was not completed)");
    try (Medium medium = Media.file(home())) {
      assertThatThrownBy(() -> HomeMaintenance.over(medium, clock).backup(copy()))
          .isInstanceOf(InvalidValueException.class)
          .hasMessageEndingWith("; a copy into it was not completed: delete it)");
    }
  }

  @Test
  void refusesACopyWithinTheHome() throws IOException {
    Media.file(home()).close();
    Path link = Files.createSymbolicLink(directory.resolve("link"), home());
    for (Path target : List.of(home().resolve("a/copy"), link.resolve("copy"))) {
      try (Medium medium = Media.file(home())) {
        assertThatThrownBy(() -> HomeMaintenance.over(medium, clock).backup(target))
            .isInstanceOf(InvalidValueException.class)
            .hasMessage("Invalid target of a copy: " + target + " (must not lie in the home)");
      }
      assertThatThrownBy(() -> Lifecycle.restore(home(), target))
          .isInstanceOf(InvalidValueException.class)
          .hasMessage("Invalid target of a copy: " + target + " (must not lie in the home)");
    }
    assertThat(home().resolve("a")).doesNotExist();
  }

  @Test
  void restoresFromAnyFileSystem() {
    FaultyFileSystem files = new FaultyFileSystem();
    files.pretend("nfs4");
    try (Medium medium = Media.file(home())) {
      HomeMaintenance.over(medium, clock).backup(files.path(copy()));
    }
    Lifecycle.restore(files.path(copy()), directory.resolve("restored"));
    Media.file(directory.resolve("restored")).close();
  }

  @Test
  void saysWhyThereIsNoHomeToRestore() throws IOException {
    Path file = Files.createFile(directory.resolve("file"));
    assertThatThrownBy(() -> Lifecycle.restore(file, copy()))
        .isInstanceOf(NotFoundException.class)
        .hasMessage("Home does not exist: " + file + " (it is a file)");
    assertThatThrownBy(() -> Lifecycle.restore(directory, copy()))
        .isInstanceOf(NotFoundException.class)
        .hasMessage("Home does not exist: " + directory + " (it has no format.json)");
  }

  /** Changes the bytes of a blob, wherever they lie. */
  private static void spoil(Path home, String text) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(home.resolve("blobs"))) {
      files = all.filter(Files::isRegularFile).toList();
    }
    int found = 0;
    for (Path file : files) {
      String content = Files.readString(file, StandardCharsets.ISO_8859_1);
      if (content.contains(text)) {
        String spoiled = content.replace(text, text.toUpperCase(Locale.ROOT));
        Files.writeString(file, spoiled, StandardCharsets.ISO_8859_1);
        found++;
      }
    }
    assertThat(found).isPositive();
  }

  @Test
  void restoresTheSameVersions() throws IOException {
    StoredVersion rides;
    try (Medium medium = Media.file(home())) {
      Kept kept = new Kept(medium, clock);
      rides = kept.dataset("rides", "data");
      kept.model("ridership", rides, "weights");
      HomeMaintenance.over(medium, clock).backup(copy());
    }
    List<String> backup = files(copy());
    Path restored = directory.resolve("a/b/restored");
    BackupReport report = Lifecycle.restore(copy(), restored);
    assertThat(report.blobs().blobs()).isEqualTo(4);
    assertThat(files(copy())).as("the backup stays as it is").isEqualTo(backup);
    try (Lifecycle lifecycle = Lifecycle.open(restored)) {
      assertThat(lifecycle.models().names()).containsExactly("ridership");
      assertThat(lifecycle.maintenance().verify(VerifyDepth.HASH).sound()).isTrue();
    }
    assertThatThrownBy(() -> Lifecycle.restore(copy(), restored))
        .isInstanceOf(InvalidValueException.class);
  }

  private static List<String> files(Path home) throws IOException {
    try (Stream<Path> all = Files.walk(home)) {
      return all.filter(Files::isRegularFile)
          .map(file -> file + " " + size(file))
          .sorted()
          .toList();
    }
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void restoresNothingFromNothing() {
    Path missing = directory.resolve("missing");
    assertThatThrownBy(() -> Lifecycle.restore(missing, copy()))
        .isInstanceOf(NotFoundException.class)
        .hasMessage("Home does not exist: " + missing);
    assertThat(missing).doesNotExist();
    assertThat(copy()).doesNotExist();
  }

  @Test
  void namesTheModelWhoseWeightsAreDamaged() throws IOException {
    ModelVersion model;
    try (Medium medium = Media.file(home())) {
      Kept kept = new Kept(medium, clock);
      model = kept.model("ridership", kept.dataset("rides", "data"), "unique weights");
    }
    spoil(home(), "unique weights");
    try (Medium medium = Media.file(home())) {
      List<Damage> damage = HomeMaintenance.over(medium, clock).verify(VerifyDepth.HASH).damage();
      assertThat(damage).hasSize(1);
      assertThat(damage.get(0).name())
          .isEqualTo(model.manifest().artifact().files().get(0).blob().sha256());
      assertThat(damage.get(0).touches()).containsExactly("model ridership:1");
    }
  }

  @Test
  void goesOnVerifyingAfterARestart() {
    try (Medium medium = Media.file(home())) {
      new Kept(medium, clock).dataset("rides", "data"); // two blobs and a journal
      assertThat(next(medium)).isEqualTo(1);
    }
    try (Medium medium = Media.file(home())) {
      assertThat(next(medium)).isEqualTo(1);
      assertThat(next(medium)).isZero();
    }
  }

  private long next(Medium medium) {
    Maintenance maintenance = HomeMaintenance.over(medium, clock);
    return maintenance.verifyNext(0.25, VerifyDepth.CHECKSUM).blobs().blobs();
  }

  @Test
  void setsGarbageAsideAndDeletesItLater() {
    try (Medium medium = Media.file(home())) {
      new Kept(medium, clock).dataset("rides", "data");
      BlobId garbage = medium.blobs().put(Content.of("garbage"));
      assertThat(collect(medium, 13).garbage()).isEmpty();
      assertThat(collect(medium, 15).garbage()).containsExactly(garbage);
      assertThat(medium.blobs().contains(garbage)).isFalse();
      assertThat(collect(medium, 21).purged().blobs()).isZero();
      assertThat(collect(medium, 23).purged().blobs()).isEqualTo(1);
      assertThat(medium.blobs().maintenance().quarantined()).isEmpty();
      assertThat(Fixtures.ids(medium.blobs())).hasSize(2);
    }
  }

  private GarbageReport collect(Medium medium, int days) {
    return in(days, medium).collectGarbage().quarantine().run();
  }

  @Test
  @OnlyLarger
  void collectsOnlyGarbageWhileOthersCommit() throws Exception {
    try (Medium medium = Media.file(home())) {
      AtomicInteger collected = new AtomicInteger();
      MaintenanceStorm storm = new MaintenanceStorm(medium, clock, SEED, 15);
      int acknowledged = storm.run(MaintenanceStorm.collector(collected, new AtomicBoolean()));
      assertThat(MaintenanceStorm.models(medium, clock)).as("seed " + SEED).isEqualTo(acknowledged);
      assertThat(collected.get()).as("seed " + SEED).isPositive();
      MaintenanceStorm.assertNothingIsLost(medium, clock, SEED);
    }
  }

  @Test
  @OnlyLarger
  void copiesAPrefixThatLacksNothingWhileOthersCommit() throws Exception {
    try (Medium medium = Media.file(home())) {
      AtomicInteger copies = new AtomicInteger();
      MaintenanceStorm storm = new MaintenanceStorm(medium, clock, SEED, 15);
      storm.run(
          maintenance -> {
            Path target = directory.resolve("copy-" + copies.incrementAndGet());
            int before = MaintenanceStorm.models(medium, clock);
            maintenance.backup(target);
            try (Medium copy = Media.file(target)) {
              MaintenanceStorm.assertNothingIsLost(copy, clock, SEED);
              assertThat(MaintenanceStorm.models(copy, clock))
                  .as("seed " + SEED)
                  .isBetween(before, MaintenanceStorm.models(medium, clock));
            }
          });
    }
  }

  /** One home opened twice, as by two processes: one collects, one goes on by what it knew. */
  @Test
  void pinsOnlyWhatIsStoredThoughAnotherCollected() {
    try (Medium one = Media.file(home());
        Medium other = Media.file(home())) {
      List<BlobId> ids = one.blobs().putAll(List.of(Content.of("a"), Content.of("b")));
      ids.forEach(id -> assertThat(other.blobs().contains(id)).isTrue());
      in(1, one).collectGarbage().grace(Duration.ZERO).quarantine().run();
      Maintenance maintenance = in(1, other);
      maintenance.pin("mine", ids.subList(0, 1));
      in(20, one).collectGarbage().quarantine().run();
      assertThat(other.blobs().read(ids.get(0))).isEqualTo(Fixtures.utf8("a"));
      assertThatThrownBy(() -> maintenance.pin("both", ids))
          .isInstanceOf(NotFoundException.class)
          .hasMessage("Cannot pin both: blob " + ids.get(1) + " is not stored");
    }
  }
}
