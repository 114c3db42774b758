package io.lifecycle4j.djl.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.metric.Metrics;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.EasyTrain;
import ai.djl.training.Trainer;
import ai.djl.training.dataset.ArrayDataset;
import ai.djl.training.evaluator.Accuracy;
import ai.djl.training.listener.EarlyStoppingListener;
import ai.djl.training.listener.EvaluatorTrainingListener;
import ai.djl.training.listener.TrainingListener;
import ai.djl.training.listener.TrainingListenerAdapter;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.data.SplitRole;
import io.lifecycle4j.data.VersionRef;
import io.lifecycle4j.djl.model.DjlRuntime;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.tracking.MetricPoint;
import io.lifecycle4j.tracking.Run;
import io.lifecycle4j.tracking.RunInput;
import io.lifecycle4j.tracking.RunRecord;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trainings by DJL's own loop on 40 rows in batches of 16, 16 and 8. */
class RunTrainingListenerTest {
  private static final VersionRef ROWS = new VersionRef("rows", 3, new BlobId("a".repeat(64)));
  private static final RunInput TRAIN = RunInput.of(ROWS, SplitRole.TRAIN);
  private static final RunInput VALIDATION = RunInput.of(ROWS, SplitRole.VALIDATION);

  @TempDir private Path home;
  private Lifecycle lifecycle;
  private Run run;

  @BeforeEach
  void open() {
    DjlRuntime.start();
    lifecycle = Lifecycle.open(home.resolve("home"));
    run = lifecycle.experiments().start("djl");
  }

  @AfterEach
  void close() {
    lifecycle.close();
  }

