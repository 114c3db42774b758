package io.lifecycle4j.djl.training;

import static io.lifecycle4j.djl.training.RecordedContext.NUMBER;
import static io.lifecycle4j.djl.training.RecordedContext.TWO_CLASSES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import io.lifecycle4j.core.model.network.WeightsFile;
import io.lifecycle4j.djl.Garbage;
import io.lifecycle4j.djl.model.BlockConfig;
import io.lifecycle4j.djl.model.DjlRuntime;
import io.lifecycle4j.djl.model.Network;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.TrainingFailedException;
import io.lifecycle4j.model.TrainedModel;
import io.lifecycle4j.schema.Tensor;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Blocks, losses and optimizers of an application. */
class OwnPartsTest {
  private static final Network LINEAR = Network.builder().build();

  @TempDir private Path folder;

  /** Eight numbers of a row, from which a head decides. */
  private static SequentialBlock backbone() {
    return new SequentialBlock()
        .add(Linear.builder().setUnits(8).build())
        .add(Activation.reluBlock());
  }

  private static Block classifier(BlockConfig config) {
    int outputs = config.signature().outputs().get(0).numbers();
    return new SequentialBlock().add(backbone()).add(Linear.builder().setUnits(outputs).build());
  }

  private static RecordedContext clouds() {
    return new RecordedContext(TWO_CLASSES, ArrayExamples.blobs(100, 1));
  }

  private static DjlTrainerBuilder quick() {
    return DjlTrainer.builder().epochs(10).learningRate(0.01);
  }

  @Test
  void trainsTheOnlyBlockWithoutAConfiguration() {
    DjlTrainer trainer = quick().block("classifier", OwnPartsTest::classifier).build();

    TrainedModel model = trainer.train(clouds());

    assertThat(model.architecture()).isEqualTo("{\"config\":\"\",\"factory\":\"classifier\"}");
    ArrayExamples fresh = ArrayExamples.blobs(200, 2);
    float[] outputs = Trained.predict(trainer.engine().orElseThrow(), model, fresh, List.of(2), 2);
    assertThat(Trained.accuracy(outputs, fresh)).isGreaterThan(0.95);
    assertThat(DjlTrainer.builder().network(LINEAR).build().engine()).isEmpty();
  }

  @Test
  void passesTheConfigurationToTheBlockThatIsNamed() {
    DjlTrainer trainer =
        quick()
            .block(
                "wide",
                config -> {
                  assertThat(config.text()).isEqualTo("8 units");
                  return classifier(config);
                })
            .block("other", config -> new SequentialBlock())
            .factory("wide", "8 units")
            .build();

    assertThat(trainer.train(clouds()).architecture())
        .isEqualTo("{\"config\":\"8 units\",\"factory\":\"wide\"}");
  }

  @Test
  void refusesABlockTwiceOrOfANameThatIsTaken() {
    assertInvalid(
        () -> quick().block("a", OwnPartsTest::classifier).block("a", OwnPartsTest::classifier),
        "Invalid block: a (the name is used already; choose another)");
    assertInvalid(
        () -> quick().block("layers", OwnPartsTest::classifier),
        "Invalid block: layers (the name is used already; choose another)");
    assertInvalid(
        () ->
            quick()
                .block("a", OwnPartsTest::classifier)
                .block("b", OwnPartsTest::classifier)
                .build(),
        "Missing network: none (call network(…), factory(…), or block(…) once)");
  }

  @Test
  void refusesABlockThatBringsItsValues() {
    DjlTrainer trainer =
        quick()
            .block(
                "full",
                config -> {
                  Block block = classifier(config);
                  NDManager manager =
                      manager(); // which the process keeps, as a careless block does
                  block.initialize(manager, DataType.FLOAT32, new Shape(1, 2));
                  return block;
                })
            .build();

    assertThatThrownBy(() -> trainer.train(clouds()))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageStartingWith("Invalid block full: parameter ")
        .hasMessageEndingWith(
            " has values already (create the block without; pretrained of DjlTrainer loads them"
                + " before a training)");
  }

