package io.lifecycle4j.core;

import static io.lifecycle4j.condition.Conditions.metric;
import static io.lifecycle4j.core.Flowers.linear;
import static io.lifecycle4j.evaluation.StressTests.fgsm;
import static io.lifecycle4j.evaluation.StressTests.missing;
import static io.lifecycle4j.evaluation.StressTests.missingAtRandom;
import static io.lifecycle4j.evaluation.StressTests.noise;
import static io.lifecycle4j.evaluation.StressTests.shifted;
import static io.lifecycle4j.evaluation.StressTests.unseenCategory;
import static io.lifecycle4j.registry.Gates.stress;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.condition.Requirement;
import io.lifecycle4j.contract.LinearEngine;
import io.lifecycle4j.core.Flowers.Flower;
import io.lifecycle4j.error.GateFailedException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.GateVerdict;
import io.lifecycle4j.registry.Verdict;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Gates on how much worse a model may get on rows that go wrong. */
class StressGateTest {
  private final LinearEngine engine = new LinearEngine();
  private Lifecycle home;

  @BeforeEach
  void open() {
    home = Flowers.inMemory(engine);
  }

  @AfterEach
  void close() {
    home.close();
    assertThat(engine.open()).isZero();
  }

  private ManagedModel<Flower, String> model(Requirement... gates) {
    return Flowers.model(home).gates(linear(gates)).open();
  }

  private List<GateVerdict> judge(Requirement... gates) {
    try (ManagedModel<Flower, String> model = model(gates)) {
      return model.judge(model.train(Flowers.split(home, 1)));
    }
  }

  @Test
  void passesWhereAMetricDropsALittleAndFailsWhereItDropsALot() {
    List<GateVerdict> verdicts =
        judge(
            stress(unseenCategory("soil"), "accuracy").dropAtMost(0.2),
            stress(shifted("length", 2), "accuracy"),
            stress(missingAtRandom(0.2), "accuracy").dropAtMost(0.2));

    assertThat(verdicts)
        .extracting(GateVerdict::verdict)
        .containsExactly(Verdict.PASS, Verdict.FAIL, Verdict.PASS);
    assertThat(verdicts.get(0).gate()).isEqualTo("accuracy drops by at most 0.2 with soil unseen");
    assertThat(verdicts.get(1).explanation())
        .matches(
            "length shifted by \\+2 deviations: accuracy worse by 0\\.\\d{4} \\(.* worse, 90"
                + " % interval\\): 0\\.\\d{4} against 0\\.\\d{4} of species:1 as they"
                + " are on the same \\d+ rows, margin 0\\.02.*");
    assertThat(verdicts.get(1).figures())
        .containsKeys("candidate", "rival", "margin", "rows")
        .containsEntry("refused", 0.0);
    assertThat(verdicts.get(2).explanation()).matches(".*; \\d+ refused");
    assertThat(verdicts).extracting(GateVerdict::rowsRead).containsOnly(false);
  }

  @Test
  void judgesByTheWorstColumn() {
    List<GateVerdict> verdicts =
        judge(stress(shifted(2), "accuracy").dropAtMost(0.05), stress(missing(), "accuracy"));

    assertThat(verdicts.get(0).verdict()).isEqualTo(Verdict.FAIL);
    assertThat(verdicts.get(1).verdict())
        .as("length and width are refused, soil passes")
        .isEqualTo(Verdict.INCONCLUSIVE);
  }

  @Test
  void hasNoConclusionWhereNothingCanBeComparedUnlessItIsOptional() {
    List<GateVerdict> verdicts =
        judge(
            stress(missing("length"), "accuracy"),
            stress(missing("length"), "accuracy").whereMeasurable(),
            stress(fgsm(0.1), "accuracy"),
            stress(fgsm(0.1), "accuracy").whereMeasurable(),
            stress(shifted("length", 2), "accuracy").whereMeasurable());

    assertThat(verdicts)
        .extracting(GateVerdict::verdict)
        .containsExactly(
            Verdict.INCONCLUSIVE, Verdict.PASS, Verdict.INCONCLUSIVE, Verdict.PASS, Verdict.FAIL);
    assertThat(verdicts.get(0).explanation())
        .matches("length missing: all \\d+ rows are refused: Invalid input: length is missing .*");
    assertThat(verdicts.get(3))
        .hasToString(
            "PASS accuracy drops by at most 0.02 with FGSM of 0.1, where measurable: FGSM of 0.1:"
                + " inconclusive: no engine computes gradients of the network");
  }

  @Test
  void keepsAFragileVersionOutOfProduction() {
    try (ManagedModel<Flower, String> model =
        model(metric("accuracy").above(0.5), stress(shifted("length", 2), "accuracy"))) {
      ModelVersion version = model.train(Flowers.split(home, 1));

      assertThatThrownBy(() -> model.promote(version, Flowers.ALICE, "try"))
          .isInstanceOf(GateFailedException.class)
          .hasMessageStartingWith(
              "Cannot promote species:1: accuracy drops by at most 0.02 with length shifted by +2"
                  + " deviations: length shifted by +2 deviations: accuracy worse by 0.");
      assertThat(model.findProduction()).isEmpty();
    }
  }

  @Test
  void refusesAMetricAtOpenAndAColumnInItsVerdict() {
    assertThatThrownBy(() -> model(stress(noise(1), "auc")))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageStartingWith("Invalid gate of species: no metric auc");
    assertThatThrownBy(() -> stress(noise(1), "accuracy").dropAtMost(0))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid margin for accuracy: 0 (must be positive and finite)");

    GateVerdict verdict = judge(stress(missing("age"), "accuracy")).get(0);
    assertThat(verdict.verdict()).isEqualTo(Verdict.ERROR);
    assertThat(verdict.explanation())
        .contains("Column does not exist: age (there are length, width, soil)");
  }
}
