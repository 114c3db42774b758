package io.lifecycle4j.djl.training;

import static io.lifecycle4j.djl.training.RecordedContext.NUMBER;
import static io.lifecycle4j.djl.training.RecordedContext.TWO_CLASSES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.lifecycle4j.data.SplitRole;
import io.lifecycle4j.djl.model.DjlRuntime;
import io.lifecycle4j.djl.model.Network;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.model.TrainedModel;
import io.lifecycle4j.tracking.RunInput;
import io.lifecycle4j.training.TrainingProgress;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class DjlTrainerTest {
  private static final Network MLP = Network.builder().dense(16).relu().build();

  @Test
  void separatesTwoClouds() {
    RecordedContext context =
        new RecordedContext(TWO_CLASSES, ArrayExamples.blobs(200, 1))
            .validating(ArrayExamples.blobs(100, 2));

    TrainedModel model =
        DjlTrainer.builder().network(MLP).epochs(10).learningRate(0.01).build().train(context);

    ArrayExamples fresh = ArrayExamples.blobs(400, 3);
    assertThat(Trained.accuracy(Trained.predict(model, fresh, List.of(2), 2), fresh))
        .isGreaterThan(0.95);
    assertThat(context.run.last("validation_accuracy")).isGreaterThan(0.95);
    assertThat(context.run.last("validation_loss")).isLessThan(0.3);
  }

  @Test
  void beginsWithClassesThatAreEquallyProbable() {
    RecordedContext context = new RecordedContext(TWO_CLASSES, ArrayExamples.blobs(30, 1));

    DjlTrainer.builder().network(MLP).epochs(1).batchSize(30).build().train(context);

    assertThat(context.run.last("loss")).isEqualTo(Math.log(2), within(1e-9));
  }

  @Test
  void learnsWhatNoLineSeparates() {
    RecordedContext context = new RecordedContext(TWO_CLASSES, ArrayExamples.xor(400, 1));

    TrainedModel model =
        DjlTrainer.builder()
            .network(Network.builder().dense(32).tanh().dense(16).relu().build())
            .epochs(40)
            .batchSize(32)
            .learningRate(0.01)
            .build()
            .train(context);

    ArrayExamples fresh = ArrayExamples.xor(400, 2);
    assertThat(Trained.accuracy(Trained.predict(model, fresh, List.of(2), 2), fresh))
        .isGreaterThan(0.95);
  }

  @Test
  void learnsALineFarFromZero() {
    ArrayExamples line = ArrayExamples.of(300, 1, 1, row -> 5_000 + 800 * row[0]);
    RecordedContext context = new RecordedContext(NUMBER, line).validating(line);

    TrainedModel model =
        DjlTrainer.builder()
            .network(Network.builder().build())
            .epochs(20)
            .batchSize(16)
            .learningRate(0.02)
            .build()
            .train(context);

    ArrayExamples two = new ArrayExamples(new float[][] {{-0.5f}, {0.5f}}, new float[2]);
    float[] outputs = Trained.predict(model, two, List.of(1), 1);
    assertThat(outputs[0]).isCloseTo(4_600, within(10f));
    assertThat(outputs[1]).isCloseTo(5_400, within(10f));
    double loss = context.run.last("validation_loss");
    assertThat(context.run.last("validation_rmse"))
        .isCloseTo(Math.sqrt(loss), within(1e-3)) // of outputs in units of the label, rounded
        .isLessThan(10);
    assertThat(context.run.values("loss").get(0)).isGreaterThan(10_000);
  }

  @Test
  void learnsAConstantExactly() {
    ArrayExamples rows = ArrayExamples.of(40, 1, 1, row -> 7);

    TrainedModel model =
        DjlTrainer.builder()
            .network(Network.builder().build())
            .epochs(30)
            .learningRate(0.05)
            .build()
            .train(new RecordedContext(NUMBER, rows));

    assertThat(Trained.predict(model, rows, List.of(1), 1)[0]).isCloseTo(7, within(0.2f));
  }

  @Test
  void learnsImages() {
    Network network =
        Network.builder().conv(4, 3).batchNorm().relu().maxPool(2).flatten().dropout(0.1).build();
    RecordedContext context =
        new RecordedContext(TWO_CLASSES, ArrayExamples.bars(200, 8, 1)).shaped(1, 8, 8);

    TrainedModel model =
        DjlTrainer.builder()
            .network(network)
            .epochs(15)
            .batchSize(16)
            .learningRate(0.01)
            .build()
            .train(context);

    ArrayExamples fresh = ArrayExamples.bars(200, 8, 2);
    assertThat(Trained.accuracy(Trained.predict(model, fresh, List.of(1, 8, 8), 2), fresh))
        .isGreaterThan(0.95);
  }

  @Test
  void givesTheSameBytesForTheSameSeed() {
    Network network =
        Network.builder().conv(3, 3).batchNorm().relu().flatten().dense(8).dropout(0.3).build();
    DjlTrainer trainer = DjlTrainer.builder().network(network).epochs(3).seed(7).build();
    DjlTrainer other = DjlTrainer.builder().network(network).epochs(3).seed(8).build();

    byte[] first = Trained.bytes(trainer.train(images()));

    assertThat(Trained.bytes(trainer.train(images()))).isEqualTo(first);
    assertThat(Trained.bytes(other.train(images()))).isNotEqualTo(first);
  }

  @Test
  void givesTheSameBytesWhileNetworksAreLoadedBetweenItsSteps() {
    Network network = Network.builder().dense(8).batchNorm().relu().dropout(0.5).build();
    DjlTrainer trainer = DjlTrainer.builder().network(network).epochs(2).build();
    TrainedModel quiet = trainer.train(clouds());

    TrainedModel busy =
        trainer.train(clouds().hearing(news -> Trained.load(quiet, List.of(2), 2).close()));

    assertThat(Trained.bytes(busy)).isEqualTo(Trained.bytes(quiet));
  }

  @Test
  void putsOutAfterLoadingWhatItPutOutInTraining() {
    // The validation loss was measured on the network in training, the outputs come from the file.
    ArrayExamples rows = ArrayExamples.of(64, 3, 1, row -> row[0] - 2 * row[1]);
    RecordedContext context = new RecordedContext(NUMBER, rows).validating(rows);
    Network network = Network.builder().dense(8).batchNorm().sigmoid().dropout(0.2).build();

    TrainedModel model = DjlTrainer.builder().network(network).epochs(2).build().train(context);

    float[] outputs = Trained.predict(model, rows, List.of(3), 1);
    double squares = 0;
    for (int i = 0; i < outputs.length; i++) {
      squares += Math.pow(outputs[i] - rows.truth(i), 2);
    }
    assertThat(squares / outputs.length)
        .isCloseTo(context.run.last("validation_loss"), within(1e-6));
  }

  @Test
  void logsSettingsAndMetrics() {
    RecordedContext context = clouds().validating(ArrayExamples.blobs(10, 2));

    DjlTrainer.builder()
        .network(MLP)
        .epochs(2)
        .batchSize(16)
        .weightDecay(0.01)
        .build()
        .train(context);

    assertThat(context.run.params)
        .containsEntry("trainer", "djl")
        .containsEntry("network", "{\"config\":\"dense(16) relu\",\"factory\":\"layers\"}")
        .containsEntry("epochs", "2")
        .containsEntry("batchSize", "16")
        .containsEntry("learningRate", "0.001")
        .containsEntry("weightDecay", "0.01")
        .containsEntry("seed", "42")
        .containsEntry("threads", Integer.toString(DjlRuntime.threads()));
    assertThat(context.run.metrics)
        .containsOnlyKeys(
            "loss",
            "learning_rate",
            "gradient_norm",
            "examples_per_second",
            "epoch_seconds",
            "validation_loss",
            "validation_accuracy",
            "validation_average_precision",
            "validation_balanced_accuracy",
            "validation_baseline_accuracy",
            "validation_brier",
            "validation_ece",
            "validation_f1",
            "validation_log_loss",
            "validation_mcc",
            "validation_precision",
            "validation_recall",
            "validation_roc_auc",
            "validation_specificity");
    assertThat(context.run.metrics.values())
        .allSatisfy(points -> assertThat(points).containsOnlyKeys(1L, 2L));
    assertThat(context.run.values("epoch_seconds")).allMatch(seconds -> seconds > 0);
    RunInput validation = context.input(SplitRole.VALIDATION);
    assertThat(context.run.data)
        .containsEntry("loss", context.input(SplitRole.TRAIN))
        .hasSize(1 + 14)
        .allSatisfy(
            (name, input) ->
                assertThat(input.equals(validation)).isEqualTo(name.startsWith("validation_")));
  }

  @Test
  void logsTheLearningRateOfTheLastStepOfEachEpoch() {
    RecordedContext context = clouds();

    DjlTrainer.builder()
        .network(MLP)
        .epochs(2)
        .batchSize(10)
        .schedule(Schedule.cosine())
        .build()
        .train(context);

    // 8 steps; before the 4th 3/8 are done, before the 8th 7/8.
    assertThat(context.run.values("learning_rate").get(0))
        .isCloseTo(0.001 * (1 + Math.cos(Math.PI * 3 / 8)) / 2, within(1e-9));
    assertThat(context.run.values("learning_rate").get(1))
        .isCloseTo(0.001 * (1 + Math.cos(Math.PI * 7 / 8)) / 2, within(1e-9));
  }

  @Test
  void reportsEveryBatchAndEndsAnEpochWithItsMetrics() {
    RecordedContext context = clouds().validating(ArrayExamples.blobs(10, 2));

    DjlTrainer.builder().network(MLP).epochs(2).batchSize(16).build().train(context);

    assertThat(context.progress)
        .extracting(TrainingProgress::batch)
        .containsExactly(1, 2, 3, 1, 2, 3);
    assertThat(context.progress).allMatch(news -> news.batches() == 3 && news.epochs() == 2);
    assertThat(context.progress.get(0).metrics()).containsOnlyKeys("loss");
    assertThat(context.progress.get(5).metrics())
        .containsEntry("loss", context.run.last("loss"))
        .containsKey("validation_accuracy");
    assertThat(context.progress.get(5).share()).isEqualTo(1);
  }

  @Test
  void keepsTheBestEpochWhenItStopsEarly() {
    // What there is to learn in the few training rows is noise, so that validation gets worse.
    ArrayExamples noise = ArrayExamples.of(24, 6, 1, row -> Math.sin(1e4 * row[0]));
    ArrayExamples other = ArrayExamples.of(200, 6, 2, row -> Math.sin(1e4 * row[0]));
    RecordedContext context = new RecordedContext(NUMBER, noise).validating(other);

    TrainedModel model =
        DjlTrainer.builder()
            .network(Network.builder().dense(64).relu().dense(64).relu().build())
            .epochs(60)
            .learningRate(0.01)
            .earlyStopping(3, 0.001)
            .build()
            .train(context);

    List<Double> losses = context.run.values("validation_loss");
    int best = Integer.parseInt(context.run.tags.getOrDefault("bestEpoch", "0"));
    assertThat(losses).hasSize(best + 3).hasSizeLessThan(60);
    float[] outputs = Trained.predict(model, other, List.of(6), 1);
    double squares = 0;
    for (int i = 0; i < outputs.length; i++) {
      squares += Math.pow(outputs[i] - other.truth(i), 2);
    }
    assertThat(squares / outputs.length).isCloseTo(losses.get(best - 1), within(1e-5));
  }

  @Test
  void trainsWhatAFactoryCreates() {
    RecordedContext context = new RecordedContext(TWO_CLASSES, ArrayExamples.blobs(100, 1));

    TrainedModel model =
        DjlTrainer.builder()
            .factory("residual", "8")
            .epochs(20)
            .learningRate(0.01)
            .build()
            .train(context);

    ArrayExamples fresh = ArrayExamples.blobs(100, 2);
    assertThat(model.architecture()).isEqualTo("{\"config\":\"8\",\"factory\":\"residual\"}");
    assertThat(Trained.accuracy(Trained.predict(model, fresh, List.of(2), 2), fresh))
        .isGreaterThan(0.95);
  }

  @Test
  void trainsARegressionWhoseNetworkEndsInSomethingElse() {
    ArrayExamples rows = ArrayExamples.of(200, 2, 1, row -> row[0] + 1);
    RecordedContext context = new RecordedContext(NUMBER, rows);

    TrainedModel model =
        DjlTrainer.builder()
            .factory("residual", "8")
            .epochs(40)
            .learningRate(0.02)
            .build()
            .train(context);

    assertThat(Trained.predict(model, rows, List.of(2), 1)[0])
        .isCloseTo(rows.truth(0), within(0.2f));
  }

  @Test
  void givesALastSingleRowToTheBatchBeforeIt() {
    Network network = Network.builder().dense(4).batchNorm().build();
    RecordedContext context = new RecordedContext(TWO_CLASSES, ArrayExamples.blobs(33, 1));

    DjlTrainer.builder().network(network).epochs(1).batchSize(16).build().train(context);

    assertThat(context.progress).hasSize(2);
  }

  @Test
  void refusesSettingsThatMakeNoSense() {
    assertInvalid(() -> DjlTrainer.builder().epochs(0), "Invalid epochs: 0 (must be at least 1)");
    assertInvalid(
        () -> DjlTrainer.builder().batchSize(-1), "Invalid batch size: -1 (must be at least 1)");
    assertInvalid(
        () -> DjlTrainer.builder().learningRate(Double.NaN),
        "Invalid learning rate: NaN (must be above 0, below 1000000)");
    assertInvalid(
        () -> DjlTrainer.builder().weightDecay(-0.1),
        "Invalid weight decay: -0.1 (must be at least 0, below 1000000)");
    assertInvalid(() -> DjlTrainer.builder().threads(0), "Invalid threads: 0 (must be at least 1)");
    assertInvalid(
        () -> DjlTrainer.builder().earlyStopping(0), "Invalid patience: 0 (must be at least 1)");
    assertInvalid(
        () -> DjlTrainer.builder().earlyStopping(1, -1),
        "Invalid minimal improvement: -1 (must be at least 0)");
    assertInvalid(() -> DjlTrainer.builder().seed(1).seed(2), "Invalid trainer: seed set twice");
    assertInvalid(
        () -> DjlTrainer.builder().build(),
        "Missing network: none (call network(…), factory(…), or block(…) once)");
  }

  private static void assertInvalid(ThrowingCallable call, String message) {
    assertThatThrownBy(call).isInstanceOf(InvalidValueException.class).hasMessage(message);
  }

  private static RecordedContext clouds() {
    return new RecordedContext(TWO_CLASSES, ArrayExamples.blobs(40, 1));
  }

  private static RecordedContext images() {
    return new RecordedContext(TWO_CLASSES, ArrayExamples.bars(40, 6, 1)).shaped(1, 6, 6);
  }
}
