package io.lifecycle4j.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.contract.ChildJvm;
import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.contract.Volume;
import io.lifecycle4j.djl.KilledTraining.Point;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.error.OperationInterruptedException;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.tracking.Checkpoint;
import io.lifecycle4j.tracking.RunRecord;
import io.lifecycle4j.tracking.RunStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Trainings that end early, by a kill, a signal or an interrupt, and go on to the same bits. */
@OnlyLarger
@Timeout(600)
class KilledTrainingTest {
  private static final int KILLS = Volume.of(1, 10, 30);
  private static final int PROCESSES = Volume.of(1, 10, 10);
  private static final int BATCHES = 12 * KilledTraining.EPOCHS;

  @TempDir private Path directory;

  private Path home() {
    return directory.resolve("home");
  }

  private Path outside() {
    return directory.resolve("outside");
  }

  /** Returns the digest of a training in this process that nothing interrupts. */
  private String expected() {
    try (Lifecycle home = KilledTraining.open(directory.resolve("whole"));
        ManagedModel<Point, String> model = KilledTraining.model(home, news -> {})) {
      return KilledTraining.digest(model.train(KilledTraining.split(home)));
    }
  }

  private ChildJvm child() throws IOException {
    return ChildJvm.start(List.of("-Xmx256m"), KilledTraining.class, home(), outside());
  }

  private RunRecord run() {
    try (Lifecycle home = KilledTraining.open(home())) {
      List<RunRecord> runs = home.experiments().runs(KilledTraining.MODEL);
      assertThat(runs).hasSize(1);
      return runs.get(0);
    }
  }

  /** Each process is killed after a few more batches, wherever the one before was. */
  @Test
  void endsWithTheSameBitsAfterKills() throws Exception {
    String expected = expected();
    Random random = new Random(1);
    for (int kill = 0; kill < KILLS; kill++) {
      try (ChildJvm child = child()) {
        child.awaitLines(5 + random.nextInt(4 + BATCHES / KILLS));
        child.kill();
      }
    }
    try (ChildJvm child = child()) {
      List<String> lines = child.awaitEnd();
      assertThat(lines).last().isEqualTo(expected);
    }
    RunRecord run = run();
    assertThat(run.status()).isEqualTo(RunStatus.FINISHED);
    assertThat(run.tags()).doesNotContainKeys("lostStates", "resumedElsewhere");
    try (Lifecycle home = KilledTraining.open(home())) {
      assertThat(home.experiments().history(run.id(), "loss").points())
          .extracting(point -> point.step())
          .containsExactly(1L, 2L, 3L, 4L);
    }
  }

  /** Each process has a home, a heap and a garbage collector of its own. */
  @Test
  void endsWithTheSameBitsInOtherProcesses() throws Exception {
    String expected = expected();
    for (int i = 0; i < PROCESSES; i++) {
      List<String> options =
          switch (i % 3) {
            case 0 -> List.of("-Xmx256m", "-Xmn1m"); // garbage is collected all the time
            case 1 -> List.of("-Xmx256m");
            default ->
                List.of("-Xmx" + (256 + 64 * i) + "m", "-XX:-UseSerialGC", "-XX:+UseParallelGC");
          };
      Path home = directory.resolve("home" + i);
      try (ChildJvm child =
          ChildJvm.start(options, KilledTraining.class, home, directory.resolve("outside" + i))) {
        assertThat(child.awaitEnd()).last().isEqualTo(expected);
      }
    }
  }

  @Test
  void storesOneMoreStateWhenTheProcessIsTold() throws Exception {
    try (ChildJvm child = child()) {
      child.awaitLines(3); // no state is stored before the fourth batch
      child.terminate();
    }
    RunRecord run = run();
    assertThat(run.status()).isEqualTo(RunStatus.KILLED);
    assertThat(run.checkpoints()).isNotEmpty();
    try (ChildJvm child = child()) {
      List<String> lines = child.awaitEnd();
      assertThat(lines).last().isEqualTo(expected());
      assertThat(lines.size()).isLessThan(BATCHES);
    }
  }

  /** Interrupts the training after some batches. */
  private String interrupted(Lifecycle home, int batches) {
    AtomicInteger done = new AtomicInteger();
    Thread caller = Thread.currentThread();
    try (ManagedModel<Point, String> model =
        KilledTraining.model(
            home,
            news -> {
              if (done.incrementAndGet() == batches) {
                caller.interrupt();
              }
            })) {
      assertThatThrownBy(() -> model.train(KilledTraining.split(home)))
          .isInstanceOf(OperationInterruptedException.class);
      assertThat(Thread.interrupted()).isTrue();
    }
    return home.experiments().runs(KilledTraining.MODEL).get(0).id();
  }

