package io.lifecycle4j.core;

import static io.lifecycle4j.core.Flowers.ALICE;
import static io.lifecycle4j.core.Flowers.SETOSA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.LifecycleBuilder;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.contract.LinearEngine;
import io.lifecycle4j.core.Flowers.Flower;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.core.storage.StillDisk;
import io.lifecycle4j.core.storage.Tree;
import io.lifecycle4j.crashkit.Disk;
import io.lifecycle4j.crashkit.MemoryFileSystem;
import io.lifecycle4j.data.Dataset;
import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.ModelUnavailableException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.error.ReadOnlyException;
import io.lifecycle4j.maintenance.Maintenance;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.serving.PredictionLogStatus;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.MediumOption;
import io.lifecycle4j.storage.VerifyDepth;
import io.lifecycle4j.tracking.Experiments;
import io.lifecycle4j.tracking.Run;
import io.lifecycle4j.tracking.RunQuery;
import io.lifecycle4j.tracking.RunRecord;
import io.lifecycle4j.tracking.RunStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A home that is only read says all it knows, and stays as it is. */
@Timeout(300)
class ReadOnlyTest {
  @TempDir private Path directory;

  private final Disk disk = new Disk();
  private final Path home = new MemoryFileSystem(disk).getPath("/home");

  private static Lifecycle open(LifecycleBuilder builder) {
    return builder
        .clock(InstantSource.fixed(SmallLife.NOON))
        .engine(new LinearEngine())
        .withoutEnvironment()
        .open();
  }

  private Lifecycle writer() {
    return open(Lifecycle.builder().medium(Media.file(home)));
  }

  private static Lifecycle reader(Path place) {
    return open(Lifecycle.builder().medium(Media.existing(place)));
  }

  /** Reads what can be read, and writes what is written elsewhere. */
  private List<String> read(Lifecycle life, String out) {
    List<String> all = new ArrayList<>(SmallLife.read(life));
    Dataset flowers = life.datasets().dataset("flowers");
    DatasetVersion version = flowers.version(1);
    all.add(life.lineage(version, "species").toString());
    all.add(life.lineage(life.models().version("species", 2)).toString());
    all.add(flowers.diff(1, 2).toString());
    all.add(flowers.tags() + " " + flowers.tagHistory() + flowers.findHash("0000").isPresent());
    version.checkOut(directory.resolve(out + "-files")).write();
    Experiments experiments = life.experiments();
    RunQuery runs = RunQuery.builder().experiment("species").build();
    all.add(experiments.names() + " " + experiments.search(runs).runs().size());
    all.add(experiments.export(runs).toCsv(directory.resolve(out + ".csv")) + " runs");
    for (RunRecord run : experiments.runs(SmallLife.NAME)) {
      all.add(experiments.history(run.id(), SmallLife.NAME).toString());
      experiments.artifacts(run.id(), directory.resolve(out + "-artifacts"));
    }
    Maintenance maintenance = life.maintenance();
    for (VerifyDepth depth : VerifyDepth.values()) {
      all.add(maintenance.verify(depth).toString());
    }
    all.add(maintenance.pins() + " " + maintenance.collectGarbage().run());
    return all;
  }

  private List<String> written() {
    try (Lifecycle life = writer()) {
      SmallLife.live(life);
      life.datasets().dataset("flowers").tag(1, "first");
      BlobId id = life.models().version("species", 1).id();
      life.maintenance().pin("kept", List.of(id));
    }
    try (Lifecycle life = writer()) {
      return read(life, "writer");
    }
  }

  @Test
  void saysWhatAWriterSaysAndChangesNothing() {
    List<String> written = written();
    StillDisk still = new StillDisk(disk);
    try (Lifecycle life = reader(still.path("home"))) {
      assertThat(read(life, "reader")).isEqualTo(written);
      Path backup = life.maintenance().backup(directory.resolve("backup")).target();
      try (Lifecycle copy = open(Lifecycle.builder().directory(backup).readOnly())) {
        assertThat(SmallLife.read(copy)).isEqualTo(SmallLife.read(life));
      }
    }
    still.assertUntouched();
    still.assertNeverLocked();
    assertThat(Tree.of(directory.resolve("reader-files")))
        .isEqualTo(Tree.of(directory.resolve("writer-files")));
  }

