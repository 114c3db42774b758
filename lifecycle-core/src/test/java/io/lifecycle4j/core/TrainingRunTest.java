package io.lifecycle4j.core;

import static io.lifecycle4j.core.Flowers.ALICE;
import static io.lifecycle4j.schema.Tasks.classification;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.contract.LinearEngine;
import io.lifecycle4j.contract.LinearTrainer;
import io.lifecycle4j.core.Flowers.Flower;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.data.SplitRole;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.error.OperationInterruptedException;
import io.lifecycle4j.error.SealedDataException;
import io.lifecycle4j.error.TrainingFailedException;
import io.lifecycle4j.error.UntrustedModelException;
import io.lifecycle4j.model.TrainedModel;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.tracking.Param;
import io.lifecycle4j.tracking.RunInput;
import io.lifecycle4j.tracking.RunRecord;
import io.lifecycle4j.tracking.RunStatus;
import io.lifecycle4j.training.Trainer;
import io.lifecycle4j.training.TrainingListener;
import io.lifecycle4j.training.TrainingProgress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a training leaves behind, however it ends. */
@Timeout(60)
@SuppressWarnings("NullAway") // what is missing fails the test
class TrainingRunTest {
  private final LinearEngine engine = new LinearEngine();
  private Lifecycle home;
  private Split split;

  @BeforeEach
  void open() {
    home = Flowers.inMemory(engine);
    split = Flowers.split(home, 1);
  }

  @AfterEach
  void close() {
    home.close();
    assertThat(engine.violations()).isEmpty();
    assertThat(engine.open()).isZero();
  }

  private ManagedModel<Flower, String> model(Trainer trainer) {
    return Flowers.plain(home).trainer(trainer).open();
  }

  private void assertFailed(String cause) {
    List<RunRecord> runs = home.experiments().runs("species");
    assertThat(runs).hasSize(1);
    assertThat(runs.get(0).status()).isEqualTo(RunStatus.FAILED);
    assertThat(runs.get(0).end())
        .hasValueSatisfying(end -> assertThat(end.cause()).contains(cause));
    assertThat(home.models().versions("species")).isEmpty();
    assertThat(home.models().history("species")).isEmpty();
  }

  @Test
  void tellsHowFarItIs() {
    List<TrainingProgress> heard = new ArrayList<>();
    try (ManagedModel<Flower, String> model = Flowers.model(home).onProgress(heard::add).open()) {
      model.train(split);
    }
    assertThat(heard).hasSize(200);
    assertThat(heard.get(199).share()).isEqualTo(1);
    assertThat(heard.get(199).metrics().get("loss")).isLessThan(heard.get(0).metrics().get("loss"));
  }

