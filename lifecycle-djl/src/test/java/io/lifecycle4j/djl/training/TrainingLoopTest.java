package io.lifecycle4j.djl.training;

import static io.lifecycle4j.djl.training.Optimizers.sgd;
import static io.lifecycle4j.djl.training.RecordedContext.NUMBER;
import static io.lifecycle4j.djl.training.RecordedContext.TWO_CLASSES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.lifecycle4j.core.model.network.WeightsFile;
import io.lifecycle4j.djl.model.Network;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.TrainingFailedException;
import io.lifecycle4j.model.TrainedModel;
import io.lifecycle4j.schema.Tensor;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What happens between the gradients of a batch and the weights. */
class TrainingLoopTest {
  private static final Network LINEAR = Network.builder().build();
  private static final Network MLP = Network.parse("dense(8) relu");

  private static RecordedContext clouds() {
    return new RecordedContext(TWO_CLASSES, ArrayExamples.blobs(60, 1));
  }

  private static DjlTrainerBuilder quick(Network network) {
    return DjlTrainer.builder().network(network).batchSize(10);
  }

  private static float[] weights(TrainedModel model) {
    List<Tensor> tensors = WeightsFile.read(Trained.bytes(model));
    float[] all = new float[tensors.stream().mapToInt(Tensor::size).sum()];
    int place = 0;
    for (Tensor tensor : tensors) {
      for (int i = 0; i < tensor.size(); i++) {
        all[place++] = (float) tensor.number(i);
      }
    }
    return all;
  }