  /** All of a directory, with times and permissions. */
  private static Map<String, String> state(Path root) throws IOException {
    Map<String, String> state = new TreeMap<>(Tree.of(root));
    for (Map.Entry<String, String> file : state.entrySet()) {
      Path path = root.resolve(file.getKey());
      Map<String, Object> seen =
          Files.readAttributes(
              path, "unix:lastModifiedTime,ctime,permissions", LinkOption.NOFOLLOW_LINKS);
      file.setValue(file.getValue() + " " + new TreeMap<>(seen));
    }
    return state;
  }

  private static void permit(Path root, String files, String directories) throws IOException {
    for (Path path : Tree.paths(root)) {
      String mode = Files.isDirectory(path) ? directories : files;
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
    }
  }

  @Test
  void livesInADirectoryWhereNothingMayBeWritten() throws IOException {
    Path place = directory.resolve("home");
    try (Lifecycle life = open(Lifecycle.builder().directory(place))) {
      SmallLife.live(life);
    }
    drop(place.resolve("quarantine"));
    drop(place.resolve("tmp"));
    permit(place, "r--------", "r-x------");
    try {
      Map<String, String> before = state(place);
      List<String> seen;
      try (Lifecycle life = open(Lifecycle.builder().directory(place).readOnly())) {
        seen = SmallLife.read(life);
        assertThat(life.maintenance().verify(VerifyDepth.HASH).sound()).isTrue();
        assertThatThrownBy(() -> life.datasets().dataset("flowers").tag(1, "x"))
            .isInstanceOf(ReadOnlyException.class);
      }
      Lifecycle.restore(place, directory.resolve("restored"));
      assertThat(state(place)).isEqualTo(before);
      try (Lifecycle life = open(Lifecycle.builder().directory(directory.resolve("restored")))) {
        assertThat(SmallLife.read(life)).isEqualTo(seen);
      }
    } finally {
      permit(place, "rw-------", "rwx------");
    }
  }

  private static void drop(Path folder) throws IOException {
    for (Path path : Tree.paths(folder).stream().sorted(Comparator.reverseOrder()).toList()) {
      Files.delete(path);
    }
  }

  @Test
  void makesNoHome() {
    Path place = directory.resolve("missing");
    LifecycleBuilder builder = Lifecycle.builder().directory(place).readOnly();
    assertThatThrownBy(builder::open)
        .isInstanceOf(NotFoundException.class)
        .hasMessage("Home does not exist: " + place);
    assertThat(place).doesNotExist();
  }

  @Test
  void saysThatARunHasCrashedAndWritesNoEnd() {
    String id;
    StillDisk still;
    try (Lifecycle life = writer()) {
      Run run = life.experiments().start("endless").log("loss", 0.5).flush();
      id = run.id();
      still = new StillDisk(disk); // as the death of the process would leave it
      run.finish();
    }
    try (Lifecycle life = reader(still.path("home"))) {
      RunRecord run = life.experiments().find(id).orElseThrow();
      assertThat(run.status()).isEqualTo(RunStatus.CRASHED);
      assertThat(run.metric("loss").orElseThrow()).isEqualTo(0.5);
      assertThat(life.experiments().runs("endless")).containsExactly(run);
    }
    still.assertUntouched();
  }

  @Test
  void followsWhatAWriterBesideItCommits() {
    Path beside = new MemoryFileSystem(disk).getPath("/home"); // of another process
    try (Lifecycle life = writer();
        ManagedModel<Flower, String> trained = Flowers.model(life).open();
        Lifecycle reader = reader(beside);
        ManagedModel<Flower, String> served = Flowers.plain(reader).open()) {
      assertThatThrownBy(() -> served.predict(SETOSA))
          .isInstanceOf(ModelUnavailableException.class)
          .hasMessage("Cannot predict with species: no version in production (promote one)");
      Run run = life.experiments().start("beside");
      assertThat(reader.experiments().find(run.id()).orElseThrow().status())
          .isEqualTo(RunStatus.RUNNING);
      run.finish();
      assertThat(reader.experiments().find(run.id()).orElseThrow().status())
          .isEqualTo(RunStatus.FINISHED);
      ModelVersion version = Flowers.promoted(trained, Flowers.split(life, 1));
      assertThat(reader.datasets().dataset("flowers").versions()).hasSize(1);
      awaitProduction(served);
      assertThat(served.findProduction()).contains(version);
      try (ManagedModel<Flower, String> another = Flowers.plain(reader).open()) {
        assertThat(another.predict(SETOSA).version()).hasValue(1);
        assertThat(another.log()).isEqualTo(PredictionLogStatus.off());
      }
    }
  }

