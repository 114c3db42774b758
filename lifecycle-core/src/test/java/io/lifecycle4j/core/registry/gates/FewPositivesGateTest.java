package io.lifecycle4j.core.registry.gates;

import static io.lifecycle4j.registry.Gates.betterThanBaseline;
import static io.lifecycle4j.registry.Gates.notWorseThanProduction;
import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.condition.Requirement;
import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.core.evaluation.ScoredArrays;
import io.lifecycle4j.core.registry.GateChecks;
import io.lifecycle4j.core.registry.gates.HeldOut.Person;
import io.lifecycle4j.registry.GateVerdict;
import io.lifecycle4j.registry.Verdict;
import io.lifecycle4j.schema.Classification;
import io.lifecycle4j.schema.Tasks;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Comparisons by metrics that rest on some of the held-out rows only. */
class FewPositivesGateTest {
  private static final Classification KIND = Tasks.classification("kind", "no", "yes");

  /** The rows on which a model is wrong: positives first, then as many negatives as are left. */
  private static GateSubject wrongOn(String label, int positives, boolean[] wrong) {
    float[] outputs = new float[2 * wrong.length];
    double[] labels = new double[wrong.length];
    for (int row = 0; row < wrong.length; row++) {
      labels[row] = row < positives ? 1 : 0;
      outputs[2 * row + (wrong[row] == row < positives ? 0 : 1)] = 1;
    }
    return new GateSubject(
        ScoredArrays.beside(KIND, outputs, Map.of("prior", new float[2 * wrong.length]), labels),
        label,
        "payments:1/holdout",
        HeldOut.of(
            IntStream.range(0, wrong.length)
                .mapToObj(row -> new Person(row % 2 == 0 ? "DE" : "AT", Optional.empty(), true, 0))
                .toList()));
  }

  private static GateVerdict judge(Requirement gate, GateSubject candidate, GateSubject other) {
    return GateJudge.judge(GateChecks.gates(List.of(gate)), candidate, Optional.of(other)).get(0);
  }

  /**
   * Counts how often a candidate passes whose errors exceed those of production by a share.
   *
   * @param recall the recall of production
   * @param specificity its specificity
   * @param missed the share of positives that only the candidate gets wrong
   * @param raised the share of negatives that only the candidate gets wrong
   */
  private static int passes(
      String metric,
      double margin,
      int tries,
      int positives,
      double recall,
      double specificity,
      double missed,
      double raised) {
    SplittableRandom random = new SplittableRandom(11);
    int passed = 0;
    for (int i = 0; i < tries; i++) {
      boolean[] candidate = new boolean[11 * positives];
      boolean[] production = new boolean[candidate.length];
      for (int row = 0; row < candidate.length; row++) {
        boolean positive = row < positives;
        double draw = random.nextDouble();
        production[row] = draw >= (positive ? recall : specificity);
        candidate[row] = production[row] || draw < (positive ? missed : raised);
      }
      GateVerdict verdict =
          judge(
              notWorseThanProduction(metric).within(margin),
              wrongOn("fraud:2", positives, candidate),
              wrongOn("fraud:1", positives, production));
      passed += verdict.passed() ? 1 : 0;
    }
    return passed;
  }

  /** Each candidate is worse by the margin, so that one in twenty may pass. */
  @ParameterizedTest
  @CsvSource({
    "recall, 0.05, 500, 4, 0.9, 0.99, 0.05, 0",
    "recall, 0.05, 500, 10, 0.9, 0.99, 0.05, 0",
    "recall, 0.05, 500, 100, 0.9, 0.99, 0.05, 0",
    "specificity, 0.05, 500, 4, 0.9, 0.99, 0, 0.05",
    "precision, 0.05, 40, 10, 0.9, 0.99, 0, 0.0059",
    "precision, 0.05, 40, 30, 0.9, 0.99, 0, 0.0059",
    "f1, 0.05, 40, 10, 0.9, 0.99, 0.087, 0",
    "balanced_accuracy, 0.05, 40, 30, 0.9, 0.99, 0.1, 0"
  })
  @OnlyLarger
  void passesHardlyEverACandidateThatIsWorseByTheMargin(
      String metric,
      double margin,
      int tries,
      int positives,
      double recall,
      double specificity,
      double missed,
      double raised) {
    int passed = passes(metric, margin, tries, positives, recall, specificity, missed, raised);

    assertThat(passed)
        .as("passed of %s", tries)
        .isLessThanOrEqualTo((int) (0.05 * tries + 2 * Math.sqrt(0.05 * 0.95 * tries)));
  }

  @Test
  void passesACandidateThatIsAsGoodOnEnoughRows() {
    boolean[] wrong = new boolean[3_300];
    for (int row = 0; row < wrong.length; row += 15) {
      wrong[row] = true;
    }
    GateSubject candidate = wrongOn("fraud:2", 300, wrong);
    GateSubject production = wrongOn("fraud:1", 300, wrong);

    for (String metric : List.of("recall", "precision", "f1", "mcc", "balanced_accuracy")) {
      assertThat(judge(notWorseThanProduction(metric).within(0.05), candidate, production))
          .returns(Verdict.PASS, GateVerdict::verdict);
    }
  }