  @Test
  void learnsByAnotherLoss() {
    // Nine labels of ten are 0, so that the median is 0 and the mean is 10.
    ArrayExamples rows = ArrayExamples.of(200, 1, 1, row -> row[0] > 0.8 ? 100 : 0);
    RecordedContext context = new RecordedContext(NUMBER, rows).validating(rows);

    TrainedModel model =
        DjlTrainer.builder()
            .network(LINEAR)
            .loss(Loss.l1Loss("absolute"))
            .epochs(40)
            .learningRate(0.02)
            .build()
            .train(context);

    float[] outputs = Trained.predict(model, rows, List.of(1), 1);
    double error = 0;
    for (int i = 0; i < outputs.length; i++) {
      error += Math.abs(outputs[i] - rows.truth(i)) / outputs.length;
    }
    assertThat(outputs[0]).isCloseTo(0, within(5f));
    assertThat(context.run.last("validation_loss")).isCloseTo(error, within(1e-3));
    assertThat(context.run.last("validation_rmse")).isGreaterThan(error);
    assertThat(context.run.params).containsEntry("loss", "absolute");
  }

  @Test
  void refusesALossThatIsNotOneNumber() {
    Loss rows =
        new OneForEachRow() {
          @Override
          public NDArray evaluate(NDList labels, NDList predictions) {
            return predictions.head().sum(new int[] {1});
          }
        };

    assertThatThrownBy(() -> quick().network(LINEAR).loss(rows).build().train(clouds()))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(
            "Invalid loss rows: its value for a batch has the shape (32) (must be one number)");
  }

  /** Blocks and losses of DJL multiply by numbers, which the backward pass reads again. */
  @Test
  void trainsToTheSameBitsWheneverGarbageIsCollected() {
    byte[] expected = halved(() -> {});

    assertThat(halved(Garbage::collect)).isEqualTo(expected);
  }

  /**
   * Trains by a loss and a block that multiply.
   *
   * @param between is done between the two passes of each batch
   */
  private static byte[] halved(Runnable between) {
    Loss loss =
        new Loss("half") {
          private final Loss half = Loss.l2Loss("half", 0.5f);

          @Override
          public NDArray evaluate(NDList labels, NDList predictions) {
            NDArray value = half.evaluate(labels, predictions);
            between.run();
            return value;
          }
        };
    ArrayExamples rows = ArrayExamples.of(40, 1, 1, row -> row[0]);
    return Trained.bytes(
        DjlTrainer.builder()
            .block(
                "halved",
                config ->
                    new SequentialBlock()
                        .add(backbone())
                        .add(Linear.builder().setUnits(1).build())
                        .add(list -> new NDList(list.head().mul(0.5f))))
            .loss(loss)
            .epochs(1)
            .batchSize(10)
            .build()
            .train(new RecordedContext(NUMBER, rows)));
  }

  private abstract static class OneForEachRow extends Loss {
    OneForEachRow() {
      super("rows");
    }
  }

  @Test
  void stepsByAnotherOptimizer() {
    ArrayExamples rows = new ArrayExamples(new float[][] {{1}, {1}}, new float[] {3, 3});
    RecordedContext context = new RecordedContext(NUMBER, rows);
    DjlTrainer trainer =
        DjlTrainer.builder()
            .network(LINEAR)
            .loss(Loss.l2Loss("half", 0.5f))
            .pretrained(
                (network, manager) -> network.setInitializer((m, s, t) -> m.zeros(s), p -> true))
            .optimizer(() -> Optimizer.sgd().setLearningRateTracker(Tracker.fixed(0.1f)).build())
            .epochs(2)
            .build();

    float[] outputs = Trained.predict(trainer.train(context), rows, List.of(1), 1);

    // From 0, each step adds a tenth of the error to the weight and to the bias: 0.6, then 1.08.
    assertThat(outputs[0]).isCloseTo(1.08f, within(1e-5f));
    assertThat(context.run.params)
        .containsEntry("optimizer", "Sgd")
        .containsEntry("optimizer.momentum", "0.0")
        .containsEntry("learningRate", "0.1")
        .doesNotContainKeys("weightDecay", "schedule");
    assertThat(context.run.values("learning_rate")).containsExactly(0.1, 0.1);
  }

