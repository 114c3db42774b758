package io.lifecycle4j.core.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.core.error.Backoff;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.core.storage.Tree;
import io.lifecycle4j.core.storage.WriteBehind;
import io.lifecycle4j.crashkit.FaultyFileSystem;
import io.lifecycle4j.crashkit.FaultyFileSystem.Operation;
import io.lifecycle4j.crashkit.KthFault;
import io.lifecycle4j.error.StorageFailedException;
import io.lifecycle4j.error.UnknownOutcomeException;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.storage.spi.Medium;
import io.lifecycle4j.tracking.MetricPoint;
import io.lifecycle4j.tracking.Param;
import io.lifecycle4j.tracking.Run;
import io.lifecycle4j.tracking.RunEnd;
import io.lifecycle4j.tracking.RunInfo;
import io.lifecycle4j.tracking.RunRecord;
import io.lifecycle4j.tracking.RunStatus;
import io.lifecycle4j.tracking.spi.ExperimentTracker;
import io.lifecycle4j.tracking.spi.RunBatch;
import io.lifecycle4j.tracking.spi.RunLog;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What failed is recorded later, once, however unknown its outcome was. */
@Timeout(120)
@SuppressWarnings("NullAway") // what is missing fails the test
class RunRetryTest {
  private static final InstantSource CLOCK = InstantSource.fixed(Fixtures.TIME);

  private final Medium medium = Media.memory();
  private final ExperimentTracker tracker = Tracking.over(medium);
  private final FailingTracker failing = new FailingTracker(tracker);
  private final HomeExperiments experiments = Tracking.experiments(failing, run -> false, CLOCK);
  @TempDir private Path directory;

  @AfterEach
  void close() {
    experiments.close();
    medium.close();
  }

  private static UnknownOutcomeException lost() {
    return new UnknownOutcomeException("The answer was lost");
  }

  private static List<Double> values(ExperimentTracker place, Run run) {
    return place.history(run.id(), "loss").points().stream().map(MetricPoint::value).toList();
  }

  private RunRecord recorded(Run run) {
    return tracker.find(run.id()).orElseThrow();
  }

  @Test
  void recordsOnceWhatWasRecordedThoughItFailed() {
    Run run = experiments.newRun("fraud").synchronous().start();
    failing.failDone(batch -> !batch.points().isEmpty(), RunRetryTest::lost);
    try {
      run.log("loss", 1);
    } catch (UnknownOutcomeException e) {
      // else the background met the failure first
    }
    assertThat(failing.left()).isZero();
    run.log("loss", 2);
    run.finish();
    assertThat(values(tracker, run)).containsExactly(1.0, 2.0);
    assertThat(recorded(run).metrics().get("loss").count()).isEqualTo(2);
  }

  @Test
  void tookNothingWhenItThrewSinceTooMuchWaits() {
    Run run = experiments.start("fraud");
    failing.fail(Integer.MAX_VALUE, batch -> !batch.points().isEmpty(), RunRetryTest::lost);
    int taken = 0;
    int refused = 0;
    while (refused < 3) {
      try {
        run.log("loss", taken);
        taken++;
        refused = 0;
      } catch (UnknownOutcomeException e) {
        refused++;
      }
    }
    assertThat(taken).isBetween(1 << 16, 1 << 18); // bounded, whatever the callers do
    failing.heal();
    run.finish();
    List<Double> expected = IntStream.range(0, taken).mapToObj(i -> (double) i).toList();
    assertThat(values(tracker, run)).isEqualTo(expected);
  }

