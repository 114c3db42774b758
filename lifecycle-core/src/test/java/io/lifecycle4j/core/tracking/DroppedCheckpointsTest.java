package io.lifecycle4j.core.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.spi.Medium;
import io.lifecycle4j.tracking.Checkpoint;
import io.lifecycle4j.tracking.Run;
import io.lifecycle4j.tracking.RunRecord;
import io.lifecycle4j.tracking.spi.ExperimentTracker;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A checkpoint that is dropped leaves a tombstone. */
class DroppedCheckpointsTest {
  private static final Checkpoint.Dropped WHY =
      new Checkpoint.Dropped("Not among the newest", Map.of("loss", 0.5));

  private final Medium medium = Media.memory();
  private final ExperimentTracker tracker = Tracking.over(medium);
  private final HomeExperiments experiments =
      Tracking.experiments(tracker, run -> false, InstantSource.fixed(Fixtures.TIME));

  @AfterEach
  void close() {
    experiments.close();
    medium.close();
  }

  private Run begun() {
    return experiments
        .start("fraud")
        .checkpoint("weights", 1, Content.of("first"))
        .checkpoint("weights", 2, Content.of("second"));
  }

  private RunRecord record(Run run) {
    return experiments.find(run.id()).orElseThrow();
  }

  @Test
  void leavesItsDigestItsMetricsAndTheReason() {
    Run run = begun().flush();
    Checkpoint first = record(run).checkpoints().get(0);

    run.dropCheckpoint("weights", 1, WHY).flush();

    Checkpoint tombstone = new Checkpoint(1, first.file(), Optional.of(WHY));
    assertThat(record(run).droppedCheckpoints()).containsExactly(tombstone);
    assertThat(record(run).checkpoints()).extracting(Checkpoint::step).containsExactly(2L);
    run.finish();
    assertThat(record(run).droppedCheckpoints()).containsExactly(tombstone);
    assertThat(record(run).checkpoints()).extracting(Checkpoint::step).containsExactly(2L);
    assertThat(record(run)).isEqualTo(record(run).toBuilder().build());
  }

  @Test
  void staysDroppedWhenTheRunGoesOn() {
    Run run = begun().dropCheckpoint("weights", 1, WHY);
    run.kill("enough");

    try (Run resumed = experiments.resume(run.id(), 3)) {
      assertThatThrownBy(() -> resumed.dropCheckpoint("weights", 1, WHY))
          .isInstanceOf(NotFoundException.class)
          .hasMessage("Checkpoint does not exist: weights at step 1");
      resumed.checkpoint("weights", 3, Content.of("third")).dropCheckpoint("weights", 2, WHY);
      resumed.finish();
    }

    assertThat(record(run).checkpoints()).extracting(Checkpoint::step).containsExactly(3L);
    assertThat(record(run).droppedCheckpoints())
        .extracting(Checkpoint::step)
        .containsExactly(1L, 2L);
  }

  @Test
  void refusesTheNewest() {
    Run run = begun();

    assertThatThrownBy(() -> run.dropCheckpoint("weights", 2, WHY))
        .isInstanceOf(ConflictException.class)
        .hasMessage(
            "Cannot drop checkpoint weights at step 2: it is the newest of the run, from which the"
                + " run is resumed");

    run.finish();
    assertThat(record(run).checkpoints()).hasSize(2);
  }

  @Test
  void refusesTheNewestOfABatch() {
    Run run = begun();

    assertThatThrownBy(
            () ->
                run.batch(
                    parts ->
                        parts
                            .checkpoint("weights", 3, Content.of("third"))
                            .dropCheckpoint("weights", 3, WHY)))
        .isInstanceOf(ConflictException.class);
    run.batch(
        parts ->
            parts
                .checkpoint("weights", 3, Content.of("third"))
                .dropCheckpoint("weights", 2, WHY)
                .dropCheckpoint("weights", 1, WHY));

    run.finish();
    assertThat(record(run).checkpoints()).extracting(Checkpoint::step).containsExactly(3L);
    assertThat(record(run).droppedCheckpoints()).hasSize(2);
  }

  @Test
  void refusesWhatIsNotThere() {
    try (Run run = begun()) {
      assertThatThrownBy(() -> run.dropCheckpoint("weights", 7, WHY))
          .isInstanceOf(NotFoundException.class)
          .hasMessage("Checkpoint does not exist: weights at step 7");
      assertThatThrownBy(() -> run.dropCheckpoint("others", 1, WHY))
          .isInstanceOf(NotFoundException.class)
          .hasMessage("Checkpoint does not exist: others at step 1");
    }
  }

  @Test
  void refusesMetricsThatAreNotFinite() {
    assertThatThrownBy(() -> new Checkpoint.Dropped("why", Map.of("loss", Double.NaN)))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid metric loss of a dropped checkpoint: NaN (must be finite)");
  }

  @Test
  void storesNoSecretInTheReason() {
    Run run = begun();
    run.dropCheckpoint("weights", 1, new Checkpoint.Dropped("password=hunter2hunter2", Map.of()));
    run.finish();

    assertThat(record(run).droppedCheckpoints().get(0).dropped().orElseThrow().reason())
        .contains("<redacted>")
        .doesNotContain("hunter2");
  }
}
