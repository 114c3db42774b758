package io.lifecycle4j.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.crashkit.FaultyFileSystem;
import io.lifecycle4j.crashkit.FaultyFileSystem.Operation;
import io.lifecycle4j.crashkit.KthFault;
import io.lifecycle4j.crashkit.LateFault;
import io.lifecycle4j.djl.KilledTraining.Point;
import io.lifecycle4j.error.StorageFailedException;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.tracking.Checkpoint;
import io.lifecycle4j.tracking.RunRecord;
import io.lifecycle4j.tracking.RunStatus;
import io.lifecycle4j.training.TrainingState;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A disk that is full when a state of a training is stored: the states before it are used. */
@OnlyLarger
@Timeout(120)
class FullDiskTest {
  /**
   * States are stored after the updates 2, 4, 8 and 10, of two batches each; the disk is full after
   * the ninth.
   */
  private static final int FULL = 18;

  private static final int LAST_EPOCH = 12 * (KilledTraining.EPOCHS - 1);

  private static final List<Operation> GROWS =
      List.of(Operation.WRITE, Operation.CREATE, Operation.LINK);

  private final FaultyFileSystem files = new FaultyFileSystem();

  @TempDir private Path directory;

  private Lifecycle home() {
    return home("home");
  }

  private Lifecycle home(String name) {
    return Lifecycle.builder()
        .medium(Media.file(files.path(directory.resolve(name))))
        .withoutEnvironment()
        .open();
  }

  private String expected() {
    try (Lifecycle home = KilledTraining.open(directory.resolve("whole"));
        ManagedModel<Point, String> model = KilledTraining.model(home, news -> {})) {
      return KilledTraining.digest(model.train(KilledTraining.split(home)));
    }
  }

  private static RunRecord run(Lifecycle home) {
    return home.experiments().runs(KilledTraining.MODEL).get(0);
  }

  /** Trains until no more fits on the disk. */
  private void train(Lifecycle home, FaultyFileSystem.Rule full) {
    AtomicInteger batches = new AtomicInteger();
    try (ManagedModel<Point, String> model =
        KilledTraining.model(
            home,
            news -> {
              if (batches.incrementAndGet() == FULL) {
                files.fail(full);
              }
            })) {
      assertThatThrownBy(() -> model.train(KilledTraining.split(home)))
          .isInstanceOf(StorageFailedException.class);
    }
  }

  private void resume(Lifecycle home, int least) {
    RunRecord broken = run(home);
    List<Checkpoint> states = broken.checkpoints();
    assertThat(states).hasSizeBetween(least, 3);
    int done = 0;
    for (Checkpoint state : states) {
      done = Math.max(done, 2 * (int) TrainingState.progress(state).orElseThrow());
    }
    assertThat(home.models().names()).isEmpty();
    AtomicInteger batches = new AtomicInteger();
    try (ManagedModel<Point, String> model =
        KilledTraining.model(home, news -> batches.incrementAndGet())) {
      ModelVersion version = model.resume(broken.id());

      assertThat(KilledTraining.digest(version)).isEqualTo(expected());
      assertThat(batches.get()).isEqualTo(12 * KilledTraining.EPOCHS - done);
      assertThat(run(home).status()).isEqualTo(RunStatus.FINISHED);
      assertThat(run(home).tags()).doesNotContainKey("lostStates");
    }
  }

  /** The state is too large for the disk, but what is small still fits. */
  @Test
  void failsTheRunWithItsCauseAndGoesOnWhenThereIsRoom() {
    try (Lifecycle home = home()) {
      train(
          home,
          (operation, path) ->
              operation == Operation.WRITE && path.toString().contains("home/tmp/")
                  ? new LateFault("No space left on device", 0.5)
                  : null);
      files.heal();

      assertThat(run(home).status()).isEqualTo(RunStatus.FAILED);
      assertThat(run(home).end())
          .hasValueSatisfying(end -> assertThat(end.cause()).contains("No space left on device"));
      resume(home, 3);
    }
  }

  /** Not even the end of the run can be stored: the next process finds it crashed. */
  @Test
  void goesOnAfterADiskOnWhichNothingFits() {
    try (Lifecycle home = home()) {
      train(
          home,
          (operation, path) ->
              GROWS.contains(operation) ? new LateFault("No space left on device", 0.5) : null);
      files.heal(); // so that the home can be closed
    }
    try (Lifecycle home = home()) {
      assertThat(run(home).status()).isIn(RunStatus.CRASHED, RunStatus.FAILED);
      resume(home, 0); // what was logged in the last moments before is lost with the disk
    }
  }

  /**
   * The disk is full from one write of the last epoch on, up to the end of the run: it fails when a
   * metric, a state or the version is stored, or only its end is lost.
   */
  @Test
  void endsWithTheSameBitsWhicheverWriteOfTheLastEpochFails() {
    String expected = expected();
    for (int k = 1; fails(k, expected); k++) {
      assertThat(k).isLessThan(200);
    }
  }

  /** Fails a write and those after it, and returns whether there was such a write. */
  private boolean fails(int k, String expected) {
    KthFault full =
        KthFault.from(
            k,
            () -> new LateFault("No space left on device", 0.5),
            (operation, path) -> GROWS.contains(operation));
    AtomicInteger batches = new AtomicInteger();
    try (Lifecycle home = home("home" + k)) {
      try (ManagedModel<Point, String> model =
          KilledTraining.model(
              home,
              news -> {
                if (batches.incrementAndGet() == LAST_EPOCH) {
                  files.fail(full);
                }
              })) {
        model.train(KilledTraining.split(home));
      } catch (StorageFailedException e) {
        assertThat(e).hasStackTraceContaining("No space left on device");
      } finally {
        files.heal();
      }
    }
    try (Lifecycle home = home("home" + k);
        ManagedModel<Point, String> model = KilledTraining.model(home, news -> {})) {
      ModelVersion version = model.resume(run(home).id());
      assertThat(KilledTraining.digest(version)).as("write %s", k).isEqualTo(expected);
      assertThat(run(home).tags()).doesNotContainKey("lostStates");
      assertThat(home.models().versions(KilledTraining.MODEL)).hasSize(1);
    }
    return full.fired();
  }
}