  private List<ThrowingCallable> writes(Lifecycle life, ManagedModel<Flower, String> model) {
    Dataset flowers = life.datasets().dataset("flowers");
    Maintenance maintenance = life.maintenance();
    Experiments experiments = life.experiments();
    String run = experiments.runs("species").get(0).id();
    ModelVersion version = life.models().version("species", 1);
    return List.of(
        () -> Flowers.commit(life, 3, 10),
        () -> Flowers.commit(life, 1, 400), // there already
        () -> flowers.propose(Sources.csv("a.csv", Content.of("a\n1\n"))),
        () -> flowers.tag(1, "second"),
        () -> flowers.untag("first"),
        () -> flowers.purge(1, "alice", "asked to"),
        () -> experiments.start("species"),
        () -> experiments.newRun("species").start(),
        () -> experiments.run("species", body -> {}),
        () -> experiments.resume(run, 0),
        () -> experiments.tag(run, "a", "b"),
        () -> experiments.delete(run),
        () -> experiments.restore(run),
        () -> model.train(flowers.version(1).split(Flowers.PLAN)),
        () -> model.promote(version, ALICE, "Again"),
        () -> model.rollback(ALICE, "Back"),
        () -> maintenance.verifyNext(1, VerifyDepth.STRUCTURE),
        () -> maintenance.collectGarbage().quarantine().run(),
        maintenance::upgrade,
        () -> maintenance.pin("more", List.of(version.id())),
        () -> maintenance.unpin("kept"),
        () -> maintenance.lease(Duration.ofDays(1)));
  }

  @Test
  void refusesEveryWriteAndSaysWhy() {
    written();
    try (Lifecycle life = writer();
        ManagedModel<Flower, String> model = Flowers.plain(life).open()) {
      model.promote(life.models().version("species", 2), ALICE, "Once more");
    }
    StillDisk still = new StillDisk(disk);
    try (Lifecycle life = reader(still.path("home"));
        ManagedModel<Flower, String> model = Flowers.model(life).open()) {
      for (ThrowingCallable write : writes(life, model)) {
        assertThatThrownBy(write)
            .isInstanceOf(ReadOnlyException.class)
            .hasMessage("Cannot write home /home: it was opened read-only (open it to write)");
      }
      assertThat(model.predict(SETOSA).version()).hasValue(2);
    }
    still.assertUntouched();
    still.assertNeverLocked();
  }

  @Test
  void isAskedForByItsOwnName() {
    LifecycleBuilder builder = Lifecycle.builder().readOnly();
    assertThatThrownBy(builder::readOnly)
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid builder: readOnly set twice");
    assertThatThrownBy(() -> builder.allow(MediumOption.READ_ONLY))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(
            "Invalid option: READ_ONLY (it allows nothing: call mustExist() or readOnly())");
    builder.mustExist().medium(Media.memory());
    assertThatThrownBy(builder::open).isInstanceOf(InvalidValueException.class);
    assertThatThrownBy(Lifecycle.builder().readOnly().medium(Media.memory())::open)
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid builder: mustExist or readOnly beside a medium (it is open already)");
  }

  /** The registry is followed: what another home writes is seen a moment later. */
  private static void awaitProduction(ManagedModel<?, ?> model) {
    long end = System.nanoTime() + 60_000_000_000L;
    while (model.findProduction().isEmpty() && System.nanoTime() < end) {
      LockSupport.parkNanos(200_000);
    }
  }
}