  @Test
  void makesAnOptimizerForEachTraining() {
    DjlTrainer trainer =
        DjlTrainer.builder()
            .network(LINEAR)
            .optimizer(() -> Optimizer.adam().optLearningRateTracker(Tracker.fixed(0.01f)).build())
            .epochs(3)
            .build();

    assertThat(Trained.bytes(trainer.train(clouds())))
        .isEqualTo(Trained.bytes(trainer.train(clouds())));
  }

  @Test
  void refusesAnOptimizerBesideSettingsOfAnother() {
    assertInvalid(
        () -> quick().network(LINEAR).optimizer(() -> Optimizer.adam().build()).build(),
        "Invalid trainer: an optimizer beside a learning rate or a weight decay (set them in the"
            + " optimizer)");
  }

  @Test
  void trainsANewHeadOnABackboneFromAFile() throws IOException {
    Path file = folder.resolve("backbone.params");
    List<float[]> values = savedBackbone(file);
    DjlTrainer trainer =
        quick()
            .block("classifier", OwnPartsTest::classifier)
            .pretrained(
                (network, manager) -> {
                  Block backbone = network.getChildren().valueAt(0);
                  try (DataInputStream in = new DataInputStream(Files.newInputStream(file))) {
                    backbone.loadParameters(manager, in);
                  }
                  backbone.freezeParameters(true);
                })
            .build();

    TrainedModel model = trainer.train(clouds());
    Files.delete(file);

    List<Tensor> weights = WeightsFile.read(Trained.bytes(model));
    assertThat(weights).hasSize(4);
    for (int i = 0; i < values.size(); i++) {
      float[] kept = new float[weights.get(i).size()];
      weights.get(i).floats().get(kept);
      assertThat(kept).containsExactly(values.get(i));
    }
    ArrayExamples fresh = ArrayExamples.blobs(200, 2);
    float[] outputs = Trained.predict(trainer.engine().orElseThrow(), model, fresh, List.of(2), 2);
    assertThat(Trained.accuracy(outputs, fresh)).isGreaterThan(0.9);
  }

  @Test
  void namesAFileThatCannotBeRead() {
    DjlTrainer trainer =
        quick()
            .network(LINEAR)
            .pretrained((network, manager) -> Files.newInputStream(folder.resolve("gone")).close())
            .build();

    assertThatThrownBy(() -> trainer.train(clouds()))
        .isInstanceOf(TrainingFailedException.class)
        .hasMessageStartingWith(
            "Training failed: pretrained parameters cannot be loaded:"
                + " java.nio.file.NoSuchFileException: ");
  }

  private static NDManager manager() {
    DjlRuntime.start();
    return Engine.getEngine(DjlRuntime.ENGINE).newBaseManager(Device.cpu());
  }

  private static List<float[]> savedBackbone(Path file) throws IOException {
    try (NDManager manager = manager();
        DataOutputStream out = new DataOutputStream(Files.newOutputStream(file))) {
      Block backbone = backbone();
      backbone.initialize(manager, DataType.FLOAT32, new Shape(1, 2));
      backbone.saveParameters(out);
      return backbone.getParameters().values().stream()
          .map(parameter -> parameter.getArray().toFloatArray())
          .toList();
    }
  }

  private static void assertInvalid(ThrowingCallable call, String message) {
    assertThatThrownBy(call).isInstanceOf(InvalidValueException.class).hasMessage(message);
  }
}
