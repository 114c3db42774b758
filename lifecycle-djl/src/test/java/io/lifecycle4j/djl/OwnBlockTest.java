package io.lifecycle4j.djl;

import static io.lifecycle4j.preprocessing.Steps.standardize;
import static io.lifecycle4j.schema.Tasks.classification;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDList;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.LifecycleBuilder;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.ManagedModelBuilder;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.data.Splits;
import io.lifecycle4j.djl.model.BlockConfig;
import io.lifecycle4j.djl.model.DjlEngine;
import io.lifecycle4j.djl.training.DjlTrainer;
import io.lifecycle4j.error.ModelUnavailableException;
import io.lifecycle4j.error.TrainingFailedException;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.tracking.RunRecord;
import io.lifecycle4j.tracking.RunStatus;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A block of an application, from its training to another process. */
class OwnBlockTest {
  /** So many that the first batches are done. */
  private static final int SOME_CALLS = 8;

  private record Point(double x, double y) {}

  private record Labelled(double x, double y, String side) {}

  @TempDir private Path folder;

  private static Block block(BlockConfig config) {
    return new SequentialBlock()
        .add(Linear.builder().setUnits(Integer.parseInt(config.text())).build())
        .add(Activation.reluBlock())
        .add(Linear.builder().setUnits(config.signature().outputs().get(0).numbers()).build());
  }

  private static DjlTrainer trainer() {
    return trainer(OwnBlockTest::block);
  }

  private static DjlTrainer trainer(Function<BlockConfig, Block> block) {
    return DjlTrainer.builder()
        .block("mine", block)
        .factory("mine", "6")
        .epochs(10)
        .learningRate(0.02)
        .threads(1)
        .build();
  }

  private LifecycleBuilder home() {
    return Lifecycle.builder().location(folder.toUri());
  }

  private static ManagedModelBuilder<Point, String> points(Lifecycle home) {
    return home.model("points", Point.class, classification("side"))
        .preprocessing(standardize("x"), standardize("y"));
  }

  private static Split split(Lifecycle home) {
    List<Labelled> rows =
        IntStream.range(0, 300)
            .mapToObj(
                i ->
                    new Labelled(i % 20, Math.floorDiv(i, 20), i % 20 > i / 20 ? "below" : "above"))
            .toList();
    return home.datasets()
        .dataset("points")
        .snapshot(Sources.records(Labelled.class, rows.stream()))
        .commit()
        .split(Splits.byHash(1).train(0.8).validation(0).holdout(0.2));
  }

  private void promoted() {
    try (Lifecycle home = home().open();
        ManagedModel<Point, String> model = points(home).trainer(trainer()).open()) {
      ModelVersion version = model.train(split(home));
      assertThat(version.manifest().artifact().architecture())
          .isEqualTo("{\"config\":\"6\",\"factory\":\"mine\"}");
      model.promote(version, Actor.by("alice"), "First");
      assertThat(model.predict(new Point(15, 2)).value()).isEqualTo("below");
    }
  }

  @Test
  void servesInAProcessThatGivesItToTheEngine() {
    promoted();
    DjlEngine engine = DjlEngine.builder().block("mine", OwnBlockTest::block).build();

    try (Lifecycle home = home().engine(engine).open();
        ManagedModel<Point, String> model = points(home).open()) {
      assertThat(model.predict(new Point(15, 2)).value()).isEqualTo("below");
      assertThat(model.predict(new Point(2, 12)).value()).isEqualTo("above");
    }
  }

  @Test
  void isNotTrainedIfItsOutputHasAnotherWidthThanTheTaskNeeds() {
    DjlTrainer wide = trainer(config -> Linear.builder().setUnits(5).build());
    try (Lifecycle home = home().open();
        ManagedModel<Point, String> model = points(home).trainer(wide).open()) {
      Split split = split(home);
      assertThatThrownBy(() -> model.train(split))
          .isInstanceOf(TrainingFailedException.class)
          .hasMessage(
              "Training failed before the first epoch: the network does not fit the task: it puts"
                  + " out [float32 (1, 5)] for one row (must be [scores float32 [-1, 2]])");
      assertThat(home.models().versions("points")).isEmpty();
    }
  }

  /** Does something else after some batches, as a block with a bug does. */
  private static Block later(BlockConfig config, UnaryOperator<NDList> then) {
    AtomicInteger calls = new AtomicInteger();
    return new SequentialBlock()
        .add(block(config))
        .add(
            new LambdaBlock(
                made -> calls.incrementAndGet() < SOME_CALLS ? made : then.apply(made)));
  }

  private void assertFailed(Function<BlockConfig, Block> block, String message) {
    try (Lifecycle home = home().open();
        ManagedModel<Point, String> model = points(home).trainer(trainer(block)).open()) {
      Split split = split(home);
      assertThatThrownBy(() -> model.train(split))
          .isInstanceOf(TrainingFailedException.class)
          .hasMessageMatching(message);
      assertThat(home.models().versions("points")).isEmpty();
      RunRecord run = home.experiments().runs("points").get(0);
      assertThat(run.status()).isEqualTo(RunStatus.FAILED);
      assertThat(run.end())
          .hasValueSatisfying(end -> assertThat(end.cause()).containsPattern(message));
    }
  }

  @Test
  void failsTheRunIfItThrowsWhenItIsCreated() {
    assertFailed(
        config -> {
          throw new IllegalStateException("No backbone here");
        },
        "Training failed before the first epoch: No backbone here");
  }

  @Test
  void failsTheRunIfItThrowsInABatch() {
    assertFailed(
        config ->
            later(
                config,
                made -> {
                  throw new IllegalArgumentException("No such channel");
                }),
        "Training failed in epoch [1-9], batch [1-9]: No such channel");
  }

  @Test
  void failsTheRunIfItReturnsAnotherShapeInABatch() {
    assertFailed(
        config -> later(config, made -> new NDList(made.get(0).get(":, 0:1"))),
        "Training failed in epoch [1-9], batch [1-9]: Cannot run network: outputs are \\[float32"
            + " \\([0-9]+, 1\\)\\] \\(must be \\[scores float32 \\[-1, 2\\]\\]\\)");
  }

  @Test
  void isMissedByNameInAProcessThatLacksIt() {
    promoted();

    try (Lifecycle home = home().open();
        ManagedModel<Point, String> model = points(home).open()) {
      assertThatThrownBy(() -> model.predict(new Point(15, 2)))
          .isInstanceOf(ModelUnavailableException.class)
          .hasMessageContaining("Block does not exist: mine (give it to the trainer, or to")
          .hasMessageContaining("DjlEngine.builder().block(\"mine\", ...)");
    }
  }
}
