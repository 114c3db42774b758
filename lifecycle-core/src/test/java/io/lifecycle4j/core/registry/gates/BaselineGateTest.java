package io.lifecycle4j.core.registry.gates;

import static io.lifecycle4j.registry.Gates.betterThanBaseline;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.core.Counts;
import io.lifecycle4j.core.evaluation.ScoredArrays;
import io.lifecycle4j.core.registry.GateChecks;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.registry.GateVerdict;
import io.lifecycle4j.registry.Verdict;
import io.lifecycle4j.schema.Tasks;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Gates against the simple models of a version. */
class BaselineGateTest {
  /** A regression of the label 0, so that outputs are errors. */
  private static GateSubject subject(int rows, double error, Map<String, Double> baselines) {
    Map<String, float[]> others = new TreeMap<>();
    baselines.forEach((name, size) -> others.put(name, errors(rows, size, name.hashCode())));
    return new GateSubject(
        ScoredArrays.beside(
            Tasks.regression("price"), errors(rows, error, 1), others, new double[rows]),
        "houses:2",
        "sales:1/holdout",
        HeldOut.empty());
  }

  private static float[] errors(int rows, double size, long seed) {
    Random random = new Random(seed);
    float[] errors = new float[rows];
    for (int i = 0; i < rows; i++) {
      errors[i] = (float) (size * (0.5 + random.nextDouble()) * (random.nextBoolean() ? 1 : -1));
    }
    return errors;
  }

  private static GateVerdict judge(GateSubject candidate, String metric) {
    return GateJudge.judge(
            GateChecks.gates(List.of(betterThanBaseline(metric))), candidate, Optional.empty())
        .get(0);
  }

  @Test
  void comparesWithTheBestBaseline() {
    Map<String, Double> baselines = Map.of("mean", 5.0, "linear", 2.0, "median", 4.0);

    GateVerdict better = judge(subject(200, 1, baselines), "rmse");
    assertThat(better.verdict()).isEqualTo(Verdict.PASS);
    assertThat(better.gate()).isEqualTo("rmse better than every baseline");
    assertThat(better.explanation())
        .matches(
            "rmse better by \\d\\.\\d{4} \\(\\d\\.\\d{4} to \\d\\.\\d{4} better, 90 % interval\\):"
                + " 1\\.\\d{4} against 2\\.\\d{4} of the baseline linear, the best of 3, on the"
                + " same 200 rows");
    assertThat(judge(subject(200, 3, baselines), "mae"))
        .returns(Verdict.FAIL, GateVerdict::verdict)
        .satisfies(
            it -> assertThat(it.explanation()).startsWith("mae worse by 1.0").doesNotContain("-"));
    assertThat(judge(subject(200, 2, baselines), "rmse"))
        .returns(Verdict.INCONCLUSIVE, GateVerdict::verdict)
        .satisfies(
            it ->
                assertThat(it.explanation())
                    .contains(
                        "; hold out more rows, or train a better network; these rows can show a"
                            + " difference of 0."));
  }

  @Test
  void asksForMoreRowsThanAFew() {
    assertThat(judge(subject(29, 1, Map.of("mean", 5.0)), "rmse"))
        .returns(Verdict.INCONCLUSIVE, GateVerdict::verdict)
        .satisfies(
            it ->
                assertThat(it.explanation())
                    .endsWith("on the same 29 rows; at least 30 held-out rows are needed"));
  }

  @Test
  void givesAnErrorWhenThereIsNothingToCompare() {
    assertThat(judge(subject(50, 1, Map.of()), "rmse"))
        .returns(Verdict.ERROR, GateVerdict::verdict)
        .returns("no baseline has the metric rmse on these rows", GateVerdict::explanation)
        .returns(false, GateVerdict::undefinedMetric);
    assertThat(judge(subject(50, Double.NaN, Map.of("mean", 5.0)), "rmse"))
        .returns("rmse is NaN" + GateFigures.UNDEFINED, GateVerdict::explanation)
        .returns(true, GateVerdict::undefinedMetric);
    assertThat(judge(subject(50, 1, Map.of("mean", 5.0)), "auc").explanation())
        .startsWith("auc is missing (there are baseline_rmse, ");
    assertThat(judge(subject(50, 1, Map.of("mean", 5.0)), "baseline_rmse"))
        .returns(Verdict.ERROR, GateVerdict::verdict)
        .returns(
            "Comparison does not exist: baseline_rmse (neither greater nor smaller values are"
                + " better)",
            GateVerdict::explanation);
  }

  @Test
  void isRefusedForATaskWithoutBaselines() {
    assertThatThrownBy(
            () ->
                GateChecks.checkMetrics(
                    "streets",
                    GateChecks.gates(List.of(betterThanBaseline("miscounted"))),
                    new Counts("cats", "dogs")))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(
            "Invalid gate of streets: the task counts has no baselines to compare miscounted with"
                + " (compare with a number, or with production)");
  }
}
