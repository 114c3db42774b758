package io.lifecycle4j.core.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.spi.Medium;
import io.lifecycle4j.tracking.MetricPoint;
import io.lifecycle4j.tracking.Run;
import io.lifecycle4j.tracking.RunStatus;
import io.lifecycle4j.tracking.spi.ExperimentTracker;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which runs go on, and what they take from then on. */
class RunResumptionTest {
  private final Medium medium = Media.memory();
  private final ExperimentTracker tracker = Tracking.over(medium);
  private final HomeExperiments experiments =
      Tracking.experiments(tracker, run -> false, InstantSource.fixed(Fixtures.TIME));

  @AfterEach
  void close() {
    experiments.close();
    medium.close();
  }

  private String killed() {
    Run run = experiments.start("fraud").log("loss", 3).log("loss", 2).log("once", 1);
    run.kill("enough");
    return run.id();
  }

  private List<Long> steps(String id, String metric) {
    return tracker.history(id, metric).points().stream().map(MetricPoint::step).toList();
  }

  @Test
  void aFinishedRunDoesNotGoOn() {
    String id = experiments.run("fraud", run -> run.log("loss", 1)).id();
    for (long step : new long[] {-1, 0, 1, 7}) {
      assertThatThrownBy(() -> experiments.resume(id, step))
          .isInstanceOf(ConflictException.class)
          .hasMessage(
              "Run "
                  + id
                  + " is FINISHED (only a run that is FAILED, CRASHED or KILLED goes on;"
                  + " start a new run with it as its parent)");
    }
    assertThat(steps(id, "loss")).containsExactly(0L);
    assertThat(experiments.find(id).orElseThrow().segments()).isEmpty();
    assertThat(experiments.find(id).orElseThrow().status()).isEqualTo(RunStatus.FINISHED);
    experiments.tag(id, "seen", "yes"); // nobody keeps the run from others
    experiments.delete(id);
  }

  @Test
  void aRunThatFailedMayBeDoneAgainFromItsStart() {
    String id = killed();
    experiments.resuming(id, -1).run(run -> run.log("loss", 9));
    assertThat(steps(id, "loss")).containsExactly(0L);
    assertThat(steps(id, "once")).isEmpty();
  }

  @Test
  void aPointBeforeTheFirstStepThatIsDoneAgainIsRefused() {
    String id = killed();
    try (Run run = experiments.resume(id, 5)) {
      String message = "Invalid step of metric loss: 1 (the run goes on from step 5)";
      assertThatThrownBy(() -> run.log("loss", 99, 1))
          .isInstanceOf(InvalidValueException.class)
          .hasMessage(message);
      assertThatThrownBy(() -> run.batch(parts -> parts.tag("a", "b").log("loss", 99, 1)))
          .isInstanceOf(InvalidValueException.class)
          .hasMessage(message);
      run.log("loss", 1, 5).finish();
    }
    assertThat(steps(id, "loss")).containsExactly(0L, 1L, 5L);
    assertThat(experiments.find(id).orElseThrow().tags()).isEmpty();
  }

  @Test
  void metricsCountOnFromTheFirstStepThatIsDoneAgain() {
    String id = killed();
    experiments.resuming(id, 5).run(run -> run.log("new", 1).log("new", 2).log("once", 2));
    assertThat(steps(id, "new")).containsExactly(5L, 6L);
    assertThat(steps(id, "once")).containsExactly(0L, 5L);
  }

  @Test
  void aCheckpointStaysWhatItIs() {
    String message = "Checkpoint already exists: w at step 1 is ";
    Run run = experiments.start("fraud").checkpoint("w", 1, Content.of("a"));
    run.checkpoint("w", 1, Content.of("a")).checkpoint("w", 2, Content.of("b"));
    assertThatThrownBy(() -> run.checkpoint("w", 1, Content.of("b")))
        .isInstanceOf(ConflictException.class)
        .hasMessageStartingWith(message)
        .hasMessageEndingWith(" (checkpoints are immutable: choose another name or step)");
    assertThatThrownBy(
            () ->
                run.batch(
                    parts ->
                        parts
                            .checkpoint("v", 1, Content.of("a"))
                            .checkpoint("v", 1, Content.of("b"))))
        .isInstanceOf(ConflictException.class);
    run.kill("enough");

    try (Run again = experiments.resume(run.id(), 2)) {
      assertThatThrownBy(() -> again.checkpoint("w", 1, Content.of("b")))
          .isInstanceOf(ConflictException.class)
          .hasMessageStartingWith(message);
      again.checkpoint("w", 2, Content.of("done again")).finish();
    }
  }

  @Test
  void aSeedStaysWhatItIs() {
    Run run = experiments.newRun("fraud").seed("split", 4).start().seed("s", 1).seed("s", 1);
    assertThatThrownBy(() -> run.seed("s", 2))
        .isInstanceOf(ConflictException.class)
        .hasMessage("Seed already exists: s is 1 (cannot become 2)");
    assertThatThrownBy(() -> run.seed("split", 5)).isInstanceOf(ConflictException.class);
  }
}
