package io.lifecycle4j.core;

import static io.lifecycle4j.condition.Conditions.metric;
import static io.lifecycle4j.condition.Conditions.param;
import static io.lifecycle4j.core.Flowers.ALICE;
import static io.lifecycle4j.core.Flowers.SETOSA;
import static io.lifecycle4j.core.Flowers.linear;
import static io.lifecycle4j.preprocessing.Steps.oneHot;
import static io.lifecycle4j.registry.Gates.gate;
import static io.lifecycle4j.registry.Gates.notWorseThanProduction;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.condition.Requirement;
import io.lifecycle4j.contract.LinearEngine;
import io.lifecycle4j.contract.LinearTrainer;
import io.lifecycle4j.contract.Moves;
import io.lifecycle4j.core.Flowers.Flower;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.error.GateFailedException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.ModelUnavailableException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.evaluation.EvaluatedVersion;
import io.lifecycle4j.model.ModelArtifact;
import io.lifecycle4j.model.ModelManifest;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.GateVerdict;
import io.lifecycle4j.registry.Transition;
import io.lifecycle4j.registry.Verdict;
import io.lifecycle4j.schema.Tasks;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who gets into production, and what the trail says of it. */
class PromotionTest {
  /** Learns nothing: it goes no step. */
  private static final LinearTrainer LAZY = new LinearTrainer(1, 1e-12, 1);

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

  private ManagedModel<Flower, String> model(Requirement... gates) {
    return Flowers.model(home).gates(linear(gates)).open();
  }

  private List<String> trail() {
    return home.models().history("species").stream().map(Moves::what).toList();
  }

  @Test
  void refusesAGateOnWhatNoGateKnows() {
    assertThatThrownBy(() -> model(param("lr").below(0.1).not()))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(
            "Invalid gate: NOT params.lr < 0.1 refers to param lr (a gate knows metrics only)");
  }

  @Test
  void refusesAGateOnAMetricThatTheTaskDoesNotHave() {
    assertThatThrownBy(() -> model(metric("accuracy").above(0), metric("accurcy").above(0)))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(
            "Invalid gate of species: no metric accurcy of the task classification (did you mean"
                + " accuracy? there are accuracy, average_precision, average_precision_macro,"
                + " balanced_accuracy, baseline_accuracy, brier, ece, f1, f1_macro, log_loss, mcc,"
                + " precision, precision_macro, recall, recall_macro, roc_auc, roc_auc_macro,"
                + " specificity, specificity_macro)");
    assertThatThrownBy(() -> model(metric("accurcy").where("soil", "loam").above(0)))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageStartingWith("Invalid gate of species: no metric accurcy of the task");
    assertThatThrownBy(() -> model(metric("accuracy").atLeast(95)))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageStartingWith("Invalid gate of species: accuracy at least 95 can never pass (");
    assertThatThrownBy(() -> model(notWorseThanProduction("baseline_accuracy")))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(
            "Invalid gate of species: baseline_accuracy cannot be compared, as neither greater"
                + " nor smaller values of it are better (compare another metric)");
  }

  @Test
  void trainsNothingThatAGateCannotMeasureOnceTheClassesAreKnown() {
    try (ManagedModel<Flower, String> model =
        home.model("flowers", Flower.class, Tasks.classification("species"))
            .preprocessing(oneHot("soil"))
            .trainer(LinearTrainer.small())
            .gates(linear(metric("recall").above(0)))
            .open()) {
      assertThatThrownBy(() -> model.train(split))
          .isInstanceOf(InvalidValueException.class)
          .hasMessage(
              "Invalid gate of flowers: no metric recall of the task classification (did you mean"
                  + " recall_macro? there are accuracy, average_precision_macro, balanced_accuracy,"
                  + " baseline_accuracy, brier, ece, f1_macro, log_loss, mcc, precision_macro,"
                  + " recall_macro, roc_auc_macro, specificity_macro)");
    }
  }

  @Test
  void judgesByAMetricThatNoEvaluationLists() {
    try (ManagedModel<Flower, String> model =
        model(
            metric("f2[setosa]").above(0.5),
            notWorseThanProduction("recall[setosa]").within(0.1))) {
      ModelVersion version = Flowers.promoted(model, split);

      assertThat(model.evaluate(version).metrics()).doesNotContainKey("f2[setosa]");
      assertThat(model.judge(version)).allMatch(GateVerdict::passed);
    }
  }

