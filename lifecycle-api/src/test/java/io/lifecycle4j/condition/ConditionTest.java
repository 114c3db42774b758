package io.lifecycle4j.condition;

import static io.lifecycle4j.condition.Conditions.metric;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.error.InvalidNameException;
import io.lifecycle4j.error.InvalidValueException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConditionTest {
  private static final Condition GOOD = metric("rmse").atMost(2.5);
  private static final Condition BIG = metric("rows").atLeast(100);

  @ParameterizedTest
  @CsvSource({
    "1.9, false, true, false, true",
    "2.0, true, true, false, false",
    "2.1, true, false, true, false",
    "Infinity, true, false, true, false",
    "-Infinity, false, true, false, true",
    "NaN, false, false, false, false"
  })
  void comparesWithItsBound(
      double value, boolean atLeast, boolean atMost, boolean above, boolean below) {
    Conditions.Subject subject = metric("loss");
    Map<String, Double> metrics = Map.of("loss", value);

    assertThat(subject.atLeast(2).holds(metrics)).isEqualTo(atLeast);
    assertThat(subject.atMost(2).holds(metrics)).isEqualTo(atMost);
    assertThat(subject.above(2).holds(metrics)).isEqualTo(above);
    assertThat(subject.below(2).holds(metrics)).isEqualTo(below);
  }

  @Test
  void isFalseWithoutTheMetric() {
    Map<String, Double> unset = new HashMap<>();
    unset.put("rmse", null);

    assertThat(GOOD.holds(Map.of())).isFalse();
    assertThat(GOOD.holds(unset)).isFalse();
    assertThat(GOOD.not().holds(Map.of())).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "2, 100, true, true, false",
    "2, 99, false, true, false",
    "3, 100, false, true, true",
    "3, 99, false, false, true"
  })
  void combines(double rmse, double rows, boolean and, boolean or, boolean not) {
    Map<String, Double> metrics = Map.of("rmse", rmse, "rows", rows);

    assertThat(GOOD.and(BIG).holds(metrics)).isEqualTo(and);
    assertThat(GOOD.or(BIG).holds(metrics)).isEqualTo(or);
    assertThat(GOOD.not().holds(metrics)).isEqualTo(not);
  }

  @Test
  void printsAsItReads() {
    assertThat(GOOD).hasToString("rmse at most 2.5");
    assertThat(GOOD.and(BIG).or(metric("auc").above(0.9).not()))
        .hasToString("((rmse at most 2.5 and rows at least 100.0) or not auc above 0.9)");
    assertThat(metric("auc").below(1)).hasToString("auc below 1.0");
  }

  @Test
  void isAValue() {
    assertThat(metric("rmse").atMost(2.5)).isEqualTo(GOOD).hasSameHashCodeAs(GOOD);
    assertThat(metric("rmse").atLeast(2.5)).isNotEqualTo(GOOD);
  }

  @Test
  void refusesABoundThatIsNotANumber() {
    assertThatThrownBy(() -> metric("rmse").atMost(Double.NaN))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid bound for rmse: NaN (must be a number)");
  }

  @Test
  @SuppressWarnings("NullAway")
  void refusesWhatIsMissing() {
    assertThatThrownBy(() -> metric(" "))
        .isInstanceOf(InvalidNameException.class)
        .hasMessage("Invalid metric name: ' ' (must not be empty)");
    assertThatThrownBy(() -> GOOD.and(null))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Missing condition: null (must be given)");
    assertThatThrownBy(() -> GOOD.or(null)).hasMessage("Missing condition: null (must be given)");
    assertThatThrownBy(() -> GOOD.holds(null)).hasMessage("Missing metrics: null (must be given)");
    assertThatThrownBy(() -> new Condition.Comparison("rmse", null, 1))
        .hasMessage("Missing operator of metric rmse: null (must be given)");
  }
}
