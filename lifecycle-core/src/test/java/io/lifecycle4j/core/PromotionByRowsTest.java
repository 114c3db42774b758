package io.lifecycle4j.core;

import static io.lifecycle4j.condition.Conditions.metric;
import static io.lifecycle4j.core.Flowers.ALICE;
import static io.lifecycle4j.core.Flowers.linear;
import static io.lifecycle4j.registry.Gates.betterThanBaseline;
import static io.lifecycle4j.registry.Gates.gate;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.condition.Requirement;
import io.lifecycle4j.contract.LinearTrainer;
import io.lifecycle4j.core.Flowers.Flower;
import io.lifecycle4j.data.Rows;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.error.GateFailedException;
import io.lifecycle4j.evaluation.EvaluatedVersion;
import io.lifecycle4j.evaluation.Evaluation;
import io.lifecycle4j.model.Baseline;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.Gate;
import io.lifecycle4j.registry.GateVerdict;
import io.lifecycle4j.registry.JudgedVersion;
import io.lifecycle4j.registry.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Promotions by slices, by baselines and by the held-out rows themselves. */
class PromotionByRowsTest {
  /** Learns nothing: it goes no step. */
  private static final LinearTrainer LAZY = new LinearTrainer(1, 1e-12, 1);

  private Lifecycle home;
  private Split split;

  @BeforeEach
  void open() {
    home = Flowers.inMemory();
    split = Flowers.split(home, 1);
  }

  @AfterEach
  void close() {
    home.close();
  }

  private ManagedModel<Flower, String> model(Requirement... gates) {
    return Flowers.model(home).gates(linear(gates)).open();
  }

  @Test
  void judgesByTheRowsOfASlice() {
    try (ManagedModel<Flower, String> model =
        model(
            metric("accuracy").where("soil", "loam").above(0.5),
            metric("recall[setosa]").where("species", "setosa").above(0.5),
            metric("accuracy").where("soill", "loam").above(0.5))) {
      List<GateVerdict> verdicts = model.judge(model.train(split));

      assertThat(verdicts.get(0).verdict()).isEqualTo(Verdict.PASS);
      assertThat(verdicts.get(0).explanation())
          .matches(
              "accuracy where soil is loam is 0\\.\\d{4} on \\d\\d rows \\(needs above"
                  + " 0\\.5000\\)");
      assertThat(verdicts.get(1).verdict()).isEqualTo(Verdict.PASS);
      assertThat(verdicts.get(2))
          .isEqualTo(
              GateVerdict.builder(
                      "accuracy where soill is loam above 0.5",
                      Verdict.ERROR,
                      "accuracy where soill is loam: column does not exist: soill (did you mean"
                          + " soil? there are length, width, soil, species)")
                  .build());
    }
  }

  @Test
  void measuresTheBaselinesOfAVersionBesideIt() {
    try (ManagedModel<Flower, String> model = model(betterThanBaseline("log_loss"))) {
      ModelVersion version = model.train(split);
      Evaluation evaluation = model.evaluate(version);

      assertThat(version.manifest().baselines())
          .extracting(Baseline::name)
          .containsExactly("prior", "linear");
      assertThat(evaluation.baselines()).containsOnlyKeys("linear", "prior");
      assertThat(accuracy(evaluation, "prior")).isBetween(0.2, 0.5);
      assertThat(accuracy(evaluation, "linear"))
          .isCloseTo(evaluation.metric("accuracy"), within(0.1));
      assertThat(evaluation.baselines().get("linear"))
          .containsKeys("log_loss", "f1_macro")
          .doesNotContainKey("baseline_accuracy");
      assertThat(model.judge(version).get(0).explanation())
          .contains(" of the baseline linear, the best of 2, on the same ");
    }
    try (ManagedModel<Flower, String> model =
        Flowers.plain(home).trainer(LAZY).gates(betterThanBaseline("accuracy")).open()) {
      ModelVersion lazy = model.train(split);
      assertThatThrownBy(() -> model.promote(lazy, ALICE, "try"))
          .isInstanceOf(GateFailedException.class)
          .hasMessageStartingWith("Cannot promote species:2: accuracy worse by 0.")
          .hasMessageContaining(" of the baseline linear, the best of 2, on the same ");
    }
  }