  @Test
  void refusesWhatAGateRejects() {
    try (ManagedModel<Flower, String> model = model(metric("accuracy").atLeast(0.999))) {
      ModelVersion version = model.train(split);
      double accuracy = model.evaluate(version).metric("accuracy");
      String failure = String.format("accuracy is %.4f (needs at least 0.9990)", accuracy);

      assertThatThrownBy(() -> model.promote(version, ALICE, "try"))
          .isInstanceOf(GateFailedException.class)
          .hasMessage("Cannot promote species:1: " + failure)
          .asInstanceOf(type(GateFailedException.class))
          .extracting(GateFailedException::failures)
          .isEqualTo(List.of(failure));

      assertThat(model.findProduction()).isEmpty();
      assertThat(trail()).containsExactly("registered", "evaluated", "rejected");
      Transition rejected = model.history().get(2).transition();
      assertThat(rejected)
          .asString()
          .startsWith(
              "species:1 evaluated, species:1 rejected by 1 of 1 gate: accuracy is 0.9612 ");
      assertThat(rejected.verdicts())
          .containsExactly(
              GateVerdict.builder("accuracy at least 0.999", Verdict.FAIL, failure)
                  .figure("accuracy", accuracy)
                  .build());
      assertThatThrownBy(() -> model.predict(SETOSA)).isInstanceOf(ModelUnavailableException.class);
    }
  }

  @Test
  void keepsTheAliasWhereItIsWhenAGateRejects() {
    try (ManagedModel<Flower, String> model = model()) {
      Flowers.promoted(model, split);
    }
    try (ManagedModel<Flower, String> model =
        model(gate("never", (candidate, production) -> false), metric("f1_macro").above(0.9999))) {
      ModelVersion second = model.train(Flowers.split(home, 2));
      double f1 = model.evaluate(second).metric("f1_macro");

      assertThatThrownBy(() -> model.promote(second, ALICE, "try"))
          .isInstanceOf(GateFailedException.class)
          .hasMessage(
              "Cannot promote species:2: never: the check did not pass; "
                  + String.format(Locale.ROOT, "f1_macro is %.4f (needs above 0.9999)", f1));

      assertThat(model.findProduction()).map(ModelVersion::number).contains(1);
      assertThat(model.predict(SETOSA).version()).hasValue(1);
    }
  }

  @Test
  void passesOverAMissingProductionAndSaysSo() {
    try (ManagedModel<Flower, String> model = model(notWorseThanProduction("accuracy"))) {
      ModelVersion version = model.train(split);

      assertThat(model.judge(version))
          .containsExactly(
              GateVerdict.builder(
                      "accuracy not worse than production by 0.02",
                      Verdict.PASS,
                      "no version in production to compare with")
                  .build());
      assertThat(trail()).containsExactly("registered", "judged");
      assertThat(model.promote(version, ALICE, "first").transition().verdicts()).hasSize(1);
    }
  }

  @Test
  void comparesWithProductionRowByRow() {
    try (ManagedModel<Flower, String> model = model(notWorseThanProduction("accuracy"))) {
      Flowers.promoted(model, split);
    }
    try (ManagedModel<Flower, String> model =
        Flowers.plain(home)
            .trainer(LAZY)
            .gates(linear(notWorseThanProduction("accuracy")))
            .open()) {
      ModelVersion lazy = model.train(split);

      List<GateVerdict> verdicts = model.judge(lazy);
      assertThat(verdicts.get(0).verdict()).isEqualTo(Verdict.FAIL);
      assertThat(verdicts.get(0).explanation())
          .matches(
              "accuracy worse by 0\\.\\d{4} \\(0\\.\\d{4} to 0\\.\\d{4} worse, 93\\.9 %"
                  + " interval\\): 0\\.\\d{4} against 0\\.\\d{4} of species:1 on the same \\d+"
                  + " rows, margin 0\\.02; Z -?\\d+\\.\\d{4} \\(needs 1\\.8750\\) \\(level"
                  + " 0\\.0304; left: 0\\.0196 on these rows, 0\\.0696 of the promise\\)");
      assertThatThrownBy(() -> model.promote(lazy, ALICE, "try"))
          .isInstanceOf(GateFailedException.class)
          .hasMessage("Cannot promote species:2: " + verdicts.get(0).explanation());
    }
  }

  @Test
  void givesAGateWhatBothScoredOnTheSameRows() {
    try (ManagedModel<Flower, String> model =
        model(
            gate(
                "same rows",
                (candidate, production) ->
                    production
                        .map(EvaluatedVersion::evaluation)
                        .map(old -> old.data().equals(candidate.evaluation().data()))
                        .orElse(true)))) {
      Flowers.promoted(model, split);
      ModelVersion second = model.train(Flowers.split(home, 2));
      assertThat(model.judge(second)).allMatch(GateVerdict::passed);
    }
  }

  @Test
  void leavesProductionAloneWhenNoGateAsksForIt() {
    try (ManagedModel<Flower, String> model = model(metric("accuracy").above(0.5))) {
      Flowers.promoted(model, split);
      int before = engine.loaded();
      model.judge(model.train(Flowers.split(home, 2)));
      assertThat(engine.loaded() - before).isEqualTo(2); // to record golden rows, and to judge
    }
  }

  @Test
  void refusesAVersionThatIsNotRegistered() {
    try (ManagedModel<Flower, String> model = model()) {
      ModelVersion version = model.train(split);
      ModelVersion unknown =
          new ModelVersion("species", 7, version.id(), version.manifest(), version.registered());

      assertThatThrownBy(() -> model.promote(unknown, ALICE, "try"))
          .isInstanceOf(NotFoundException.class)
          .hasMessage("Model version does not exist: species:7");
      assertThatThrownBy(() -> model.judge(unknown)).isInstanceOf(NotFoundException.class);
      assertThatThrownBy(() -> model.evaluate(unknown)).isInstanceOf(NotFoundException.class);
      assertThat(trail()).containsExactly("registered");
    }
  }

