package io.lifecycle4j.djl.training;

import static io.lifecycle4j.djl.training.RecordedContext.NUMBER;
import static io.lifecycle4j.djl.training.RecordedContext.TWO_CLASSES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.djl.model.Network;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.model.TrainedModel;
import io.lifecycle4j.training.TrainingProgress;
import io.lifecycle4j.training.TrainingPurpose;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A training has parameters and a purpose, and may be told to stop. */
class AskedSettingsTest {
  private static RecordedContext context() {
    return new RecordedContext(TWO_CLASSES, ArrayExamples.xor(75, 1))
        .validating(ArrayExamples.xor(40, 2));
  }

  private static DjlTrainerBuilder small() {
    return DjlTrainer.builder().network(Network.parse("dense(8) relu")).batchSize(25).threads(1);
  }

  @Test
  void takesParametersInPlaceOfItsSettings() {
    byte[] set =
        Trained.bytes(
            DjlTrainer.builder()
                .network(Network.parse("dense(6) tanh"))
                .epochs(3)
                .batchSize(10)
                .seed(7)
                .accumulate(2)
                .average(0.5)
                .clipNorm(2)
                .clipValue(0.5)
                .optimizer(Optimizers.adamW().learningRate(0.01).weightDecay(0.1))
                .threads(1)
                .build()
                .train(context()));
    RecordedContext asked =
        context()
            .with("network", "dense(6) tanh")
            .with("epochs", 3)
            .with("batchSize", 10)
            .with("seed", 7)
            .with("accumulate", 2)
            .with("average", 0.5)
            .with("clipNorm", 2)
            .with("clipValue", 0.5)
            .with("learningRate", 0.01)
            .with("weightDecay", 0.1);

    assertThat(Trained.bytes(small().epochs(9).build().train(asked))).isEqualTo(set);
    assertThat(asked.run.params).containsEntry("epochs", "3").containsEntry("learningRate", "0.01");
  }

  @Test
  void rejectsParametersItDoesNotKnow() {
    assertRefused(
        context().with("learningrate", 0.1),
        "Invalid parameter of a training: learningrate (did you mean learningRate? there are"
            + " accumulate, average, batchSize, clipNorm, clipValue, epochs, learningRate, network,"
            + " seed, weightDecay)");
    assertRefused(
        context().with("epochs", 0),
        "Invalid parameter of a training: epochs: Invalid epochs: 0 (must be at least 1)");
    assertRefused(
        context().with("seed", "many"),
        "Invalid parameter of a training: seed: Invalid parameter: 'many' (must be a whole"
            + " number)");
  }

  private static void assertRefused(RecordedContext context, String message) {
    assertThatThrownBy(() -> small().build().train(context))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(message);
  }

  @Test
  void endsWhenItIsToldToStopAfterAnEpoch() {
    List<TrainingProgress> reported = new ArrayList<>();
    RecordedContext stopped =
        context()
            .stoppingWhen(
                now -> {
                  reported.add(now);
                  return now.epoch() == 2 && now.metrics().containsKey("validation_loss")
                      ? Optional.of("enough")
                      : Optional.empty();
                });

    byte[] actual = Trained.bytes(small().epochs(5).build().train(stopped));

    assertThat(reported).hasSize(6);
    assertThat(reported.get(5).metrics().keySet())
        .startsWith("loss", "validation_loss", "validation_accuracy")
        .hasSize(2 + TWO_CLASSES.metrics().size());
    assertThat(actual).isEqualTo(Trained.bytes(small().epochs(2).build().train(context())));
  }

  /** 75 rows are 8 batches, of which two make an update. */
  @Test
  void endsAfterAnUpdateWithinAnEpoch() {
    RecordedContext stopped =
        context().stoppingWhen(now -> now.batch() >= 3 ? Optional.of("enough") : Optional.empty());
    DjlTrainer trainer =
        DjlTrainer.builder()
            .network(Network.parse("dense(8) relu"))
            .batchSize(10)
            .accumulate(2)
            .average(0.5)
            .earlyStopping(3)
            .epochs(5)
            .threads(1)
            .build();

    TrainedModel trained = trainer.train(stopped);

    assertThat(stopped.progress).hasSize(4);
    assertThat(stopped.run.values("loss")).isEmpty();
    assertThat(stopped.run.tags).doesNotContainKey("bestEpoch");
    assertThat(Trained.bytes(trained)).isNotEmpty();
  }