  private static void assertClose(float[] actual, float[] expected) {
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < actual.length; i++) {
      assertThat(actual[i]).as("weight %d", i).isCloseTo(expected[i], within(1e-5f));
    }
  }

  /** 60 rows are 6 batches of 10, or 3 of 20, in the same order. */
  @Test
  void accumulatesTheGradientsOfSeveralBatchesAsOfOne() {
    TrainedModel parts =
        quick(LINEAR).epochs(2).optimizer(sgd()).accumulate(2).build().train(clouds());
    TrainedModel whole =
        DjlTrainer.builder()
            .network(LINEAR)
            .epochs(2)
            .batchSize(20)
            .optimizer(sgd())
            .build()
            .train(clouds());

    assertClose(weights(parts), weights(whole));
  }

  /** 25 rows are 10, 10 and 5; the second update of 4 batches has what is left. */
  @Test
  void updatesWithWhatIsLeftAtTheEndOfAnEpoch() {
    ArrayExamples rows = ArrayExamples.blobs(25, 1);
    DjlTrainerBuilder parts = quick(LINEAR).epochs(2).optimizer(sgd()).accumulate(4);
    DjlTrainerBuilder whole =
        DjlTrainer.builder().network(LINEAR).epochs(2).batchSize(25).optimizer(sgd());

    assertClose(
        weights(parts.build().train(new RecordedContext(TWO_CLASSES, rows))),
        weights(whole.build().train(new RecordedContext(TWO_CLASSES, rows))));
  }

  @Test
  void updatesOnceInAnEpochThatHasFewerBatches() {
    TrainedModel most =
        quick(LINEAR)
            .epochs(3)
            .optimizer(sgd())
            .schedule(Schedule.cosine().warmUp(1))
            .accumulate(Integer.MAX_VALUE)
            .build()
            .train(clouds());
    TrainedModel six =
        quick(LINEAR)
            .epochs(3)
            .optimizer(sgd())
            .schedule(Schedule.cosine().warmUp(1))
            .accumulate(6)
            .build()
            .train(clouds());

    assertThat(Trained.bytes(most)).isEqualTo(Trained.bytes(six));
  }

  @Test
  void shortensGradientsToTheGreatestNorm() {
    // One update at rate 1 moves the weights by the gradient itself, from zeros.
    DjlTrainerBuilder free = one(sgd().learningRate(1));
    DjlTrainerBuilder shortened = one(sgd().learningRate(1)).clipNorm(0.01);
    RecordedContext context = clouds();

    float[] moved = weights(free.build().train(clouds()));
    float[] less = weights(shortened.build().train(context));

    double norm = norm(moved);
    assertThat(norm).isGreaterThan(0.1);
    assertThat(norm(less)).isCloseTo(0.01, within(1e-6));
    assertThat(context.run.last("gradient_norm")).isCloseTo(norm, within(1e-5));
    for (int i = 0; i < moved.length; i++) {
      assertThat((double) less[i]).isCloseTo(moved[i] * 0.01 / norm, within(1e-6));
    }
  }

  @Test
  void leavesShorterGradientsAsTheyAre() {
    assertThat(Trained.bytes(one(sgd()).clipNorm(1e6).clipValue(1e6).build().train(clouds())))
        .isEqualTo(Trained.bytes(one(sgd()).build().train(clouds())));
  }

  @Test
  void limitsEachNumberOnBothSides() {
    float[] moved = weights(one(sgd().learningRate(1)).build().train(clouds()));
    float[] less = weights(one(sgd().learningRate(1)).clipValue(0.01).build().train(clouds()));

    assertThat(IntStream.range(0, moved.length).mapToDouble(i -> moved[i]))
        .anyMatch(x -> x > 0.01)
        .anyMatch(x -> x < -0.01);
    for (int i = 0; i < moved.length; i++) {
      assertThat(less[i]).isCloseTo(Math.max(-0.01f, Math.min(0.01f, moved[i])), within(1e-7f));
    }
  }

  private static DjlTrainerBuilder one(Optimizers.Settings<?> optimizer) {
    return DjlTrainer.builder().network(LINEAR).epochs(1).batchSize(60).optimizer(optimizer);
  }

  private static double norm(float[] numbers) {
    double squares = 0;
    for (float number : numbers) {
      squares += (double) number * number;
    }
    return Math.sqrt(squares);
  }

  @Test
  void returnsTheAverageOfTheWeights() {
    float[] one = weights(one(sgd()).build().train(clouds()));
    float[] two = weights(epochs(2).build().train(clouds()));
    float[] three = weights(epochs(3).build().train(clouds()));

    float[] average = weights(epochs(3).average(0.75).build().train(clouds()));

    float[] expected = new float[one.length];
    for (int i = 0; i < one.length; i++) {
      expected[i] = 0.75f * (0.75f * one[i] + 0.25f * two[i]) + 0.25f * three[i];
    }
    assertClose(average, expected);
  }

  private static DjlTrainerBuilder epochs(int epochs) {
    return DjlTrainer.builder().network(LINEAR).epochs(epochs).batchSize(60).optimizer(sgd());
  }

  @Test
  void measuresTheAverageOnValidationRowsAndGoesOnWithTheWeights() {
    RecordedContext averaged = clouds().validating(ArrayExamples.blobs(40, 2));
    RecordedContext plain = clouds().validating(ArrayExamples.blobs(40, 2));

    quick(MLP).epochs(2).average(0.9).build().train(averaged);
    quick(MLP).epochs(2).build().train(plain);

    assertThat(averaged.run.values("loss")).isEqualTo(plain.run.values("loss"));
    assertThat(averaged.run.values("validation_loss"))
        .isNotEqualTo(plain.run.values("validation_loss"));
  }

  @Test
  void stopsByAMetricOfTheTask() {
    RecordedContext context = clouds().validating(ArrayExamples.blobs(40, 2));

    TrainedModel model =
        quick(MLP).epochs(50).earlyStopping("validation_f1", 3, 0).build().train(context);

    List<Double> values = context.run.values("validation_f1");
    int best = Integer.parseInt(context.run.tags.getOrDefault("bestEpoch", "0"));
    assertThat(values).hasSize(best + 3);
    assertThat(values.get(best - 1)).isEqualTo(values.stream().max(Double::compare).orElseThrow());
    assertThat(model.files()).isNotEmpty();
  }

  @Test
  void needsValidationRowsForAPlateau() {
    DjlTrainer trainer = quick(MLP).epochs(2).schedule(Schedule.plateau(2, 0.5)).build();

    assertThatThrownBy(() -> trainer.train(clouds()))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(
            "Invalid schedule: plateau(2, 0.5), but no validation rows (the split needs some)");
  }

  @Test
  void findsGradientsThatAreNotFinite() {
    ArrayExamples rows = ArrayExamples.of(20, 1, 1, row -> row[0]);
    DjlTrainer trainer =
        DjlTrainer.builder()
            .network(Network.parse("dense(4)"))
            .epochs(60)
            .batchSize(10)
            .checkFiniteEvery(1)
            .optimizer(sgd().learningRate(900_000))
            .build();

    assertThatThrownBy(() -> trainer.train(new RecordedContext(NUMBER, rows)))
        .isInstanceOf(TrainingFailedException.class)
        .hasMessageMatching(
            "Training diverged in epoch \\d+, batch \\d: .* (\\(must be finite\\))");
  }

  @Test
  void recordsItsSettings() {
    RecordedContext context = clouds();

    quick(MLP).epochs(2).clipNorm(1).clipValue(2).accumulate(3).average(0.9).build().train(context);

    assertThat(context.run.params)
        .containsAllEntriesOf(
            Map.of("clipNorm", "1.0", "clipValue", "2.0", "accumulate", "3", "average", "0.9"));
  }
}