  @Test
  void comparesWithBaselinesUnlessTheProcessOrThePolicySaysWhyNot() {
    try (ManagedModel<Flower, String> model =
            Flowers.model(home).gates(metric("accuracy").atLeast(0.5)).open();
        ManagedModel<Flower, String> excused = Flowers.plain(home).gates(linear()).open()) {
      ModelVersion version = model.train(split);
      assertThatThrownBy(() -> model.promote(version, ALICE, "As good as a linear model"))
          .isInstanceOf(GateFailedException.class)
          .hasMessageContaining(" of the baseline linear, the best of 2, on the same ")
          .hasMessageEndingWith(
              " (baselines are compared with by default; the gate withoutBaseline(reason) leaves"
                  + " that out)");
      assertThat(model.judge(version))
          .extracting(GateVerdict::gate)
          .containsExactly("accuracy at least 0.5", "accuracy better than every baseline");
      assertThat(excused.promote(version, ALICE, "Good enough").toString())
          .contains(" without gates ");
      model.changePolicy("production").gates(linear()).by(ALICE).reason("Linear").commit();
      assertThat(model.judge(version))
          .extracting(GateVerdict::gate)
          .as("what the policy says holds for every process")
          .containsExactly("accuracy at least 0.5");
    }
  }

  @Test
  void requiresNothingByDefaultWhereNothingIsRequired() {
    try (ManagedModel<Flower, String> model = Flowers.model(home).open()) {
      ModelVersion version = model.train(split);
      assertThat(model.judge(version)).isEmpty();
      assertThat(model.promote(version, ALICE, "Try").toString()).contains(" without gates ");
    }
  }

  @Test
  void comparesWithBaselinesWhateverTheProcessSaysIfThePolicyDoes() {
    try (ManagedModel<Flower, String> model = model()) {
      ModelVersion version = model.train(split);
      model
          .changePolicy("production")
          .gates(metric("accuracy").atLeast(0.5))
          .by(ALICE)
          .reason("Agreed")
          .commit();
      assertThatThrownBy(() -> model.promote(version, ALICE, "As good as a linear model"))
          .isInstanceOf(GateFailedException.class)
          .hasMessageContaining(" of the baseline linear, the best of 2, on the same ");
    }
  }

  private static double accuracy(Evaluation evaluation, String baseline) {
    Map<String, Double> metrics = evaluation.baselines().getOrDefault(baseline, Map.of());
    return metrics.getOrDefault("accuracy", Double.NaN);
  }

  /** As accurate as production for each species, with the recall as a figure. */
  private record EverySpecies(List<String> species) implements Gate {
    @Override
    public String id() {
      return "every_species";
    }

    @Override
    public GateVerdict judge(JudgedVersion candidate, Optional<JudgedVersion> production) {
      GateVerdict.Builder verdict =
          GateVerdict.builder("all", Verdict.PASS, "recall of " + species);
      species.forEach(one -> verdict.figure(one, candidate.metric("recall[" + one + "]")));
      return verdict.figure("rivals", production.isPresent() ? 1 : 0).build();
    }
  }

  @Test
  void keepsTheFiguresOfAGateOfTheUser() {
    try (ManagedModel<Flower, String> model =
        model(metric("accuracy").above(0), new EverySpecies(List.of("setosa", "virginica")))) {
      Flowers.promoted(model, split);
      Flowers.promoted(model, split);
    }
    List<List<GateVerdict>> judged =
        home.models().history("species").stream()
            .map(entry -> entry.transition().verdicts())
            .filter(verdicts -> !verdicts.isEmpty())
            .toList();

    assertThat(judged).hasSize(2);
    assertThat(judged.get(0).get(0).figures()).containsOnlyKeys("accuracy");
    assertThat(judged.get(0).get(1))
        .returns("EverySpecies[species=[setosa, virginica]]", GateVerdict::gate)
        .extracting(GateVerdict::figures)
        .satisfies(
            figures ->
                assertThat(figures)
                    .containsOnlyKeys("rivals", "setosa", "virginica")
                    .containsEntry("rivals", 0.0));
    assertThat(judged.get(1).get(1).figures()).containsEntry("rivals", 1.0);
  }

  @Test
  void keepsThatAGateReadTheRowsHeldOut() {
    try (ManagedModel<Flower, String> model =
        model(
            metric("accuracy").above(0),
            gate("knows loam", (candidate, production) -> loam(candidate) > 0.5))) {
      Flowers.promoted(model, split);
    }
    List<GateVerdict> verdicts = home.models().history("species").get(1).transition().verdicts();

    assertThat(verdicts).extracting(GateVerdict::rowsRead).containsExactly(false, true);
    assertThat(verdicts.get(1).explanation()).isEqualTo("the check passed");
  }

  /** The share of flowers on loam whose species is predicted. */
  private static double loam(EvaluatedVersion candidate) {
    Rows rows = candidate.rows();
    int[] next = {0};
    List<Boolean> right = new ArrayList<>();
    rows.forEach(
        row -> {
          String species = row.text(rows.schema().indexOf("species"));
          if (row.text(rows.schema().indexOf("soil")).equals("loam")) {
            right.add(candidate.prediction(next[0]).equals(species));
          }
          next[0]++;
        });
    assertThat(next[0]).isEqualTo((int) candidate.evaluation().rows());
    return right.stream().filter(hit -> hit).count() / (double) right.size();
  }
}