  @Test
  void refusesAVersionOfAnotherModel() {
    try (ManagedModel<Flower, String> model = model();
        ManagedModel<Flower, String> other =
            home.model("weeds", Flower.class, Tasks.classification("species"))
                .preprocessing(io.lifecycle4j.preprocessing.Steps.oneHot("soil"))
                .trainer(LAZY)
                .open()) {
      model.train(split);
      ModelVersion weed = other.train(split);

      assertThatThrownBy(() -> model.promote(weed, ALICE, "try"))
          .isInstanceOf(InvalidValueException.class)
          .hasMessage("Invalid model version: weeds:1 (must be one of species)");
      assertThat(trail()).containsExactly("registered");
    }
  }

  @Test
  void refusesAVersionWithAnotherHash() {
    try (ManagedModel<Flower, String> model = model()) {
      ModelVersion first = model.train(split);
      ModelVersion second = model.train(Flowers.split(home, 2));
      ModelVersion mixed =
          new ModelVersion("species", 1, second.id(), second.manifest(), first.registered());

      assertThatThrownBy(() -> model.promote(mixed, ALICE, "try"))
          .isInstanceOf(InvalidValueException.class)
          .hasMessage(
              "Invalid model version: species:1 has the hash "
                  + second.id()
                  + " (the registered one has "
                  + first.id()
                  + ")");
    }
  }

  @Test
  void servesWhatIsRegisteredAndNotWhatTheCallerHandsIn() {
    try (ManagedModel<Flower, String> model = model()) {
      ModelVersion first = model.train(split);
      ModelVersion second = model.train(Flowers.split(home, 2));
      model.promote(second, ALICE, "honest");
      OptionalDouble honest = model.predict(SETOSA).probability();
      model.promote(first, ALICE, "honest");
      ModelManifest forged = forged(second.manifest(), first.manifest().artifact());

      model.promote(
          new ModelVersion("species", 2, second.id(), forged, Instant.EPOCH), ALICE, "forged");

      assertThat(model.predict(SETOSA).version()).hasValue(2);
      assertThat(model.predict(SETOSA).probability()).isEqualTo(honest);
    }
  }

  private static ModelManifest forged(ModelManifest manifest, ModelArtifact other) {
    return ModelManifest.builder(
            other,
            manifest.task(),
            manifest.preprocessing(),
            manifest.reference(),
            manifest.provenance())
        .build();
  }

  @Test
  void refusesWhatIsInProductionAlready() {
    try (ManagedModel<Flower, String> model = model()) {
      ModelVersion version = Flowers.promoted(model, split);

      assertThatThrownBy(() -> model.promote(version, ALICE, "again"))
          .isInstanceOf(ConflictException.class)
          .hasMessage("Cannot promote species:1: it is in production");
      assertThat(trail()).containsExactly("registered", "promoted");
    }
  }

  @Test
  @SuppressWarnings("NullAway") // what a caller without null checks may pass
  void refusesMissingArguments() {
    int[] asked = {0};
    try (ManagedModel<Flower, String> model =
        model(gate("counting", (candidate, production) -> ++asked[0] > 0))) {
      ModelVersion version = model.train(split);

      assertThatThrownBy(() -> model.promote(null, ALICE, "try"))
          .isInstanceOf(InvalidValueException.class)
          .hasMessage("Missing model version: null (must be given)");
      assertThatThrownBy(() -> model.promote(version, null, "try"))
          .isInstanceOf(InvalidValueException.class)
          .hasMessage("Missing actor: null (must be given)");
      assertThatThrownBy(() -> model.promote(version, ALICE, " "))
          .isInstanceOf(InvalidValueException.class)
          .hasMessage("Missing reason: ' ' (say why; the audit trail keeps it)");
      assertThat(asked[0]).as("looks at rows held out").isZero();
      assertThat(trail()).containsExactly("registered");
    }
  }

  @Test
  void judgesNothingWhenNothingIsRequired() {
    try (ManagedModel<Flower, String> model = model()) {
      assertThat(model.judge(model.train(split))).isEmpty();
    }
  }

  @Test
  void cannotMeasureWithoutRowsHeldOut() {
    Split all = split.version().split(io.lifecycle4j.data.Splits.byHash(1).train(1).holdout(0));
    try (ManagedModel<Flower, String> model = model(metric("accuracy").above(0))) {
      ModelVersion version = model.train(all);

      assertThatThrownBy(() -> model.promote(version, ALICE, "try"))
          .isInstanceOf(InvalidValueException.class)
          .hasMessage("Cannot judge species:1: there are no rows (hold some out in the split)");
      assertThat(model.findProduction()).isEmpty();
    }
  }
}
