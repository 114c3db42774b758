package io.lifecycle4j.core.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.storage.spi.Medium;
import io.lifecycle4j.tracking.MetricPoint;
import io.lifecycle4j.tracking.Run;
import io.lifecycle4j.tracking.RunQuery;
import io.lifecycle4j.tracking.RunRecord;
import io.lifecycle4j.tracking.RunStatus;
import io.lifecycle4j.tracking.spi.ExperimentTracker;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who hears of it when a tracker refuses what was logged. */
@Timeout(120)
class RunRefusalTest {
  private static final String REFUSAL = "Too long for this tracker";
  private static final String CAUSE = InvalidValueException.class.getName() + ": " + REFUSAL;

  private final Medium medium = Media.memory();
  private final ExperimentTracker tracker = Tracking.over(medium);
  private final FailingTracker failing = new FailingTracker(tracker);
  private final HomeExperiments experiments =
      Tracking.experiments(failing, run -> false, InstantSource.fixed(Fixtures.TIME));

  @BeforeEach
  void refuseTags() {
    failing.fail(
        Integer.MAX_VALUE,
        batch -> batch.tags().containsKey("long"),
        () -> new InvalidValueException(REFUSAL));
  }

  @AfterEach
  void close() {
    experiments.close();
    medium.close();
  }

  private Run refused() {
    return experiments.start("fraud").batch(parts -> parts.tag("long", "x").log("loss", 1));
  }

  private RunRecord only() {
    List<RunRecord> runs = experiments.runs("fraud");
    assertThat(runs).hasSize(1);
    return runs.get(0);
  }

  private static void assertRefused(ThrowingCallable call) {
    assertThatThrownBy(call).isInstanceOf(InvalidValueException.class).hasMessage(REFUSAL);
  }

  private void assertEnded(RunStatus status, String cause) {
    RunRecord run = only();
    assertThat(run.status()).isEqualTo(status);
    assertThat(run.end().orElseThrow().cause()).isEqualTo(cause);
    assertThat(run.tags()).isEmpty();
    assertThat(tracker.history(run.id(), "loss").points())
        .extracting(MetricPoint::value)
        .containsExactly(1.0);
  }

  @Test
  void failsARunThatIsFinished() {
    Run run = refused();
    assertRefused(run::finish);
    assertEnded(RunStatus.FAILED, CAUSE);
    assertThatThrownBy(run::finish).isInstanceOf(IllegalStateException.class);
    assertThatCode(run::close).doesNotThrowAnyException();
  }

  @Test
  void failsARunThatIsFinishedAfterTheBackgroundMetIt() {
    Run run = refused();
    only(); // records what was logged, and tells nobody
    assertRefused(run::finish);
    assertEnded(RunStatus.FAILED, CAUSE);
  }

  @Test
  void failsTheRunOfABody() {
    assertRefused(() -> experiments.run("fraud", run -> run.tag("long", "x").log("loss", 1)));
    assertEnded(RunStatus.FAILED, CAUSE);
  }

  @Test
  void failsTheRunOfABodyWithAResult() {
    assertRefused(() -> experiments.call("fraud", run -> run.tag("long", "x").log("loss", 1).id()));
    assertEnded(RunStatus.FAILED, CAUSE);
  }

  @Test
  void isNotHiddenByClosing() {
    assertRefused(refused()::close);
    assertEnded(RunStatus.FAILED, "closed without finish; " + CAUSE);
  }

  @Test
  void isNotHiddenByAnotherEnd() {
    Run run = refused();
    assertRefused(() -> run.kill("enough"));
    assertEnded(RunStatus.KILLED, "enough; " + CAUSE);
  }

  @Test
  void doesNotHideWhatABodyThrows() {
    assertThatThrownBy(
            () ->
                experiments.run(
                    "fraud",
                    run -> {
                      run.tag("long", "x").log("loss", 1);
                      throw new IOException("no network");
                    }))
        .isInstanceOf(IOException.class)
        .satisfies(e -> assertThat(e.getSuppressed()).singleElement().hasToString(CAUSE));
    assertEnded(RunStatus.FAILED, "java.io.IOException: no network; " + CAUSE);
  }

  @Test
  void endsTheHomeAllTheSame() {
    refused();
    assertRefused(experiments::close);
    assertThat(tracker.search(RunQuery.builder().build()).runs())
        .singleElement()
        .satisfies(run -> assertThat(run.status()).isEqualTo(RunStatus.KILLED));
  }

  @Test
  void isToldOnceToWhoeverWaitsFirst() {
    Run run = refused();
    assertRefused(run::flush);
    run.flush();
    run.finish();
    assertEnded(RunStatus.FINISHED, "");
  }
}