  @Test
  void saysOnHowManyRowsTheMetricRests() {
    GateSubject candidate = wrongOn("fraud:2", 4, new boolean[100]);
    GateSubject production = wrongOn("fraud:1", 4, new boolean[100]);

    assertThat(judge(notWorseThanProduction("recall").within(0.1), candidate, production))
        .returns(Verdict.INCONCLUSIVE, GateVerdict::verdict)
        .returns(
            "recall[yes] equal (0.4035 better to 0.4035 worse, 90 % interval): 1.0000 against 1.0000"
                + " of fraud:1 on the same 100 rows (it rests on 4 of them),"
                + " margin 0.1; Z 0.6667 (needs 1.6449); hold out more rows, or set a wider"
                + " margin (within); if both are equally good, about 25 such rows are needed in all;"
                + " these rows can show a difference of 0.41",
            GateVerdict::explanation);
    for (String metric : List.of("precision", "f1", "mcc", "roc_auc", "average_precision")) {
      assertThat(judge(notWorseThanProduction(metric).within(0.1), candidate, production))
          .returns(
              metric.equals("precision") // predicted for the same rows: the paired test
                  ? "precision[yes] equal (0.4035 better to 0.4035 worse, 90 % interval): 1.0000"
                      + " against 1.0000 of fraud:1 on the same 100 rows (it rests on 4 of them),"
                      + " margin 0.1; Z 0.6667 (needs 1.6449); hold out more rows, or set a wider"
                      + " margin (within); if both are equally good, about 25 such rows are needed"
                      + " in all; these rows can show a difference of 0.41"
                  : metric
                      + (metric.equals("mcc") ? "" : "[yes]")
                      + " 1.0000 against 1.0000 of fraud:1 on the same 100 rows (it rests on 4 of"
                      + " them), margin 0.1; at least 30 such held-out rows are needed",
              GateVerdict::explanation);
    }
  }

  @Test
  void countsTheRowsOfASlice() {
    GateSubject candidate = wrongOn("fraud:2", 50, new boolean[100]);
    GateSubject production = wrongOn("fraud:1", 50, new boolean[100]);

    assertThat(
            judge(
                notWorseThanProduction("f1").within(0.2).where("country", "DE"),
                candidate,
                production))
        .returns(Verdict.INCONCLUSIVE, GateVerdict::verdict)
        .extracting(GateVerdict::explanation)
        .asString()
        .contains("on the same 50 rows (it rests on 25 of them)")
        .endsWith("; at least 30 such held-out rows are needed");
  }

  @Test
  void isNotBetterThanABaselineByAFewRows() {
    GateSubject candidate = wrongOn("fraud:2", 4, new boolean[100]);

    assertThat(
            GateJudge.judge(
                    GateChecks.gates(List.of(betterThanBaseline("recall"))),
                    candidate,
                    Optional.empty())
                .get(0))
        .returns(Verdict.INCONCLUSIVE, GateVerdict::verdict)
        .extracting(GateVerdict::explanation)
        .asString()
        .endsWith(
            "on the same 100 rows (it rests on 4 of them); at least 30 such held-out rows are"
                + " needed");
  }

  /** The baseline is wrong on every positive, and on nothing else. */
  @ParameterizedTest
  @CsvSource({
    "29, 4, PASS, 1.8074 (needs 1.6449)",
    "30, 4, INCONCLUSIVE, '1.6036 (needs 1.6449); hold out more rows, or train a better network;"
        + " these rows can show a difference of 0.094; if it is better by 0.0600, about 241 rows are"
        + " needed in all'",
    "40, 0, INCONCLUSIVE, '0.0000 (needs 1.6449); hold out more rows, or train a better network;"
        + " these rows can show a difference of 0.027'",
    "36, 5, FAIL, -0.3333 (needs 1.6449)"
  })
  void isBetterThanABaselineByThePairedScore(
      int missed, int raised, Verdict verdict, String score) {
    boolean[] wrong = new boolean[100];
    Arrays.fill(wrong, 0, missed, true);
    Arrays.fill(wrong, 40, 40 + raised, true);

    assertThat(
            GateJudge.judge(
                    GateChecks.gates(List.of(betterThanBaseline("accuracy"))),
                    wrongOn("fraud:2", 40, wrong),
                    Optional.empty())
                .get(0))
        .returns(verdict, GateVerdict::verdict)
        .extracting(GateVerdict::explanation)
        .asString()
        .endsWith("of the baseline prior, the best of 1, on the same 100 rows; Z " + score);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0.006 | 0.04 | 0.0060 to 0.0400 worse",
        "-0.04 | -0.006 | 0.0060 to 0.0400 better",
        "-0.02 | 0.01 | 0.0200 better to 0.0100 worse",
        "0 | 0.01 | 0.0000 to 0.0100 worse",
        "-0.01 | 0 | 0.0000 to 0.0100 better",
        "0 | 0 | neither better nor worse"
      })
  void saysTheDirectionOfADifference(double lower, double upper, String words) {
    assertThat(GateFigures.worsening(lower, upper, 0.5)).isEqualTo(words);
  }
}
