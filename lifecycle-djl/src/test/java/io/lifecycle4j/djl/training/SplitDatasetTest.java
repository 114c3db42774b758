package io.lifecycle4j.djl.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.EasyTrain;
import ai.djl.training.Trainer;
import ai.djl.training.dataset.Batch;
import ai.djl.training.evaluator.Accuracy;
import ai.djl.training.listener.EvaluatorTrainingListener;
import ai.djl.training.loss.Loss;
import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.core.preprocessing.RowWriter;
import io.lifecycle4j.core.preprocessing.StepFitting;
import io.lifecycle4j.core.training.PreparedExamples;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.data.SplitRole;
import io.lifecycle4j.data.Splits;
import io.lifecycle4j.djl.model.DjlRuntime;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.SealedDataException;
import io.lifecycle4j.preprocessing.FittedPreprocessing;
import io.lifecycle4j.preprocessing.Steps;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.schema.Task;
import io.lifecycle4j.schema.Tasks;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a split of a home to a dataset of DJL. */
class SplitDatasetTest {
  private static final Task<?> TASK = Tasks.classification("kind");

  /** What steps learn from. */
  private record Input(double temp, String day) {}

  private record Ride(double temp, String day, String kind) {}

  @TempDir private Path home;
  private Lifecycle lifecycle;
  private Split split;
  private FittedPreprocessing fitted;

  @BeforeEach
  void open() {
    DjlRuntime.start();
    lifecycle = Lifecycle.open(home.resolve("home"));
    split =
        lifecycle
            .datasets()
            .dataset("rides")
            .snapshot(
                Sources.records(
                    Ride.class, IntStream.range(0, 200).mapToObj(SplitDatasetTest::ride)))
            .commit()
            .split(Splits.byHash(3).train(0.6).validation(0.2).holdout(0.2));
    fitted =
        StepFitting.of(Schema.of(Input.class), Steps.standardize("temp"), Steps.oneHot("day"))
            .fit(split);
  }

  @AfterEach
  void close() {
    lifecycle.close();
  }

  /** The class says whether it is warm. */
  private static Ride ride(int i) {
    double temp = i * 37 % 200 / 10.0;
    return new Ride(temp, "day " + i % 3, temp < 10 ? "cold" : "warm");
  }

  private ExamplesDataset shuffled(long seed) {
    return ExamplesDataset.shuffled(
        PreparedExamples.of(fitted, TASK, split, SplitRole.TRAIN), 16, seed);
  }

  private static List<List<Float>> pass(ExamplesDataset dataset) {
    List<List<Float>> rows = new ArrayList<>();
    try (NDManager manager = Engine.getEngine(DjlRuntime.ENGINE).newBaseManager()) {
      for (Batch batch : dataset.getData(manager)) {
        long[] labels = batch.getLabels().singletonOrThrow().toLongArray();
        for (int i = 0; i < labels.length; i++) {
          float[] numbers = batch.getData().singletonOrThrow().get(i).toFloatArray();
          rows.add(row(numbers, (float) labels[i]));
        }
        batch.close();
      }
    }
    return rows;
  }

  private static List<Float> row(float[] numbers, float label) {
    List<Float> row = new ArrayList<>();
    for (float number : numbers) {
      row.add(number);
    }
    row.add(label);
    return row;
  }

  /** Prepares rows one by one, as a request is. */
  private List<List<Float>> expected(SplitRole role) {
    List<List<Float>> rows = new ArrayList<>();
    RowWriter writer = RowWriter.of(fitted, split.rows(role).schema());
    split
        .rows(role)
        .forEach(row -> rows.add(row(writer.numbers(row), row.text(2).equals("warm") ? 1 : 0)));
    return rows;
  }

  @Test
  void givesThePreparedRowsOfARoleShuffledByItsSeed() {
    ExamplesDataset dataset = shuffled(7);
    List<List<Float>> first = pass(dataset);
    List<List<Float>> second = pass(dataset);

    assertThat(first)
        .hasSize((int) split.count(SplitRole.TRAIN))
        .containsExactlyInAnyOrderElementsOf(expected(SplitRole.TRAIN))
        .isNotEqualTo(expected(SplitRole.TRAIN));
    assertThat(second).isNotEqualTo(first).containsExactlyInAnyOrderElementsOf(first);
    ExamplesDataset again = shuffled(7);
    assertThat(pass(again)).isEqualTo(first);
    assertThat(pass(again)).isEqualTo(second);
    assertThat(pass(shuffled(8))).isNotEqualTo(first);
  }

  @Test
  void givesTheRowsOfValidationInOrderWithTheClassesOfTraining() {
    PreparedExamples rows = PreparedExamples.of(fitted, TASK, split, SplitRole.VALIDATION);
    assertThat(pass(ExamplesDataset.inOrder(rows, 16))).isEqualTo(expected(SplitRole.VALIDATION));
  }

  @Test
  void refusesTheHoldout() {
    assertThatThrownBy(() -> PreparedExamples.of(fitted, TASK, split, SplitRole.HOLDOUT))
        .isInstanceOf(SealedDataException.class);
  }

  @Test
  @SuppressWarnings("NullAway") // what a caller without null checks may pass
  void refusesNull() {
    assertThatThrownBy(() -> PreparedExamples.of(null, TASK, split, SplitRole.TRAIN))
        .isInstanceOf(InvalidValueException.class);
    assertThatThrownBy(() -> PreparedExamples.of(fitted, null, split, SplitRole.TRAIN))
        .isInstanceOf(InvalidValueException.class);
    assertThatThrownBy(() -> PreparedExamples.of(fitted, TASK, null, SplitRole.TRAIN))
        .isInstanceOf(InvalidValueException.class);
    assertThatThrownBy(() -> PreparedExamples.of(fitted, TASK, split, null))
        .isInstanceOf(InvalidValueException.class);
  }

  @Test
  void trainsInALoopOfDjl() throws Exception {
    PreparedExamples validation = PreparedExamples.of(fitted, TASK, split, SplitRole.VALIDATION);
    Engine.getInstance().setRandomSeed(11);
    DefaultTrainingConfig config =
        new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss())
            .addEvaluator(new Accuracy())
            .optDevices(new Device[] {Device.cpu()})
            .addTrainingListeners(new EvaluatorTrainingListener());
    try (Model model = Model.newInstance("mlp")) {
      model.setBlock(
          new SequentialBlock()
              .add(Linear.builder().setUnits(8).build())
              .add(Activation.reluBlock())
              .add(Linear.builder().setUnits(2).build()));
      try (Trainer trainer = model.newTrainer(config)) {
        trainer.initialize(new Shape(1, fitted.width()));
        EasyTrain.fit(trainer, 30, shuffled(7), ExamplesDataset.inOrder(validation, 16));
        assertThat(trainer.getTrainingResult().getValidateEvaluation("Accuracy"))
            .isGreaterThan(0.9f);
      }
    }
  }
}
