package io.lifecycle4j.core;

import static io.lifecycle4j.condition.Conditions.metric;
import static io.lifecycle4j.core.Flowers.ALICE;
import static io.lifecycle4j.core.Flowers.linear;
import static io.lifecycle4j.schema.Tasks.classification;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.condition.Requirement;
import io.lifecycle4j.contract.LinearEngine;
import io.lifecycle4j.contract.LinearTrainer;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.data.Splits;
import io.lifecycle4j.error.GateFailedException;
import io.lifecycle4j.error.InvalidDataException;
import io.lifecycle4j.error.TrainingFailedException;
import io.lifecycle4j.error.UntrustedModelException;
import io.lifecycle4j.evaluation.Evaluation;
import io.lifecycle4j.model.Baseline;
import io.lifecycle4j.model.ExternalModel;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.model.TrainedModel;
import io.lifecycle4j.schema.Classification;
import io.lifecycle4j.serving.Prediction;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.tracking.MetricSummary;
import io.lifecycle4j.tracking.Param;
import io.lifecycle4j.tracking.RunStatus;
import io.lifecycle4j.training.Trainer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One payment of a hundred is a fraud: a class that accuracy does not see. */
class RareClassTest {
  private static final Classification FRAUD = classification("fraud").positive("yes");
  private static final Requirement ACCURATE = metric("accuracy").atLeast(0.98);
  private static final Requirement FINDS = metric("recall").atLeast(0.5);
  private static final Payment EVIDENT = new Payment(7);

  /** Answers that no payment is a fraud, whatever its amount. */
  private static final Trainer BLIND = constant(new float[][] {{0, 5}, {0, 0}});

  /** Ranks payments like the linear baseline, with much greater probabilities. */
  private static final Trainer SHIFTED = constant(new float[][] {{0, 0}, {1, 9}});

  /** Ends so early that every payment is still more probably none. */
  private static final Trainer SHORT = new LinearTrainer(20, 0.5, 1);

  private final Lifecycle home = Flowers.inMemory();

  private static Trainer constant(float[][] weights) {
    return context ->
        new TrainedModel(
            LinearEngine.FORMAT,
            LinearEngine.architecture(1, 2),
            List.of(new NamedContent(LinearEngine.FILE, Content.of(LinearEngine.file(weights)))));
  }

  private record Payment(double amount) {}

  private record Judged(double amount, String fraud) {}

  @AfterEach
  void close() {
    home.close();
  }

  private Split split(List<Judged> rows) {
    return home.datasets()
        .dataset("payments")
        .snapshot(Sources.records(Judged.class, rows.stream()))
        .commit()
        .split(Splits.stratified("fraud").seed(1).train(0.6).validation(0.2).holdout(0.2));
  }

  private Split payments() {
    Random random = new Random(11);
    List<Judged> rows = new ArrayList<>();
    for (int i = 0; i < 2_500; i++) {
      boolean fraud = i % 100 == 0;
      rows.add(new Judged(random.nextGaussian() + (fraud ? 4 : 0), fraud ? "yes" : "no"));
    }
    return split(rows);
  }

  private ManagedModel<Payment, String> model(
      Classification task, Trainer trainer, Requirement... gates) {
    return home.model("fraud", Payment.class, task).trainer(trainer).gates(linear(gates)).open();
  }

  @Test
  void isMissedByAModelThatPassesAGateOnAccuracy() {
    try (ManagedModel<Payment, String> model = model(FRAUD, BLIND, ACCURATE)) {
      ModelVersion blind = model.train(payments());

      model.promote(blind, ALICE, "99 % are right");

      assertThat(model.evaluate(blind).metric("accuracy")).isEqualTo(0.99);
      assertThat(model.predict(EVIDENT).value()).isEqualTo("no");
    }
  }

  @Test
  void isFoundByAModelThatPassesAGateOnRecall() {
    Split split = payments();
    try (ManagedModel<Payment, String> blind = model(FRAUD, BLIND, ACCURATE, FINDS)) {
      ModelVersion version = blind.train(split);
      assertThatThrownBy(() -> blind.promote(version, ALICE, "99 % are right"))
          .isInstanceOf(GateFailedException.class)
          .hasMessageContaining("recall[yes] is 0.0000 (needs at least 0.5000)");
    }
    Classification precise = FRAUD.thresholdAtPrecision(0.8);
    try (ManagedModel<Payment, String> model = model(precise, SHORT, ACCURATE, FINDS)) {
      model.promote(model.train(split), ALICE, "Finds most of them");
      assertThat(model.predict(EVIDENT).value()).isEqualTo("yes");
      assertThat(model.predict(new Payment(0)).value()).isEqualTo("no");
    }
  }

