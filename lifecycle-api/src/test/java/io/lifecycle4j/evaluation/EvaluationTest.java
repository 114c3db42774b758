package io.lifecycle4j.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.error.InvalidValueException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EvaluationTest {
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
        .isNotEqualTo(evaluation(Map.of("mae", 2.0)))
        .hasToString("rides:1 on rides:1/holdout (3 rows): mae 1");
    assertThat(Evaluation.builder("rides:1", "rides:1/holdout", 3).build().metrics()).isEmpty();
  }

  @Test
  void printsBaselinesAfterItsOwnMetrics() {
    Evaluation evaluation =
        Evaluation.builder("rides:1", "rides:1/holdout", 3)
            .metrics(Map.of("rmse", 2.25, "mae", 1.0))
            .baselines(
                Map.of("mean", Map.of("rmse", 5.5), "linear", Map.of("rmse", 3.0, "mae", 2.0)))
            .build();

    assertThat(evaluation)
        .hasToString(
            "rides:1 on rides:1/holdout (3 rows): mae 1, rmse 2.25; linear: mae 2, rmse 3; mean:"
                + " rmse 5.5")
        .isNotEqualTo(evaluation(Map.of("rmse", 2.25, "mae", 1.0)));
    assertThat(evaluation.baselines()).isUnmodifiable().containsOnlyKeys("linear", "mean");
    assertThat(evaluation.baselines().get("linear")).isUnmodifiable();
    assertThat(evaluation(Map.of()).baselines()).isEmpty();
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
