package io.lifecycle4j.core.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.contract.Volume;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.StorageFailedException;
import io.lifecycle4j.error.UnknownOutcomeException;
import io.lifecycle4j.storage.spi.Medium;
import io.lifecycle4j.tracking.MetricPoint;
import io.lifecycle4j.tracking.Run;
import io.lifecycle4j.tracking.RunEnd;
import io.lifecycle4j.tracking.RunRecord;
import io.lifecycle4j.tracking.RunStatus;
import io.lifecycle4j.tracking.spi.ExperimentTracker;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of what was logged when recording fails, or when others end the run. */
@Timeout(120)
class RunRecordingTest {
  private static final int ROUNDS = Volume.of(1, 2, 5);
  private static final long MOST = 100_000;

  private final Medium medium = Media.memory();
  private final ExperimentTracker tracker = Tracking.over(medium);
  private final FailingTracker failing = new FailingTracker(tracker);
  private final HomeExperiments experiments = experiments();

  private HomeExperiments experiments() {
    return Tracking.experiments(failing, run -> false, InstantSource.fixed(Fixtures.TIME));
  }

  @AfterEach
  void close() {
    experiments.close();
    medium.close();
  }

  private RunRecord recorded(Run run) {
    return tracker.find(run.id()).orElseThrow();
  }

  private List<Double> values(Run run) {
    return tracker.history(run.id(), "loss").points().stream().map(MetricPoint::value).toList();
  }

  private static StorageFailedException full() {
    return new StorageFailedException("Disk full");
  }

  @Test
  void keepsWhatCouldNotBeRecordedOnceAndInOrder() {
    Run run = experiments.start("fraud");
    failing.fail(3, RunRecordingTest::full);
    run.log("loss", 1);
    assertThatThrownBy(
            () -> {
              for (int i = 0; i < 3; i++) {
                run.flush();
              }
            })
        .isInstanceOf(StorageFailedException.class)
        .hasMessage(
            "Run "
                + run.id()
                + " cannot be recorded now: Disk full (free space or mend the disk: the run goes"
                + " on, and what it took is kept)");
    run.log("loss", 2);
    failing.heal();
    run.flush();
    assertThat(values(run)).containsExactly(1.0, 2.0);
    run.finish();
  }

  @Test
  void canEndAfterAFullDisk() {
    Run run = experiments.start("fraud");
    failing.fail(1, batch -> batch.end().isPresent(), RunRecordingTest::full);
    run.log("loss", 1);
    assertThatThrownBy(run::finish).isInstanceOf(StorageFailedException.class);
    assertThat(recorded(run).status()).isEqualTo(RunStatus.RUNNING);
    run.log("loss", 2);
    run.finish();
    assertThat(recorded(run).status()).isEqualTo(RunStatus.FINISHED);
    assertThat(values(run)).containsExactly(1.0, 2.0);
  }

  @Test
  void throwsTheErrorItselfIfClosingThrowsTheSameOne() {
    Run run = experiments.start("fraud");
    run.kill("try");
    OutOfMemoryError none = new OutOfMemoryError("made in advance");
    failing.fail(1, () -> none);
    failing.failClosing(none);
    assertThatThrownBy(() -> experiments.resume(run.id(), 0)).isSameAs(none);
    failing.heal();
    try (Run again = experiments.resume(run.id(), 0)) {
      failing.fail(1, batch -> batch.end().isPresent(), () -> none);
      failing.failClosing(none);
      assertThatThrownBy(again::close)
          .isInstanceOf(UnknownOutcomeException.class)
          .hasMessage(
              "Cannot end run "
                  + run.id()
                  + ": java.lang.OutOfMemoryError: made in advance (read what was recorded once it"
                  + " is open again)")
          .hasCause(none);
    }
  }

  @Test
  void throwsWhatABodyThrewEvenIfItsRunCannotEndForLackOfMemory() {
    OutOfMemoryError none = new OutOfMemoryError("made in advance");
    IllegalArgumentException thrown = new IllegalArgumentException("from the body");
    assertThatThrownBy(
            () ->
                experiments.run(
                    "fraud",
                    run -> {
                      failing.fail(1, batch -> batch.end().isPresent(), () -> none);
                      failing.failClosing(none);
                      throw thrown;
                    }))
        .isSameAs(thrown)
        .hasSuppressedException(none);
    failing.heal();
    assertThat(experiments.runs("fraud"))
        .extracting(RunRecord::status)
        .containsExactly(RunStatus.FAILED);
  }

