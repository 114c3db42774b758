package io.lifecycle4j.core.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.crashkit.FaultyFileSystem;
import io.lifecycle4j.crashkit.FaultyFileSystem.Operation;
import io.lifecycle4j.crashkit.KthFault;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.storage.spi.JournalState;
import io.lifecycle4j.storage.spi.Medium;
import io.lifecycle4j.tracking.RunEnd;
import io.lifecycle4j.tracking.RunInfo;
import io.lifecycle4j.tracking.RunStatus;
import io.lifecycle4j.tracking.spi.ExperimentTracker;
import io.lifecycle4j.tracking.spi.RunBatch;
import io.lifecycle4j.tracking.spi.RunLog;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A purge that was cut is finished by the next one, of this run or of any. */
class RunPurgeTest {
  @TempDir private Path directory;
  private final FaultyFileSystem files = new FaultyFileSystem();

  private static void deleted(ExperimentTracker tracker, String id) {
    try (RunLog log = tracker.start(new RunInfo(id, "fraud", Fixtures.TIME))) {
      RunEnd end = new RunEnd(RunStatus.FINISHED, Fixtures.TIME, "");
      log.append(RunBatch.builder().tag("by", "alice").end(end).build(), Durability.POWER);
    }
    tracker.delete(id);
  }

  private static long entries(Medium medium) {
    return medium.journals().names().stream()
        .filter(name -> name.startsWith("run-"))
        .map(name -> medium.journals().state(name).orElseThrow())
        .mapToLong((JournalState state) -> state.sequence() - state.first() + 1)
        .sum();
  }

  /** Cuts a purge at every change of the disk; returns whether one was cut. */
  private boolean isCut(int k, String next) {
    Path home = directory.resolve(next + k);
    try (Medium medium = Media.file(home)) {
      ExperimentTracker tracker = Tracking.over(medium);
      deleted(tracker, "r1");
      deleted(tracker, "r2");
    }
    KthFault fault =
        KthFault.from(
            k,
            (operation, path) -> new IOException("Gone"),
            (operation, path) -> changes(operation));
    try (Medium medium = Media.file(files.path(home))) {
      ExperimentTracker tracker = Tracking.over(medium);
      tracker.find("r1");
      files.fail(fault);
      tracker.purge("r1");
      files.fail((operation, path) -> null);
      return false;
    } catch (LifecycleException e) {
      files.fail((operation, path) -> null);
    }
    try (Medium medium = Media.file(home)) {
      ExperimentTracker tracker = Tracking.over(medium);
      boolean there = tracker.find("r1").isPresent();
      try {
        tracker.purge(next);
      } catch (NotFoundException e) {
        assertThat(next).isEqualTo("r1"); // it was done, and only its answer was lost
      }
      assertThat(entries(medium)).isEqualTo(there || next.equals("r1") ? 1 : 0);
      assertThatThrownBy(() -> tracker.purge(next)).isInstanceOf(NotFoundException.class);
    }
    return true;
  }

  private static boolean changes(Operation operation) {
    return operation.changes();
  }

  @Test
  void isFinishedByTheNextOfTheSameRun() {
    int k = 1;
    while (isCut(k, "r1")) {
      k++;
    }
    assertThat(k).isGreaterThan(5);
  }

  @Test
  void isFinishedByTheNextOfAnotherRun() {
    int k = 1;
    while (isCut(k, "r2")) {
      k++;
    }
    assertThat(k).isGreaterThan(5);
  }
}
