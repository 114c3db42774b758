package io.lifecycle4j.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.ManagedModelBuilder;
import io.lifecycle4j.contract.LinearTrainer;
import io.lifecycle4j.core.Flowers.Flower;
import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.error.TrainingFailedException;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.model.TrainedModel;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.tracking.Checkpoint;
import io.lifecycle4j.tracking.RunRecord;
import io.lifecycle4j.tracking.RunStatus;
import io.lifecycle4j.training.TrainingContext;
import io.lifecycle4j.training.TrainingState;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.ObjIntConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Trainings whose states are copied to another home. */
class OutsideStatesTest {
  private static final int STEPS = 4;

  private final Lifecycle home = Flowers.inMemory();
  private final Lifecycle other = Flowers.inMemory();
  private final Lifecycle outside = Flowers.inMemory();
  private final List<String> begunFrom = new ArrayList<>();

  /** What happens after the state of a step is stored. */
  private ObjIntConsumer<TrainingContext> after = OutsideStatesTest::nothing;

  @AfterEach
  void close() {
    home.close();
    other.close();
    outside.close();
  }

  private ManagedModelBuilder<Flower, String> builder(Lifecycle in) {
    return Flowers.plain(in).trainer(this::train).checkpointTo(outside.experiments());
  }

  /** Its state is the digits of the steps. */
  private TrainedModel train(TrainingContext context) {
    String state = context.resumeFrom().map(OutsideStatesTest::text).orElse("");
    begunFrom.add(state);
    for (int step = state.length() + 1; step <= STEPS; step++) {
      state += step;
      context.checkpoint(step, step, Content.of(state));
      after.accept(context, step);
    }
    return new LinearTrainer(2, 0.5, 1).train(context);
  }

  private static String text(TrainingState state) {
    try (InputStream in = state.content().get()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static void nothing(TrainingContext context, int step) {
    assertThat(step).isPositive();
  }

  private static void fails(int step, int at) {
    if (step == at) {
      throw new IllegalStateException("The power failed");
    }
  }

  /** Returns the run of a training that failed after a step. */
  private String failed(int at) {
    after = (context, step) -> fails(step, at);
    try (ManagedModel<Flower, String> model = builder(home).open()) {
      assertThatThrownBy(() -> model.train(Flowers.split(home, 1)))
          .isInstanceOf(TrainingFailedException.class);
    }
    after = OutsideStatesTest::nothing;
    return run(home).id();
  }

  private static RunRecord run(Lifecycle in) {
    List<RunRecord> runs = in.experiments().runs("species");
    assertThat(runs).hasSize(1);
    return runs.get(0);
  }

  @Test
  void goesOnInAnotherHome() {
    String run = failed(2);
    assertThat(run(outside).status()).isEqualTo(RunStatus.FAILED);
    Flowers.commit(other, 2, 100); // the same rows have another number there
    Flowers.commit(other, 1, 400);
    try (ManagedModel<Flower, String> model = builder(other).open()) {
      ModelVersion version = model.resume(run);

      assertThat(begunFrom).containsExactly("", "12");
      assertThat(version.manifest().provenance().findRun()).contains(run(other).id());
      assertThat(run(other).tags()).containsEntry("resumes", run).doesNotContainKey("lostStates");
      assertThat(run(outside).status()).isEqualTo(RunStatus.FINISHED);
      assertThat(run(outside).tags()).containsEntry("copies", run + " " + run(other).id());
      assertThat(run(outside).checkpoints()).hasSize(STEPS);
      assertThat(model.resume(run)).isEqualTo(version);
    }
    assertThat(begunFrom).hasSize(2);
  }

  @Test
  void goesOnInTheSameHomeWithTheSameCopy() {
    String run = failed(1);
    after = (context, step) -> fails(step, 3);
    try (ManagedModel<Flower, String> model = builder(home).open()) {
      assertThatThrownBy(() -> model.resume(run)).isInstanceOf(TrainingFailedException.class);
    }
    after = OutsideStatesTest::nothing;
    assertThat(run(outside).tags()).containsEntry("copies", run);
    Flowers.commit(other, 1, 400);
    try (ManagedModel<Flower, String> model = builder(other).open()) {
      model.resume(run(outside).id());
    }
    assertThat(begunFrom).containsExactly("", "1", "123");
  }

  @Test
  void refusesToGoOnWhereTheTrainingIsUnderWay() {
    Flowers.commit(other, 1, 400);
    try (ManagedModel<Flower, String> model = builder(home).open();
        ManagedModel<Flower, String> twice = builder(other).open()) {
      after =
          (context, step) ->
              assertThatThrownBy(() -> twice.resume(context.run().id()))
                  .isInstanceOf(ConflictException.class)
                  .hasMessageContaining(run(outside).id());
      model.train(Flowers.split(home, 1));
    }
    assertThat(begunFrom).containsExactly("");
    assertThat(run(outside).status()).isEqualTo(RunStatus.FINISHED);
  }

  @Test
  void dropsThereWhatIsDroppedHere() {
    Checkpoint.Dropped why = new Checkpoint.Dropped("not needed", Map.of("loss", 0.5));
    after =
        (context, step) -> {
          if (step > 1) {
            context.dropCheckpoint(step - 1, step - 1, why);
          }
        };
    try (ManagedModel<Flower, String> model = builder(home).open()) {
      model.train(Flowers.split(home, 1));
    }
    assertThat(run(outside).checkpoints()).isEqualTo(run(home).checkpoints()).hasSize(1);
    assertThat(run(outside).droppedCheckpoints())
        .isEqualTo(run(home).droppedCheckpoints())
        .hasSize(STEPS - 1);
  }

  @Test
  void trainsOnWhenTheOtherHomeFails() {
    after =
        (context, step) -> {
          if (step == 2) {
            CompletableFuture.runAsync(outside::close)
                .join(); // a thread of training waits for none
          }
        };
    try (ManagedModel<Flower, String> model = builder(home).open()) {
      model.train(Flowers.split(home, 1));

      assertThat(run(home).status()).isEqualTo(RunStatus.FINISHED);
      assertThat(run(home).checkpoints()).hasSize(STEPS);
      assertThat(run(home).tags().get("statesNotCopied")).isNotEmpty();
    }
  }

  @Test
  void trainsWhenTheOtherHomeHasFailedBefore() {
    try (ManagedModel<Flower, String> model = builder(home).open()) {
      outside.close();
      model.train(Flowers.split(home, 1));

      assertThat(run(home).status()).isEqualTo(RunStatus.FINISHED);
      assertThat(run(home).tags().get("statesNotCopied")).isNotEmpty();
    }
  }

  @Test
  void namesARunThatIsNowhere() {
    try (ManagedModel<Flower, String> model = builder(home).open()) {
      assertThatThrownBy(() -> model.resume("nothing"))
          .isInstanceOf(NotFoundException.class)
          .hasMessage(
              "Run does not exist: nothing (neither here nor where checkpoints are copied to)");
    }
  }

  @Test
  void refusesTheHomeItself() {
    ManagedModelBuilder<Flower, String> model = Flowers.plain(home);
    assertThatThrownBy(() -> model.checkpointTo(home.experiments()))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(
            "Invalid builder of species: checkpoints are copied to the home itself (needs another"
                + " one)");
  }
}