  @Test
  void completesAnEndThatMayHaveBeenRecorded() {
    Run run = experiments.start("fraud").log("loss", 1);
    failing.failDone(batch -> batch.end().isPresent(), RunRetryTest::lost);
    assertThatThrownBy(run::finish).isInstanceOf(UnknownOutcomeException.class);
    assertThatThrownBy(() -> run.log("loss", 2)).isInstanceOf(IllegalStateException.class);
    run.kill("too late: it was finished");
    assertThat(recorded(run).end()).hasValue(new RunEnd(RunStatus.FINISHED, Fixtures.TIME, ""));
    List<RunEnd> ends = new ArrayList<>();
    tracker.read(run.id(), 0, batch -> batch.end().ifPresent(ends::add));
    assertThat(ends).hasSize(1);
    assertThatThrownBy(run::finish).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void hasEndedOnceItIsClosedWhateverBecameOfItsEnd() {
    Run run = experiments.start("fraud");
    failing.fail(2, batch -> batch.end().isPresent(), RunRetryTest::lost);
    assertThatThrownBy(run::finish).isInstanceOf(UnknownOutcomeException.class);
    assertThatThrownBy(run::close).isInstanceOf(UnknownOutcomeException.class);
    assertThatThrownBy(run::finish)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("The run " + run.id() + " has ended (Experiments.resume goes on with it)");
    assertThat(recorded(run).status()).isEqualTo(RunStatus.CRASHED);
  }

  @Test
  void completesWithTheHomeAnEndThatMayHaveBeenRecorded() {
    Run run = experiments.start("fraud");
    failing.fail(1, batch -> batch.end().isPresent(), RunRetryTest::lost);
    assertThatThrownBy(run::finish).isInstanceOf(UnknownOutcomeException.class);
    experiments.close();
    assertThat(recorded(run).status()).isEqualTo(RunStatus.FINISHED);
  }

  /** A disk whose force fails once for every run, in the middle and at the end. */
  @Test
  void goesOnAfterAForceThatFailed() {
    FaultyFileSystem files = new FaultyFileSystem();
    try (Medium home = Media.file(files.path(directory));
        Medium elsewhere = Media.file(files.path(directory))) {
      ExperimentTracker there = Tracking.over(elsewhere);
      HomeExperiments here = Tracking.experiments(Tracking.over(home), id -> false, CLOCK);
      Run run = here.newRun("fraud").durability(Durability.POWER).start();
      run.log("loss", 1).flush();
      KthFault fault = failNextForce(files);
      run.log("loss", 2);
      try {
        run.flush();
      } catch (UnknownOutcomeException e) {
        // else the background met the fault first
      }
      assertThat(fault.fired()).isTrue();
      assertThat(there.find(run.id()).orElseThrow().status()).isEqualTo(RunStatus.RUNNING);
      run.log("loss", 3).flush();
      assertThat(values(there, run)).containsExactly(1.0, 2.0, 3.0);
      failNextForce(files);
      assertThatThrownBy(run::finish).isInstanceOf(UnknownOutcomeException.class);
      run.finish();
      RunRecord ended = there.find(run.id()).orElseThrow();
      assertThat(ended.status()).isEqualTo(RunStatus.FINISHED);
      assertThat(ended.metrics().get("loss").count()).isEqualTo(3);
      assertThat(values(there, run)).containsExactly(1.0, 2.0, 3.0);
      here.close();
    }
  }

  private static KthFault failNextForce(FaultyFileSystem files) {
    KthFault fault =
        KthFault.once(
            1,
            () -> new IOException("Input/output error"),
            (operation, path) ->
                operation == Operation.FORCE && path.toString().contains("journals/run-"));
    files.fail(fault);
    return fault;
  }

  /** A disk that loses with a failed force what was acknowledged before for the process alone. */
  @Test
  void addsUpAgainWhatABrokenDiskLost() throws IOException {
    FaultyFileSystem files = new FaultyFileSystem();
    try (Medium home = Media.file(files.path(directory))) {
      ExperimentTracker place = Tracking.over(home);
      RunLog log = place.start(new RunInfo("r1", "fraud", Fixtures.TIME));
      log.append(RunBatch.builder().tag("by", "alice").build(), Durability.POWER);
      Path segment = segment();
      long forced = Files.size(segment);
      log.append(RunBatch.builder().param("lr", 0.1).build(), Durability.PROCESS);
      files.fail((operation, path) -> operation == Operation.FORCE ? lose(segment, forced) : null);
      RunBatch batch = RunBatch.builder().tag("team", "blue").build();
      assertThatThrownBy(() -> log.append(batch, Durability.POWER))
          .isInstanceOf(UnknownOutcomeException.class);
      assertThatThrownBy(() -> log.append(batch, Durability.POWER))
          .isInstanceOf(StorageFailedException.class)
          .hasMessageContaining("Cannot reopen journal");
      files.heal();
      log.append(batch, Durability.POWER);
      log.append(RunBatch.builder().param("lr", 0.2).build(), Durability.POWER);
      RunRecord left = place.find("r1").orElseThrow();
      assertThat(left.params()).containsExactly(Map.entry("lr", Param.of(0.2)));
      assertThat(left.tags()).isEqualTo(Map.of("by", "alice", "team", "blue"));
      log.close();
    }
  }

  private Path segment() throws IOException {
    try (Stream<Path> journals = Files.list(directory.resolve("journals"))) {
      Path run =
          journals
              .filter(path -> path.getFileName().toString().startsWith("run-"))
              .findAny()
              .orElseThrow();
      return Tree.journal(directory, run.getFileName().toString());
    }
  }

  private static IOException lose(Path segment, long length) {
    try (FileChannel channel = FileChannel.open(segment, StandardOpenOption.WRITE)) {
      channel.truncate(length);
    } catch (IOException e) {
      return e;
    }
    return new IOException("Input/output error");
  }

  /** A log that keeps what it was given, and fails when it is told to. */
  private static final class Kept implements RunLog {
    private final List<RunBatch> asked = new ArrayList<>();
    private final List<RunBatch> appended = new ArrayList<>();
    private boolean broken;

    @Override
    public void append(RunBatch batch, Durability durability) {
      asked.add(batch);
      if (broken) {
        throw new StorageFailedException("Disk full");
      }
      appended.add(batch);
    }

    @Override
    public void close() {
      broken = true;
    }
  }

  private final Kept kept = new Kept();
  private final RunIntake intake =
      new RunIntake(
          RunRecord.builder(new RunInfo("r1", "fraud", Fixtures.TIME)).build(),
          Long.MIN_VALUE,
          CLOCK);
  private long nanos = Long.MAX_VALUE - 1; // nanoseconds may run over
  private final RunBuffer buffer =
      new RunBuffer(
          intake,
          kept,
          Durability.PROCESS,
          false,
          new WriteBehind("test"),
          ended -> {},
          () -> nanos);

  @Test
  void recordsTheVeryBatchThatFailedBeforeAnythingElse() {
    intake.log("loss", 1);
    kept.broken = true;
    assertThatThrownBy(buffer::flush).isInstanceOf(StorageFailedException.class);
    intake.log("loss", 2);
    kept.broken = false;
    RunBatch now = RunBatch.builder().environment(new BlobId("0".repeat(64))).build();
    buffer.recordNow(now);
    buffer.flush();
    assertThat(kept.asked.get(1)).isSameAs(kept.asked.get(0));
    assertThat(kept.appended).hasSize(3).startsWith(kept.asked.get(0), now);
  }

  @Test
  void triesLessAndLessOften() {
    intake.log("loss", 1);
    kept.broken = true;
    assertThat(attempts(Duration.ofSeconds(2))).isBetween(5, 8);
    assertThat(attempts(Duration.ofSeconds(100))).isBetween(45, 55);
    kept.broken = false;
    assertThat(attempts(Backoff.LONGEST)).isEqualTo(1);
    assertThat(kept.appended).hasSize(1);
    intake.log("loss", 2);
    assertThat(attempts(WriteBehind.WINDOW)).isEqualTo(1);
    intake.log("loss", 3);
    kept.broken = true;
    assertThat(attempts(Duration.ofMillis(100))).isBetween(3, 4);
  }

  /** Lets the recorder come by as often as it does; tells how often it tried. */
  private int attempts(Duration time) {
    int before = kept.asked.size();
    for (long left = time.toNanos(); left > 0; left -= WriteBehind.WINDOW.toNanos()) {
      nanos += WriteBehind.WINDOW.toNanos();
      buffer.write();
    }
    return kept.asked.size() - before;
  }

  @Test
  void doesNotWaitWithACallerWhoDoes() {
    intake.log("loss", 1);
    kept.broken = true;
    attempts(Duration.ofSeconds(10));
    kept.broken = false;
    buffer.flush();
    assertThat(kept.appended).hasSize(1);
  }
}