  @Test
  void goesOnRecordingAfterAnError() throws Exception {
    Run first = experiments.start("fraud");
    Run second = experiments.start("fraud");
    failing.fail(
        2, () -> new OutOfMemoryError("for the test")); // one for each run, or both for one
    first.log("loss", 1);
    second.log("loss", 2);
    awaitPoints(first);
    awaitPoints(second);
    first.finish();
    second.finish();
    assertThat(values(first)).containsExactly(1.0);
    assertThat(values(second)).containsExactly(2.0);
  }

  /** Waits for the background alone. */
  private void awaitPoints(Run run) throws Exception {
    CountDownLatch seen = new CountDownLatch(1);
    try (var following =
        Tracking.experiments(tracker, id -> false, InstantSource.system())
            .follow(run.id(), batch -> seen.countDown())) {
      assertThat(seen.await(60, TimeUnit.SECONDS)).isTrue();
      assertThat(following).isNotNull();
    }
  }

  @Test
  void refusesAtOnceWhatCouldNeverBeRecorded() {
    Run run = experiments.start("fraud");
    assertThatThrownBy(() -> run.tag("by", "half of a pair: \ud83d"))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining("surrogate");
    assertThatThrownBy(() -> run.note("x".repeat(2_000_000)))
        .isInstanceOf(InvalidValueException.class);
    run.log("loss", 1).flush().finish();
    assertThat(recorded(run).tags()).isEmpty();
    assertThat(recorded(run).artifacts()).isEmpty();
    assertThat(values(run)).containsExactly(1.0);
  }

  @Test
  @OnlyLarger
  void recordsMoreThanOneEntryHolds() {
    Run run = experiments.start("fraud");
    String text = "x".repeat(900_000);
    for (int i = 0; i < 20; i++) {
      run.tag("t" + i, text + i);
    }
    run.finish();
    assertThat(recorded(run).tags()).hasSize(20).containsEntry("t19", text + 19);
  }

  @Test
  void endsARunWhoseFirstTagCannotBeRecorded() {
    failing.fail(1, batch -> !batch.tags().isEmpty(), RunRecordingTest::full);
    assertThatThrownBy(() -> experiments.newRun("fraud").tag("by", "alice").synchronous().start())
        .isInstanceOf(StorageFailedException.class);
    assertThat(experiments.runs("fraud"))
        .singleElement()
        .satisfies(run -> assertThat(run.status()).isEqualTo(RunStatus.FAILED));
  }

  @Test
  void doesNotForgetAResumedRunWhenItsFirstPartIsClosed() {
    Run first = experiments.start("fraud").log("loss", 1);
    first.kill("enough");
    Run again = experiments.resume(first.id(), 1);
    first.close();
    again.log("loss", 2);
    assertThat(experiments.find(first.id()).orElseThrow().metric("loss")).hasValue(2.0);
    assertThat(values(first)).containsExactly(1.0, 2.0);
    assertThat(tracker.history(first.id(), "loss").points())
        .extracting(MetricPoint::step)
        .containsExactly(0L, 1L);
    experiments.close();
    assertThat(recorded(first).end().map(RunEnd::cause)).hasValue("the home was closed");
  }

  @Test
  @OnlyLarger
  void losesNothingThatWasLoggedBeforeTheHomeIsClosed() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      for (int round = 0; round < ROUNDS; round++) {
        HomeExperiments home = experiments();
        Run run = home.start("fraud");
        CountDownLatch begun = new CountDownLatch(4);
        List<Future<Long>> taken = new ArrayList<>();
        for (int thread = 0; thread < 4; thread++) {
          String metric = "m" + thread;
          taken.add(threads.submit(() -> logUntilClosed(run, metric, begun)));
        }
        begun.await();
        home.close();
        for (int thread = 0; thread < 4; thread++) {
          assertThat(tracker.history(run.id(), "m" + thread).points())
              .extracting(MetricPoint::step)
              .containsExactlyElementsOf(
                  LongStream.range(0, taken.get(thread).get()).boxed().toList());
        }
        assertThat(recorded(run).status()).isEqualTo(RunStatus.KILLED);
        assertThatThrownBy(() -> home.start("fraud")).isInstanceOf(IllegalStateException.class);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static long logUntilClosed(Run run, String metric, CountDownLatch begun) {
    for (long taken = 0; taken < MOST; taken++) {
      try {
        run.log(metric, (double) taken);
      } catch (IllegalStateException e) {
        return taken;
      }
      if (taken == 0) {
        begun.countDown();
      }
    }
    return MOST;
  }
}