  @Test
  void isFoundByTheThresholdAndNotByTheGreatestScore() {
    Split split = payments();
    Map<String, Double> greatest;
    try (ManagedModel<Payment, String> model = model(FRAUD, SHORT)) {
      greatest = model.evaluate(model.train(split)).metrics();
    }
    try (ManagedModel<Payment, String> model = model(FRAUD.thresholdAtPrecision(0.8), SHORT)) {
      Map<String, Double> decided = model.evaluate(model.train(split)).metrics();
      assertThat(greatest).containsEntry("recall", 0.0);
      assertThat(decided.get("recall")).isGreaterThan(0.6);
      assertThat(decided.get("precision")).isGreaterThan(0.6);
      assertThat(decided.get("roc_auc")).isEqualTo(greatest.get("roc_auc"));
    }
  }

  @Test
  void isPredictedFromTheThresholdOnThatTheVersionKeeps() {
    try (ManagedModel<Payment, String> model = model(FRAUD.thresholdAtPrecision(0.8), SHORT)) {
      ModelVersion version = model.train(payments());
      model.promote(version, ALICE, "First");
      double threshold = version.manifest().task().threshold().orElseThrow();
      assertThat(home.experiments().runs("fraud").get(0).params())
          .containsEntry("decision.threshold", Param.of(threshold))
          .containsEntry("decision.positives", Param.of(5))
          .containsKeys("decision.found", "decision.precision");

      for (int tenths = -20; tenths < 80; tenths++) {
        Prediction<String> prediction = model.predict(new Payment(tenths / 10.0));

        double fraud = prediction.probability("yes").orElseThrow();
        assertThat(prediction.threshold()).hasValue(threshold);
        assertThat(prediction.value()).isEqualTo(fraud >= threshold ? "yes" : "no");
        assertThat(prediction.probability()).isEqualTo(prediction.probability(prediction.value()));
        assertThat(prediction.probability("no").orElseThrow()).isCloseTo(1 - fraud, within(1e-12));
      }
    }
  }

  @Test
  void isDecidedByTheSameThresholdForTheBaselines() {
    try (ManagedModel<Payment, String> model = model(FRAUD.threshold(0.005), BLIND)) {
      Evaluation evaluation = model.evaluate(model.train(payments()));
      // Every row has a prior of 0.01, and so every row is predicted to be a fraud.
      assertThat(evaluation.baselines().get("prior")).containsEntry("recall", 1.0);
      assertThat(requireNonNull(evaluation.baselines().get("linear")).get("recall"))
          .isGreaterThan(0.9);
      assertThat(evaluation.metrics()).containsEntry("recall", 1.0);
    }
    try (ManagedModel<Payment, String> model = model(FRAUD.threshold(0.5), BLIND)) {
      Evaluation evaluation = model.evaluate(model.train(payments()));
      assertThat(evaluation.baselines().get("prior")).containsEntry("recall", 0.0);
    }
  }

  /** Each has the threshold that suits it, so that equal rankings have equal recalls. */
  @Test
  void isDecidedByAThresholdOfItsOwnForEachBaseline() {
    try (ManagedModel<Payment, String> model = model(FRAUD.thresholdAtPrecision(0.8), SHIFTED)) {
      ModelVersion version = model.train(payments());
      double threshold = version.manifest().task().threshold().orElseThrow();
      Evaluation evaluation = model.evaluate(version);

      Map<String, Double> linear = requireNonNull(evaluation.baselines().get("linear"));
      assertThat(evaluation.metric("recall")).isGreaterThan(0.6).isEqualTo(linear.get("recall"));
      assertThat(evaluation.metric("precision")).isEqualTo(linear.get("precision"));
      assertThat(evaluation.baselines().get("prior")) // which has no such precision
          .containsEntry("recall", 0.0)
          .containsEntry("accuracy", 0.99);
      assertThat(threshold(version, "linear").orElseThrow()).isLessThan(threshold);
      assertThat(threshold(version, "prior")).isEmpty();
      assertThat(home.models().version("fraud", 1)).isEqualTo(version);
      Map<String, MetricSummary> logged = home.experiments().runs("fraud").get(0).metrics();
      assertThat(requireNonNull(logged.get("baseline/linear/accuracy")).last().value())
          .isGreaterThan(0.99);
    }
  }

