package io.lifecycle4j.djl.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.lifecycle4j.djl.Garbage;
import io.lifecycle4j.djl.model.DjlRuntime;
import io.lifecycle4j.djl.model.Network;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.TrainingFailedException;
import io.lifecycle4j.model.TrainedModel;
import io.lifecycle4j.schema.Metric;
import io.lifecycle4j.schema.Metrics;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Scores;
import io.lifecycle4j.schema.Task;
import io.lifecycle4j.schema.Tasks;
import io.lifecycle4j.schema.Tensor;
import io.lifecycle4j.schema.TensorSpec;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A training minimizes the loss of any task. */
class TaskLossTest {
  /** The slopes of the deciles of a greater label, divided by four rows and four batches. */
  private static final float SMALL = -0.1f / 16;

  private static final float LARGE = -0.9f / 16;

  /** Estimates a number with a loss of its own, by the mean of two outputs. */
  private record Twice(@Nullable Loss minimized, boolean targetsMayBeScaled)
      implements Task<Double> {
    @Override
    public String id() {
      return "twice";
    }

    @Override
    public List<String> labels() {
      return List.of("number");
    }

    @Override
    public List<TensorSpec> targets() {
      return List.of(TensorSpec.float32("value"));
    }

    @Override
    public List<TensorSpec> outputs() {
      return List.of(TensorSpec.float32("output", 2));
    }

    @Override
    public void encode(Row row, List<Tensor> targets, int place) {
      throw new IllegalStateException("the rows of these tests are encoded");
    }

    @Override
    public Double decode(List<Tensor> outputs, int place) {
      Tensor output = outputs.get(0);
      return (output.number(2 * place) + output.number(2 * place + 1)) / 2;
    }

    @Override
    public List<Metric> metrics() {
      return Metrics.ofNumbers().list();
    }

    @Override
    public Scores score(List<Tensor> outputs, List<Tensor> targets) {
      double[] labels = new double[targets.get(0).size()];
      double[] estimates = new double[labels.length];
      for (int row = 0; row < labels.length; row++) {
        labels[row] = targets.get(0).number(row);
        estimates[row] = decode(outputs, row);
      }
      return Metrics.ofNumbers().score(estimates, labels);
    }

    @Override
    public Optional<Loss> loss() {
      return Optional.ofNullable(minimized);
    }

    @Override
    public List<String> trainingMetrics() {
      return List.of("mae", "r2");
    }
  }

  /** Pinball losses: the outputs are the deciles 1 and 9 of the label. */
  private static double[] deciles(
      List<Tensor> outputs, List<Tensor> targets, List<Tensor> gradient) {
    double[] losses = new double[targets.get(0).size()];
    for (int row = 0; row < losses.length; row++) {
      for (int i = 0; i < 2; i++) {
        double share = i == 0 ? 0.1 : 0.9;
        double error = targets.get(0).number(row) - outputs.get(0).number(2 * row + i);
        losses[row] += error > 0 ? share * error : (share - 1) * error;
        gradient.get(0).set(2 * row + i, error > 0 ? -share : 1 - share);
      }
    }
    return losses;
  }

  /** Whole numbers from 0 to 1,000, which the input does not predict. */
  private static ArrayExamples numbers() {
    float[][] features = new float[1_001][1];
    float[] labels = new float[features.length];
    for (int row = 0; row < labels.length; row++) {
      labels[row] = row;
    }
    return new ArrayExamples(features, labels);
  }

  private static RecordedContext trained(Task<?> task) {
    return new RecordedContext(task, numbers()).validating(numbers());
  }

  private static DjlTrainer trainer() {
    return DjlTrainer.builder()
        .network(Network.builder().build())
        .epochs(60)
        .learningRate(0.02)
        .schedule(Schedule.cosine())
        .build();
  }

  @Test
  void findsTheOutputsThatMinimizeIt() {
    RecordedContext context = trained(new Twice(TaskLossTest::deciles, true));

    TrainedModel model = trainer().train(context);

    float[] outputs = Trained.predict(model, numbers(), List.of(1), 2);
    assertThat(outputs[0]).isCloseTo(100, within(15f));
    assertThat(outputs[1]).isCloseTo(900, within(15f));
  }