  private static DefaultTrainingConfig config(Tracker rate) {
    return new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss())
        .addEvaluator(new Accuracy())
        .optDevices(new Device[] {Device.cpu()})
        .optOptimizer(Optimizer.adam().optLearningRateTracker(rate).build());
  }

  private static ArrayDataset rows(NDManager manager, int count, int seed) {
    ArrayExamples blobs = ArrayExamples.blobs(count, seed);
    float[] truths = new float[count];
    for (int i = 0; i < count; i++) {
      truths[i] = blobs.truth(i);
    }
    return new ArrayDataset.Builder()
        .setData(manager.create(blobs.features()))
        .optLabels(manager.create(truths))
        .setSampling(16, false)
        .build();
  }

  /** What is done with a trainer. */
  private interface Use {
    void with(Trainer trainer, ArrayDataset training, ArrayDataset validation) throws Exception;
  }

  private static void train(DefaultTrainingConfig config, Use use) throws Exception {
    Engine.getInstance().setRandomSeed(11); // before any weight is drawn
    try (Model model = Model.newInstance("mlp")) {
      model.setBlock(
          new SequentialBlock()
              .add(Linear.builder().setUnits(8).build())
              .add(Activation.reluBlock())
              .add(Linear.builder().setUnits(2).build()));
      try (Trainer trainer = model.newTrainer(config);
          NDManager data = trainer.getManager().newSubManager()) {
        trainer.initialize(new Shape(1, 2));
        use.with(trainer, rows(data, 40, 1), rows(data, 20, 2));
      }
    }
  }

  private RunRecord record() {
    return lifecycle.experiments().find(run.id()).orElseThrow();
  }

  private List<MetricPoint> points(String metric) {
    return lifecycle.experiments().history(run.id(), metric).points();
  }

  private List<Double> values(String metric) {
    return points(metric).stream().map(MetricPoint::value).toList();
  }

  private List<Long> steps(String metric) {
    return points(metric).stream().map(MetricPoint::step).toList();
  }

  @Test
  void recordsTheSeedOfTheEngine() throws Exception {
    DefaultTrainingConfig config = config(Tracker.fixed(0.01f));
    config.addTrainingListeners(RunTrainingListener.of(run, config));
    train(config, (trainer, training, validation) -> EasyTrain.fit(trainer, 1, training, null));
    run.finish();

    assertThat(lifecycle.experiments().environment(run.id()).orElseThrow().facts())
        .containsEntry("seed.djl", "11");
  }

  @Test
  void logsWhatDjlMeasuresAfterEachEpoch() throws Exception {
    DefaultTrainingConfig config = config(Tracker.fixed(0.1f));
    // DJL's listener resets its sums before the other hears of the end of an epoch.
    config.addTrainingListeners(new EvaluatorTrainingListener());
    config.addTrainingListeners(
        RunTrainingListener.builder(run, config).trainedOn(TRAIN).validatedOn(VALIDATION).build());
    List<Double> loss = new ArrayList<>();
    train(
        config,
        (trainer, training, validation) -> {
          trainer.setMetrics(new Metrics());
          EasyTrain.fit(trainer, 3, training, validation);
          trainer.getMetrics().getMetric("train_epoch_SoftmaxCrossEntropyLoss").stream()
              .map(metric -> metric.getValue())
              .forEach(loss::add);
        });

    assertThat(values("loss"))
        .isEqualTo(loss)
        .hasSize(3)
        .isSortedAccordingTo((a, b) -> b.compareTo(a));
    assertThat(record().metrics())
        .containsOnlyKeys(
            "loss",
            "accuracy",
            "validation_loss",
            "validation_accuracy",
            "learning_rate",
            "epoch_seconds",
            "training_seconds",
            "validation_seconds",
            "examples_per_second");
    record().metrics().keySet().forEach(m -> assertThat(steps(m)).containsExactly(1L, 2L, 3L));
    assertThat(record().metric("validation_accuracy").orElseThrow()).isGreaterThan(0.5);
    assertThat(points("accuracy"))
        .allMatch(point -> point.data().filter(TRAIN::equals).isPresent());
    assertThat(points("validation_loss"))
        .allMatch(point -> point.data().filter(VALIDATION::equals).isPresent());
    assertThat(record().inputs()).containsExactly(TRAIN, VALIDATION);
    double seconds = values("training_seconds").get(1) + values("validation_seconds").get(1);
    assertThat(values("epoch_seconds").get(1)).isPositive().isCloseTo(seconds, within(1e-9));
  }

  @Test
  void logsWhatDjlTellsOfTheTraining() throws Exception {
    run.param("model", "mine"); // stays
    DefaultTrainingConfig config = config(Tracker.fixed(0.01f));
    config.addTrainingListeners(RunTrainingListener.of(run, config));
    train(
        config,
        (trainer, training, validation) -> {
          EasyTrain.evaluateDataset(trainer, validation); // of no epoch
          EasyTrain.fit(trainer, 1, training, null);
        });

    assertThat(record().params())
        .hasEntrySatisfying("engine", engine -> assertThat(engine.text()).startsWith("PyTorch 2"))
        .hasEntrySatisfying("model", model -> assertThat(model.text()).isEqualTo("mine"))
        .hasEntrySatisfying("devices", devices -> assertThat(devices.text()).isEqualTo("[cpu()]"))
        .hasEntrySatisfying("dataType", type -> assertThat(type.text()).isEqualTo("float32"))
        .hasEntrySatisfying(
            "loss", loss -> assertThat(loss.text()).isEqualTo("SoftmaxCrossEntropyLoss"))
        .hasEntrySatisfying("evaluators", all -> assertThat(all.text()).contains("Accuracy"))
        .hasEntrySatisfying("optimizer", name -> assertThat(name.text()).isEqualTo("Adam"))
        .hasEntrySatisfying("optimizer.beta1", it -> assertThat(it.asDouble()).isEqualTo(0.9))
        .hasEntrySatisfying("optimizer.weightDecays", it -> assertThat(it.asDouble()).isZero())
        .hasEntrySatisfying("learningRate", rate -> assertThat(rate.asDouble()).isEqualTo(0.01))
        .hasEntrySatisfying("batchSize", size -> assertThat(size.asLong()).isEqualTo(16))
        .hasEntrySatisfying(
            "weights", count -> assertThat(count.asLong()).isEqualTo(3 * 8 + 9 * 2));
    assertThat(record().metrics()).doesNotContainKeys("validation_loss", "validation_seconds");
  }

  @Test
  void logsWithinAnEpochOnTheSameAxis() throws Exception {
    DefaultTrainingConfig config =
        config(Tracker.factor().setBaseValue(0.08f).setFactor(0.5f).build());
    config.addTrainingListeners(
        RunTrainingListener.builder(run, config).everyBatches(2).fromStep(7).build());
    train(config, (trainer, training, validation) -> EasyTrain.fit(trainer, 2, training, null));

    assertThat(steps("loss")).containsExactly(9L, 12L);
    assertThat(steps("batch_loss")).containsExactly(8L, 10L, 12L);
    assertThat(values("batch_accuracy")).allMatch(share -> share >= 0 && share <= 1);
    // Halved with each update; step 8 of the run is the second of this training.
    assertThat(values("batch_learning_rate")).containsExactly(0.02, 0.005, 0.00125);
    assertThat(values("learning_rate")).containsExactly(0.01, 0.00125);
  }

  @Test
  void logsAnEpochWhoseEndAnotherListenerKeptFromIt() throws Exception {
    DefaultTrainingConfig config = config(Tracker.fixed(0.01f));
    config.addTrainingListeners(new EvaluatorTrainingListener());
    config.addTrainingListeners(
        EarlyStoppingListener.builder().optMaxMillis(1).build()); // after epoch 1
    config.addTrainingListeners(RunTrainingListener.of(run, config));
    assertThatThrownBy(
            () ->
                train(
                    config,
                    (trainer, training, valid) -> EasyTrain.fit(trainer, 5, training, valid)))
        .isInstanceOf(EarlyStoppingListener.EarlyStoppedException.class);

    assertThat(steps("loss")).containsExactly(1L);
    assertThat(steps("validation_loss")).containsExactly(1L);
  }

  @Test
  @SuppressWarnings("NullAway") // DJL gives the trainer, which is not looked at
  void logsNoEpochThatBrokeOffAndNoOtherEvaluation() throws Exception {
    DefaultTrainingConfig config = config(Tracker.fixed(0.01f));
    RunTrainingListener listener = RunTrainingListener.of(run, config);
    int[] seen = new int[1];
    TrainingListener broken =
        new TrainingListenerAdapter() {
          @Override
          public void onTrainingBatch(Trainer trainer, BatchData data) {
            if (++seen[0] == 8) {
              throw new IllegalStateException("broken");
            }
          }
        };
    config.addTrainingListeners(listener, broken);
    assertThatThrownBy(
            () ->
                train(
                    config,
                    (trainer, training, validation) -> {
                      EasyTrain.evaluateDataset(trainer, training);
                      EasyTrain.fit(trainer, 2, training, validation);
                      EasyTrain.evaluateDataset(trainer, training);
                      EasyTrain.fit(trainer, 2, training, validation); // breaks in its first epoch
                    }))
        .hasMessage("broken");

    assertThat(steps("loss")).containsExactly(1L, 2L);
    assertThat(steps("validation_loss")).containsExactly(1L, 2L);
    run.finish();
    listener.onTrainingEnd(null); // a trainer that is closed again
    assertThat(steps("loss")).hasSize(2);
  }

  @Test
  void refusesSettingsThatMakeNoSense() {
    DefaultTrainingConfig config = config(Tracker.fixed(0.01f));
    assertThatThrownBy(() -> RunTrainingListener.builder(run, config).everyBatches(0))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid number of batches: 0 (must be at least 1)");
    assertThatThrownBy(() -> RunTrainingListener.builder(run, config).fromStep(0))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid first step: 0 (must be at least 1)");
    assertThatThrownBy(
            () -> RunTrainingListener.builder(run, config).trainedOn(TRAIN).trainedOn(TRAIN))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid training listener: training data set twice");
  }
}