  @Test
  void returnsTheBestWeightsWhenItIsToldToStop() {
    RecordedContext whole = context();
    DjlTrainer trainer = small().epochs(12).learningRate(1.5).earlyStopping(12).build();
    byte[] best = Trained.bytes(trainer.train(whole));
    int epoch = Integer.parseInt(String.valueOf(whole.run.tags.get("bestEpoch")));
    RecordedContext stopped =
        context()
            .stoppingWhen(now -> now.epoch() > epoch ? Optional.of("enough") : Optional.empty());

    assertThat(epoch).isBetween(1, 10);
    assertThat(Trained.bytes(trainer.train(stopped))).isEqualTo(best);
  }

  @Test
  void saysThatItStoppedEarly() {
    RecordedContext context = context();
    small().epochs(200).learningRate(0.3).earlyStopping(2).build().train(context);

    assertThat(context.run.tags.get("stoppedEarly"))
        .matches("validation_loss was best in epoch \\d+, and 2 followed");
    RecordedContext whole = context();
    small().epochs(2).earlyStopping(2).build().train(whole);
    assertThat(whole.run.tags).doesNotContainKey("stoppedEarly");
  }

  @Test
  void takesFewBatchesInARehearsalAndStoresAState() {
    RecordedContext context =
        new RecordedContext(TWO_CLASSES, ArrayExamples.xor(2_000, 1))
            .validating(ArrayExamples.xor(40, 2))
            .asked(TrainingPurpose.REHEARSAL);
    DjlTrainer trainer = small().epochs(500).accumulate(2).build();

    byte[] expected = Trained.bytes(trainer.train(context));

    assertThat(context.progress).hasSize(2 * 6); // two epochs of three updates
    assertThat(context.run.checkpoints).hasSize(2);
    RecordedContext again =
        new RecordedContext(TWO_CLASSES, ArrayExamples.xor(2_000, 1))
            .validating(ArrayExamples.xor(40, 2))
            .asked(TrainingPurpose.REHEARSAL)
            .resuming(context);
    assertThat(Trained.bytes(trainer.train(again))).isEqualTo(expected);
  }

  /** Random labels can be learned by heart, but not with so much regularization. */
  @Test
  void learnsByHeartWithoutRegularization() {
    ArrayExamples noise = ArrayExamples.of(24, 8, 5, row -> row[0] * 1_000 % 1 < 0.5 ? 1 : 0);
    DjlTrainer trainer =
        DjlTrainer.builder()
            .network(Network.parse("dense(64) relu dropout(0.9)"))
            .batchSize(24)
            .optimizer(Optimizers.adamW().learningRate(0.02).weightDecay(10))
            .threads(1)
            .build();
    RecordedContext heart =
        new RecordedContext(TWO_CLASSES, noise)
            .asked(TrainingPurpose.OVERFITTING)
            .stoppingWhen(
                now ->
                    now.metrics().getOrDefault("loss", 1.0) < 0.01
                        ? Optional.of("learned")
                        : Optional.empty());
    RecordedContext usual = new RecordedContext(TWO_CLASSES, noise).with("epochs", 300);

    trainer.train(heart);
    trainer.train(usual);

    List<Double> losses = heart.run.values("loss");
    assertThat(losses.get(losses.size() - 1)).isLessThan(0.01);
    List<Double> others = usual.run.values("loss");
    assertThat(others.get(others.size() - 1)).isGreaterThan(0.1);
  }

  @Test
  void saysThatEqualRowsWithDifferentLabelsCannotBeLearned() {
    float[][] same = new float[8][2];
    float[] labels = {0, 1, 0, 1, 0, 1, 0, 1};
    RecordedContext context =
        new RecordedContext(NUMBER, new ArrayExamples(same, labels))
            .asked(TrainingPurpose.OVERFITTING)
            .with("batchSize", 1);

    small().build().train(context);

    List<Double> losses = context.run.values("loss");
    assertThat(losses.get(losses.size() - 1)).isGreaterThan(0.1);
  }
}
