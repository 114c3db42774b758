package io.lifecycle4j.core.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.data.VersionRef;
import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.error.InvalidNameException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.StorageFailedException;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.spi.Medium;
import io.lifecycle4j.tracking.Checkpoint;
import io.lifecycle4j.tracking.MetricPoint;
import io.lifecycle4j.tracking.Param;
import io.lifecycle4j.tracking.Run;
import io.lifecycle4j.tracking.RunInput;
import io.lifecycle4j.tracking.RunRecord;
import io.lifecycle4j.tracking.spi.ExperimentTracker;
import io.lifecycle4j.tracking.spi.RunBatch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is logged together, and the data that points were measured on. */
@Timeout(120)
class RunBatchTest {
  private static final RunInput RIDES =
      new RunInput(new VersionRef("rides", 3, new BlobId("a".repeat(64))), "test");

  private final Medium medium = Media.memory();
  private final ExperimentTracker tracker = Tracking.over(medium);
  private final FailingTracker failing = new FailingTracker(tracker);
  private final HomeExperiments experiments =
      Tracking.experiments(failing, run -> false, InstantSource.fixed(Fixtures.TIME));
  private final Run run = experiments.start("fraud");

  @AfterEach
  void close() {
    experiments.close();
    medium.close();
  }

  private RunRecord record() {
    return experiments.find(run.id()).orElseThrow();
  }

  private List<RunBatch> recorded() {
    List<RunBatch> batches = new ArrayList<>();
    tracker.read(run.id(), 0, batches::add);
    return batches;
  }

  @Test
  void recordsInTheWordsOfARun() throws IOException {
    run.batch(
        parts ->
            parts
                .param("lr", 0.1)
                .tag("by", "alice")
                .tag("gone", "x")
                .removeTag("gone")
                .note("steep")
                .input(RIDES)
                .artifact("plot.png", Content.of("plot"))
                .checkpoint("weights", 7, Content.of("state")));
    RunRecord now = record();
    assertThat(now.params()).isEqualTo(Map.of("lr", Param.of(0.1)));
    assertThat(now.tags()).isEqualTo(Map.of("by", "alice", RunRecord.NOTE, "steep"));
    assertThat(now.inputs()).containsExactly(RIDES);
    assertThat(recorded()).hasSize(1);
    Checkpoint taken = now.checkpoints().get(0);
    assertThat(taken.step()).isEqualTo(7);
    assertThat(text(experiments.checkpoint(taken).readAllBytes())).isEqualTo("state");
    assertThat(text(experiments.artifact(run.id(), "plot.png").readAllBytes())).isEqualTo("plot");
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  @Test
  void countsStepsAsARunDoes() {
    run.log("loss", 1).log("loss", 2, 10);
    run.batch(parts -> parts.log("loss", 3).log("auc", 4).log("loss", 5, 20).log("loss", 6));
    run.log("loss", 7).log("auc", 8);
    record();
    assertThat(steps("loss")).containsExactly(0L, 10L, 11L, 20L, 21L, 22L);
    assertThat(steps("auc")).containsExactly(0L, 1L);
  }

  private List<Long> steps(String metric) {
    return tracker.history(run.id(), metric).points().stream().map(MetricPoint::step).toList();
  }

  @Test
  void countsStepsWhenABatchIsTaken() {
    run.batch(
        parts -> {
          parts.log("loss", 1);
          run.log("loss", 0); // meanwhile
        });
    record();
    assertThat(tracker.history(run.id(), "loss").points())
        .extracting(MetricPoint::value)
        .containsExactly(0.0, 1.0);
    assertThat(steps("loss")).containsExactly(0L, 1L);
  }

  @Test
  void takesNothingOfABatchThatIsRefused() {
    run.param("lr", 0.1).artifact("plot.png", Content.of("plot"));
    assertThatThrownBy(
            () ->
                run.batch(
                    parts -> parts.log("loss", 1, 5, RIDES).param("lr", 0.2).param("new", "x")))
        .isInstanceOf(ConflictException.class);
    assertThatThrownBy(
            () -> run.batch(parts -> parts.log("loss", 1).artifact("plot.png", Content.of("2"))))
        .isInstanceOf(ConflictException.class)
        .hasMessageStartingWith("Artifact already exists: plot.png is ");
    assertThatThrownBy(
            () ->
                run.batch(
                    parts -> parts.artifact("a", Content.of("1")).artifact("a", Content.of("2"))))
        .isInstanceOf(ConflictException.class);
    assertThatThrownBy(() -> run.batch(parts -> parts.log("loss", 1).log(" ", 1)))
        .isInstanceOf(InvalidNameException.class);
    run.param("new", "y").log("loss", 2);
    assertThat(record().inputs()).isEmpty();
    assertThat(record().params()).containsEntry("new", Param.of("y"));
    assertThat(steps("loss")).containsExactly(0L);
  }

  @Test
  void namesTheDataOfAPointInABatch() {
    run.batch(parts -> parts.log("loss", 1, 0, RIDES));
    assertThat(record().inputs()).containsExactly(RIDES);
    assertThat(tracker.history(run.id(), "loss").points())
        .containsExactly(new MetricPoint(0, 1, Fixtures.TIME, Optional.of(RIDES)));
  }

  @Test
  void namesTheDataOfPointsOnce() {
    run.log("loss", 1, 0, RIDES).flush();
    run.log("loss", 1, 1, RIDES).input(RIDES).batch(parts -> parts.log("loss", 2, 2, RIDES));
    assertThat(record().inputs()).containsExactly(RIDES);
    assertThat(recorded().stream().flatMap(batch -> batch.inputs().stream())).hasSize(1);
  }

  /** The disk is full, and too much waits for another batch. */
  @Test
  void namesTheDataOfALaterPointThoughTheFirstWasNotTaken() {
    failing.fail(Integer.MAX_VALUE, () -> new StorageFailedException("Disk full"));
    run.tag("first", "x");
    assertThatThrownBy(run::flush).isInstanceOf(StorageFailedException.class); // and is kept
    run.tag("long", "x".repeat(1 << 20));
    assertThatThrownBy(() -> run.log("loss", 1, 0, RIDES))
        .isInstanceOf(StorageFailedException.class);
    failing.heal();
    run.log("loss", 2, 1, RIDES);
    assertThat(record().inputs()).containsExactly(RIDES);
    assertThat(steps("loss")).containsExactly(1L);
  }

  @Test
  void refusesMorePointsThanAreRecordedTogether() {
    assertThatThrownBy(
            () ->
                run.batch(
                    parts -> {
                      for (int i = 0; i <= 1 << 16; i++) {
                        parts.log("loss", i);
                      }
                    }))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid batch: 65537 points (must be at most 65536)");
    assertThat(steps("loss")).isEmpty();
  }

  @Test
  void saysWhereALongTextBelongs() {
    String longer = "x".repeat((1 << 20) + 1);
    assertThatThrownBy(() -> run.tag("prompt", longer))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(
            "Invalid tag prompt: 1048577 characters (must be at most 1048576; keep longer texts as"
                + " artifacts)");
    assertThatThrownBy(() -> run.param("prompt", longer))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageStartingWith("Invalid parameter prompt: 1048577 characters");
    assertThatThrownBy(() -> experiments.newRun("fraud").tag("prompt", longer).start())
        .isInstanceOf(InvalidValueException.class)
        .hasMessageStartingWith("Invalid tag prompt: 1048577 characters");
  }
}