  @Test
  void usesTheStateBeforeIfTheNewestIsDamaged() throws IOException {
    try (Lifecycle home = KilledTraining.open(home())) {
      String run = interrupted(home, 20);
      List<Checkpoint> states = checkpoints(home, run);
      assertThat(states).hasSizeGreaterThan(1);
      Checkpoint newest = states.get(states.size() - 1);
      flip(home(), newest.file().blob().sha256());
      try (ManagedModel<Point, String> model = KilledTraining.model(home, news -> {})) {
        assertThat(KilledTraining.digest(model.resume(run))).isEqualTo(expected());
      }
      assertThat(home.experiments().find(run).orElseThrow().tags())
          .containsEntry("lostStates", newest.file().name());
    }
  }

  private static List<Checkpoint> checkpoints(Lifecycle home, String run) {
    return home.experiments().find(run).orElseThrow().checkpoints();
  }

  /** Flips one bit of a file of the home. */
  private static void flip(Path home, String sha256) throws IOException {
    try (Stream<Path> files = Files.walk(home)) {
      Path file =
          files
              .filter(path -> path.toString().replace("/", "").contains(sha256))
              .filter(Files::isRegularFile)
              .findFirst()
              .orElseThrow();
      byte[] bytes = Files.readAllBytes(file);
      bytes[bytes.length / 2] ^= 1;
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
      Files.write(file, bytes);
    }
  }

  /** The machine is lost: what another home needs is where the states were copied to. */
  @Test
  void goesOnToTheSameBitsInAnotherHomeAlsoBeforeADamagedState() throws Exception {
    try (ChildJvm child = child()) {
      child.awaitLines(20);
      child.kill();
    }
    RunRecord run = run();
    try (Lifecycle outside = KilledTraining.open(outside());
        Lifecycle other = KilledTraining.open(directory.resolve("other"));
        ManagedModel<Point, String> model = KilledTraining.model(other, outside, news -> {})) {
      KilledTraining.split(other);
      String copy = outside.experiments().runs(KilledTraining.MODEL).get(0).id();
      List<Checkpoint> states = checkpoints(outside, copy);
      assertThat(states).hasSizeGreaterThan(1);
      Checkpoint newest = states.get(states.size() - 1);
      flip(outside(), newest.file().blob().sha256());

      ModelVersion version = model.resume(run.id());

      assertThat(KilledTraining.digest(version)).isEqualTo(expected());
      RunRecord resumed = other.experiments().runs(KilledTraining.MODEL).get(0);
      assertThat(resumed.tags())
          .containsEntry("resumes", run.id())
          .containsEntry("lostStates", newest.file().name())
          .doesNotContainKeys("resumedElsewhere", "statesNotCopied");
    }
  }

  /** SIGTERM stores one more state in both homes. */
  @Test
  void copiesTheLastStateToo() throws Exception {
    try (ChildJvm child = child()) {
      child.awaitLines(3);
      child.terminate();
    }
    RunRecord run = run();
    assertThat(run.checkpoints()).isNotEmpty();
    try (Lifecycle outside = KilledTraining.open(outside())) {
      RunRecord copy = outside.experiments().runs(KilledTraining.MODEL).get(0);
      assertThat(copy.checkpoints()).isEqualTo(run.checkpoints());
      assertThat(copy.status()).isIn(RunStatus.KILLED, RunStatus.FAILED);
    }
  }

  @Test
  void returnsTheVersionThatTheRunRegistered() {
    try (Lifecycle home = KilledTraining.open(home());
        ManagedModel<Point, String> model = KilledTraining.model(home, news -> {})) {
      ModelVersion version = model.train(KilledTraining.split(home));
      String run = home.experiments().runs(KilledTraining.MODEL).get(0).id();

      assertThat(model.resume(run)).isEqualTo(version);
    }
  }

  @Test
  void refusesARunThatIsNoTrainingOfTheModel() {
    try (Lifecycle home = KilledTraining.open(home());
        ManagedModel<Point, String> model = KilledTraining.model(home, news -> {})) {
      home.experiments().start("others").fail(new IllegalStateException("a reason"));
      String other = home.experiments().runs("others").get(0).id();

      assertThatThrownBy(() -> model.resume(other))
          .isInstanceOf(InvalidValueException.class)
          .hasMessage(
              "Cannot resume run "
                  + other
                  + ": it is no training of points (it is of the experiment others)");
      assertThatThrownBy(() -> model.resume("nothing"))
          .isInstanceOf(NotFoundException.class)
          .hasMessage("Run does not exist: nothing");
    }
  }
}