  private static OptionalDouble threshold(ModelVersion version, String baseline) {
    return version.manifest().baselines().stream()
        .filter(it -> it.name().equals(baseline))
        .map(Baseline.Adjusted.class::cast)
        .findFirst()
        .orElseThrow()
        .task()
        .threshold();
  }

  @Test
  void isTheClassThatMetricsReferTo() {
    Split split = payments();
    Map<String, Double> ofFraud;
    try (ManagedModel<Payment, String> model = model(FRAUD.threshold(0.02), SHORT)) {
      ofFraud = model.evaluate(model.train(split)).metrics();
    }
    try (ManagedModel<Payment, String> model =
        model(classification("fraud").positive("no").threshold(0.98), SHORT)) {
      Map<String, Double> ofOthers = model.evaluate(model.train(split)).metrics();
      assertThat(ofOthers.get("recall")).isEqualTo(ofFraud.get("specificity"));
      assertThat(ofOthers.get("specificity"))
          .isEqualTo(ofFraud.get("recall"))
          .isNotEqualTo(ofFraud.get("specificity"));
    }
  }

  @Test
  void failsTheTrainingIfNoThresholdHasThePrecision() {
    try (ManagedModel<Payment, String> model = model(FRAUD.thresholdAtPrecision(0.8), BLIND)) {
      Split split = payments();
      assertThatThrownBy(() -> model.train(split))
          .isInstanceOf(TrainingFailedException.class)
          .hasMessage(
              "Training failed: No threshold predicts 'yes' with a precision of 0.8 on the 500 rows"
                  + " that it is chosen on: the greatest precision is 0.0100 (ask for less, or"
                  + " train a better network)");
    }
    assertThat(home.models().names()).isEmpty();
    assertThat(home.experiments().runs("fraud").get(0).status()).isEqualTo(RunStatus.FAILED);
  }

  @Test
  void registersNoModelFromElsewhereIfNoThresholdHasThePrecision() {
    ExternalModel.Builder blind =
        ExternalModel.builder(LinearEngine.FORMAT)
            .architecture(LinearEngine.architecture(1, 2))
            .file(LinearEngine.FILE, Content.of(LinearEngine.file(new float[][] {{0, 5}, {0, 0}})));
    try (ManagedModel<Payment, String> model = model(FRAUD.thresholdAtPrecision(0.8), BLIND)) {
      Split split = payments();
      assertThatThrownBy(() -> model.register(blind, split, ALICE, "From research"))
          .isInstanceOf(UntrustedModelException.class)
          .hasMessageStartingWith(
              "Cannot register fraud: No threshold predicts 'yes' with a precision of 0.8");
    }
    assertThat(home.models().names()).isEmpty();
  }

  @Test
  void mustBeAmongTheRowsBeforeAnythingIsTrained() {
    Trainer never =
        context -> {
          throw new IllegalStateException("trained");
        };
    List<Judged> rows = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      rows.add(new Judged(i, "no"));
    }
    try (ManagedModel<Payment, String> model =
        model(classification("fraud", "no", "yes").positive("yes"), never)) {
      Split split = split(rows);
      assertThatThrownBy(() -> model.train(split))
          .isInstanceOf(InvalidDataException.class)
          .hasMessage(
              "Invalid label column fraud: every row that the trainer receives has the class 'no'"
                  + " (add rows of another class)");
    }
    rows.set(7, new Judged(7, "yes"));
    try (ManagedModel<Payment, String> model = model(FRAUD.thresholdAtPrecision(0.8), never)) {
      Split split = split(rows);
      assertThatThrownBy(() -> model.train(split))
          .isInstanceOf(InvalidDataException.class)
          .hasMessage(
              "Invalid label column fraud: no row for the choice of the threshold has the class"
                  + " 'yes' (add validation rows of it, or split with stratified(\"fraud\"))");
    }
    assertThat(home.models().names()).isEmpty();
  }
}
