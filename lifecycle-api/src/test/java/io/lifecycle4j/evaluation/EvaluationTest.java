package io.lifecycle4j.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.error.InvalidValueException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EvaluationTest {
  @Test
  void sortsMetrics() {
    Evaluation evaluation =
        new Evaluation("rides:1", "rides:1/holdout", 3, Map.of("rmse", Double.NaN, "mae", 1.0));

    assertThat(evaluation.metrics().keySet()).containsExactly("mae", "rmse");
    assertThat(evaluation.metrics()).isUnmodifiable();
  }

  @Test
  void countsItsRows() {
    assertThatThrownBy(() -> new Evaluation("rides:1", "rides:1/holdout", -1, Map.of()))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid evaluation: -1 rows (must not be negative)");
  }
}