  @Test
  void scalesNoTargetInPlace() {
    Task.Loss loss = Tasks.regression("label").loss().orElseThrow();
    TargetScale scale = TargetScale.of(numbers(), loss, TensorSpec.float32("value", 1));
    List<Tensor> targets = List.of(Tensor.of("value", new float[] {0, 1_000}, 2));

    Tensor scaled = scale.scaled(targets).get(0);

    assertThat(scaled.number(0)).isCloseTo(-1.73, within(0.01));
    assertThat(scaled.number(1)).isCloseTo(1.73, within(0.01));
    assertThat(targets.get(0).number(0)).isZero();
    assertThat(targets.get(0).number(1)).isEqualTo(1_000);
  }

  @Test
  void isLoggedInUnitsOfTheLabelWithTheMetricsOfTheTask() {
    RecordedContext context = trained(new Twice(TaskLossTest::deciles, true));

    trainer().train(context);

    // Of the deciles of evenly spread numbers up to 1,000, each loss is 45; their mean is 500.
    assertThat(context.run.last("validation_loss")).isCloseTo(90, within(3.0));
    assertThat(context.run.last("loss")).isCloseTo(90, within(3.0));
    assertThat(context.run.last("validation_mae")).isCloseTo(250, within(10.0));
    assertThat(context.run.last("validation_r2")).isCloseTo(0, within(0.01));
  }

  @Test
  void isOfTheTargetsAsTheyAreIfTheseMustNotBeScaled() {
    Task.Loss seen =
        (outputs, targets, gradient) -> {
          for (int row = 0; row < targets.get(0).size(); row++) {
            assertThat(targets.get(0).number(row)).isEqualTo(Math.rint(targets.get(0).number(row)));
          }
          return deciles(outputs, targets, gradient);
        };

    RecordedContext context = trained(new Twice(seen, false));
    DjlTrainer.builder().network(Network.builder().build()).epochs(1).build().train(context);

    assertThat(context.run.last("validation_mae")).isCloseTo(500, within(5.0));
  }

  /** The backward pass divides by the rows again, and multiplies by the share of the batch. */
  @Test
  void hasTheSameGradientAfterACollectionOfGarbage() {
    TaskLoss loss =
        new TaskLoss(
            TaskLossTest::deciles, List.of(TensorSpec.float32("output", 2)), TargetScale.NONE, 4);
    RowBatch batch = new RowBatch(numbers(), 4);
    batch.read(numbers(), new int[] {1, 2, 3, 4});
    DjlRuntime.start();
    Engine engine = Engine.getEngine(DjlRuntime.ENGINE);
    try (NDManager arrays = engine.newBaseManager();
        GradientCollector collector = engine.newGradientCollector()) {
      NDArray outputs = arrays.zeros(new Shape(4, 2));
      outputs.setRequiresGradient(true);
      NDArray found = loss.of(new NDList(outputs), batch, arrays).array(0.25, arrays);
      Garbage.collect();

      collector.backward(found);

      assertThat(outputs.getGradient().toFloatArray())
          .containsExactly(SMALL, LARGE, SMALL, LARGE, SMALL, LARGE, SMALL, LARGE);
    }
  }

  @Test
  void mustBeThereUnlessTheTrainerHasAnother() {
    assertThatThrownBy(() -> trainer().train(trained(new Twice(null, false))))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(
            "Invalid task twice: it has no loss (return one from loss(), or set one of DJL in the"
                + " trainer)");
  }

  @Test
  void mustWriteItsWholeGradient() {
    Task.Loss half =
        (outputs, targets, gradient) -> {
          gradient.get(0).set(0, 1);
          return new double[targets.get(0).size()];
        };

    assertThatThrownBy(() -> trainer().train(trained(new Twice(half, false))))
        .isInstanceOf(TrainingFailedException.class)
        .hasMessage(
            "Training failed: the loss of the task wrote NaN as number 1 of the gradient by output"
                + " float32 [32, 2] (must write every number, finite where the loss is)");
  }

  @Test
  void mustHaveANumberForEachRow() {
    Task.Loss none = (outputs, targets, gradient) -> new double[0];

    assertThatThrownBy(() -> trainer().train(trained(new Twice(none, false))))
        .isInstanceOf(TrainingFailedException.class)
        .hasMessage(
            "Training failed: the loss of the task returned 0 numbers for 32 rows (must be one for"
                + " each)");
  }
}
