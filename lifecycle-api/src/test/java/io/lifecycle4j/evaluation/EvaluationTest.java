package io.lifecycle4j.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.schema.Metric.Better;
import io.lifecycle4j.schema.Scores.Interval;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EvaluationTest {
  private static final String NOTHING =
      """
      rides:1 on rides:1/holdout (3 rows)

      | Metric | Better | Model | 95 % interval |
      | ------ | ------ | ----: | ------------: |
      """;

  @Test
  void sortsMetrics() {
    Evaluation evaluation = evaluation(Map.of("rmse", Double.NaN, "mae", 1.0));

    assertThat(evaluation.metrics().keySet()).containsExactly("mae", "rmse");
    assertThat(evaluation.metrics()).isUnmodifiable();
  }

  private static Evaluation evaluation(Map<String, Double> metrics) {
    return Evaluation.builder("rides:1", "rides:1/holdout", 3).metrics(metrics).build();
  }

  @Test
  void isEqualByAllParts() {
    assertThat(evaluation(Map.of("mae", 1.0)))
        .isEqualTo(evaluation(Map.of("mae", 1.0)))
        .hasSameHashCodeAs(evaluation(Map.of("mae", 1.0)))
        .isNotEqualTo(evaluation(Map.of("mae", 2.0)));
    assertThat(Evaluation.builder("rides:1", "rides:1/holdout", 3).build().metrics()).isEmpty();
  }

  @Test
  void printsMetricsBesideThoseOfBaselines() {
    Evaluation evaluation =
        Evaluation.builder("rides:1", "rides:1/holdout", 3)
            .metrics(
                Map.of(
                    "rmse", 2.250049, "r2", Double.NaN, "error[a|b]", 61_704.0, "base_rmse", 9.0))
            .directions(Map.of("rmse", Better.LOWER, "r2", Better.HIGHER, "base_rmse", Better.NONE))
            .intervals(Map.of("rmse", new Interval(-1.5, 2.0000001)))
            .baselines(
                Map.of("mean", Map.of("rmse", 5.5), "linear", Map.of("rmse", 3.2e-9, "r2", 0.0)))
            .build();

    assertThat(evaluation.markdown())
        .isEqualTo(
            """
            rides:1 on rides:1/holdout (3 rows)

            | Metric        | Better | Model | 95 % interval | Baseline linear | Baseline mean |
            | ------------- | ------ | ----: | ------------: | --------------: | ------------: |
            | base_rmse     |        |     9 |               |                 |               |
            | error\\[a\\|b\\] |        | 61700 |               |                 |               |
            | r2            | higher |   NaN |               |               0 |               |
            | rmse          | lower  |  2.25 |     -1.5 to 2 |          3.2E-9 |           5.5 |
            """);
    assertThat(evaluation)
        .hasToString(
            "rides:1 on rides:1/holdout (3 rows): base_rmse 9, error[a|b] 61700, r2 NaN, rmse 2.25")
        .isNotEqualTo(evaluation(Map.of("rmse", 2.25)));
    assertThat(evaluation.directions()).isUnmodifiable().containsEntry("r2", Better.HIGHER);
  }

  @Test
  void hasBaselinesThatDoNotChange() {
    Evaluation evaluation =
        Evaluation.builder("rides:1", "rides:1/holdout", 3)
            .baselines(Map.of("mean", Map.of("rmse", 5.5), "linear", Map.of("rmse", 3.0)))
            .build();

    assertThat(evaluation.baselines()).isUnmodifiable().containsOnlyKeys("linear", "mean");
    assertThat(evaluation.baselines().get("linear")).isUnmodifiable();
    assertThat(evaluation(Map.of()).baselines()).isEmpty();
    assertThat(evaluation(Map.of()).markdown()).isEqualTo(NOTHING);
    assertThat(evaluation(Map.of())).hasToString("rides:1 on rides:1/holdout (3 rows)");
    assertThatThrownBy(
            () -> Evaluation.builder("a", "b", 1).baselines(Map.of()).baselines(Map.of()))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid evaluation: baselines set twice");
  }

  @Test
  void takesMetricsOnce() {
    Evaluation.Builder builder = Evaluation.builder("rides:1", "rides:1", 3).metrics(Map.of());

    assertThatThrownBy(() -> builder.metrics(Map.of()))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid evaluation: metrics set twice");
  }

  @Test
  void countsItsRows() {
    assertThatThrownBy(() -> Evaluation.builder("rides:1", "rides:1/holdout", -1))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid evaluation: -1 rows (must not be negative)");
  }
}