  @Test
  void tellsTheListenerOnceHowItEnds() {
    List<String> ends = new ArrayList<>();
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void progressed(TrainingProgress progress) {}

          @Override
          public void completed() {
            ends.add("completed");
          }

          @Override
          public void failed(Throwable cause) {
            ends.add("failed: " + cause.getMessage());
            throw new IllegalStateException("of the listener");
          }
        };
    try (ManagedModel<Flower, String> model = Flowers.model(home).onProgress(listener).open()) {
      model.train(split);
      assertThat(ends).containsExactly("completed");
    }
    Trainer failing =
        context -> {
          throw new IllegalStateException("on purpose");
        };
    try (ManagedModel<Flower, String> model =
        Flowers.plain(home).trainer(failing).onProgress(listener).open()) {
      assertThatThrownBy(() -> model.train(split)).hasMessageContaining("on purpose");
      assertThat(ends).containsExactly("completed", "failed: on purpose");
    }
  }

  @Test
  void refusesALabelThatIsAnInput() {
    assertThatThrownBy(() -> home.model("soils", Flower.class, classification("soil")).open())
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(
            "Invalid inputs of soils: the label 'soil' is one of them, so a model would learn to"
                + " copy it (leave it out of the inputs)");
  }

  @Test
  void letsAFunctionReadTheLabelAsAnInput() {
    try (ManagedModel<Flower, String> model =
        home.model("soils", Flower.class, classification("soil")).serving(Flower::soil).open()) {
      assertThat(model.predict(new Flower(1, 1, "sand")).value()).isEqualTo("sand");
    }
  }

  @Test
  void givesTheTrainerPreparedRowsAndNoWayToTheHoldout() {
    try (ManagedModel<Flower, String> model =
        model(
            context -> {
              assertThat(context.signature())
                  .hasToString("[features float32 [-1, 4]] -> [scores float32 [-1, 3]]");
              assertThat((long) context.training().size()).isEqualTo(split.count(SplitRole.TRAIN));
              assertThat((long) context.validation().orElseThrow().size())
                  .isEqualTo(split.count(SplitRole.VALIDATION));
              assertThat(Thread.currentThread().getName())
                  .isEqualTo("lifecycle4j-training-species");
              return LinearTrainer.small().train(context);
            })) {
      assertThat(model.train(split).number()).isEqualTo(1);
    }
  }

  @Test
  void bindsWhatATrainerMeasuresToTheRowsItMeasuredItOn() {
    RunInput rows = RunInput.of(split.version().ref(), SplitRole.VALIDATION);
    try (ManagedModel<Flower, String> model =
        model(
            context -> {
              context.run().log("validation_loss", 0.3, 1, context.input(SplitRole.VALIDATION));
              assertThatThrownBy(() -> context.input(SplitRole.HOLDOUT))
                  .isInstanceOf(InvalidValueException.class)
                  .hasMessage("Invalid role: HOLDOUT (a trainer sees no held-out row)");
              return LinearTrainer.small().train(context);
            })) {
      model.train(split);
    }
    RunRecord run = home.experiments().runs("species").get(0);
    assertThat(run.metrics().get("validation_loss").last().data()).hasValue(rows);
    assertThat(run.inputs()).containsOnlyOnce(rows);
  }

  @Test
  void keepsTheHoldoutSealed() {
    assertThat(split.count(SplitRole.HOLDOUT)).isPositive();
    assertThatThrownBy(() -> split.rows(SplitRole.HOLDOUT))
        .isInstanceOf(SealedDataException.class)
        .hasMessage(
            "Cannot read the holdout of flowers:1: it is sealed (only the evaluation before a"
                + " promotion reads it)");
  }

  @Test
  void keepsTheCauseOfATrainerThatThrows() {
    IllegalStateException cause = new IllegalStateException("no more petals");
    try (ManagedModel<Flower, String> model =
        model(
            context -> {
              context.run().param("petals", 0);
              throw cause;
            })) {
      assertThatThrownBy(() -> model.train(split))
          .isInstanceOf(TrainingFailedException.class)
          .hasMessage("Training failed: java.lang.IllegalStateException: no more petals")
          .hasCause(cause);
    }
    assertFailed("no more petals");
    assertThat(home.experiments().runs("species").get(0).params())
        .containsEntry("petals", Param.of(0));
  }

  @Test
  void keepsTheCauseOfATrainerThatRunsOutOfStack() {
    try (ManagedModel<Flower, String> model =
        model(
            context -> {
              throw new StackOverflowError("too deep");
            })) {
      assertThatThrownBy(() -> model.train(split)).isInstanceOf(TrainingFailedException.class);
    }
    assertFailed("too deep");
  }

  @Test
  void failsWhenTrainingDiverges() {
    try (ManagedModel<Flower, String> model = model(new LinearTrainer(200, 1e30, 1))) {
      assertThatThrownBy(() -> model.train(split))
          .isInstanceOf(TrainingFailedException.class)
          .hasMessageStartingWith("Training diverged: loss is ");
    }
    assertFailed("Training diverged");
  }

  @Test
  @SuppressWarnings("NullAway") // what a trainer without null checks may do
  void failsWhenTheTrainerGivesNothing() {
    try (ManagedModel<Flower, String> model = model(context -> null)) {
      assertThatThrownBy(() -> model.train(split))
          .isInstanceOf(TrainingFailedException.class)
          .hasMessage("Training failed: the trainer gave null (needs a model)");
    }
    assertFailed("gave null");
  }

  @Test
  void failsWhenTheNetworkDoesNotFitItsInput() {
    try (ManagedModel<Flower, String> model = model(context -> trained("linear", "dense 9 3"))) {
      assertThatThrownBy(() -> model.train(split))
          .isInstanceOf(UntrustedModelException.class)
          .hasMessage("Cannot load network: it is 'dense 9 3' (must be 'dense 4 3')");
    }
    assertFailed("dense 9 3");
  }

  @Test
  void failsWhenTheNetworkComputesSomethingElseEachTime() {
    AtomicInteger runs = new AtomicInteger();
    engine.meanwhile(() -> engine.add(runs.incrementAndGet()));
    try (ManagedModel<Flower, String> model = Flowers.model(home).open()) {
      assertThatThrownBy(() -> model.train(split))
          .isInstanceOf(UntrustedModelException.class)
          .hasMessageStartingWith("Cannot register species: a golden row produces ");
    }
    assertFailed("a golden row produces");
  }

  @Test
  void failsWhenNoEngineReadsTheNetwork() {
    try (ManagedModel<Flower, String> model = model(context -> trained("papyrus", "hieroglyphs"))) {
      assertThatThrownBy(() -> model.train(split))
          .isInstanceOf(NotFoundException.class)
          .hasMessage("No engine reads the format papyrus (must be one of: linear)");
    }
    assertFailed("papyrus");
  }

  private static TrainedModel trained(String format, String architecture) {
    byte[] weights = LinearEngine.file(new float[3][5]);
    return new TrainedModel(
        format, architecture, List.of(new NamedContent("weights", Content.of(weights))));
  }

  @Test
  void cannotTrainWithoutATrainer() {
    try (ManagedModel<Flower, String> model = Flowers.plain(home).open()) {
      assertThatThrownBy(() -> model.train(split))
          .isInstanceOf(InvalidValueException.class)
          .hasMessage("Cannot train species: no trainer (set one with trainer(...))");
    }
    assertFailed("no trainer");
  }

  @Test
  @SuppressWarnings("NullAway") // what a caller without null checks may pass
  void refusesAMissingSplit() {
    try (ManagedModel<Flower, String> model = Flowers.model(home).open()) {
      assertThatThrownBy(() -> model.train((Split) null))
          .isInstanceOf(InvalidValueException.class)
          .hasMessage("Missing split: null (must be given)");
    }
    assertThat(home.experiments().runs("species")).isEmpty();
  }

  @Test
  void refusesInputsWithTheNameOfTheAnswer() {
    record Old(double length, String prediction) {}
    assertThatThrownBy(
            () -> home.model("old", Old.class, io.lifecycle4j.schema.Tasks.regression("width")))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid columns: length, prediction (prediction is the name of the answer)");
  }

  @Test
  void stopsWhenTheCallerIsInterrupted(@TempDir Path directory) throws Exception {
    home.close();
    home = Flowers.in(directory, engine);
    split = Flowers.split(home, 1);
    CountDownLatch going = new CountDownLatch(1);
    try (ManagedModel<Flower, String> model =
        model(
            context -> {
              going.countDown();
              return new LinearTrainer(5_000_000, 0.1, 1).train(context);
            })) {
      assertInterrupted(model, going);
    }
    assertFailed("Training was interrupted");
  }

  @Test
  void registersNothingWhenTheTrainerDoesNotHeedAnInterrupt() throws Exception {
    CountDownLatch going = new CountDownLatch(1);
    try (ManagedModel<Flower, String> model =
        model(
            context -> {
              going.countDown();
              while (!context.cancelled()) {
                LockSupport.parkNanos(200_000);
              }
              return LinearTrainer.small().train(new Deaf(context));
            })) {
      assertInterrupted(model, going);
    }
    assertFailed("Training was interrupted");
  }

  private void assertInterrupted(ManagedModel<Flower, String> model, CountDownLatch going)
      throws Exception {
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    AtomicReference<Boolean> flag = new AtomicReference<>();
    Thread caller =
        new Thread(
            () -> {
              thrown.set(org.assertj.core.api.Assertions.catchThrowable(() -> model.train(split)));
              flag.set(Thread.currentThread().isInterrupted());
            });
    caller.start();
    going.await();
    caller.interrupt();
    caller.join();
    assertThat(thrown.get())
        .isInstanceOf(OperationInterruptedException.class)
        .hasMessage("Training was interrupted");
    assertThat(flag.get()).isTrue();
  }

  @Test
  void trainsOnAfterAFailure() {
    boolean[] broken = {true};
    try (ManagedModel<Flower, String> model =
        model(
            context -> {
              if (broken[0]) {
                throw new IllegalStateException("once");
              }
              return LinearTrainer.small().train(context);
            })) {
      assertThatThrownBy(() -> model.train(split)).isInstanceOf(TrainingFailedException.class);
      broken[0] = false;
      model.promote(model.train(split), ALICE, "It works");
      assertThat(model.predict(Flowers.SETOSA).value()).isEqualTo("setosa");
    }
    assertThat(home.experiments().runs("species"))
        .extracting(RunRecord::status)
        .containsExactly(RunStatus.FAILED, RunStatus.FINISHED);
  }
}
