package io.lifecycle4j.condition;

import static io.lifecycle4j.condition.Conditions.metric;
import static io.lifecycle4j.condition.Conditions.param;
import static io.lifecycle4j.condition.Conditions.tag;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.error.InvalidNameException;
import io.lifecycle4j.error.InvalidValueException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConditionTest {
  private static final Condition GOOD = metric("rmse").atMost(2.5);
  private static final Condition BIG = metric("rows").atLeast(100);

  @ParameterizedTest
  @CsvSource({
    "1.9, false, true, false, true, false",
    "2.0, true, true, false, false, true",
    "2.1, true, false, true, false, false",
    "Infinity, true, false, true, false, false",
    "-Infinity, false, true, false, true, false",
    "NaN, false, false, false, false, false"
  })
  void comparesWithItsBound(
      double value, boolean atLeast, boolean atMost, boolean above, boolean below, boolean is) {
    Subject.Metric subject = metric("loss");
    Map<String, Double> metrics = Map.of("loss", value);

    assertThat(subject.atLeast(2).holds(metrics)).isEqualTo(atLeast);
    assertThat(subject.atMost(2).holds(metrics)).isEqualTo(atMost);
    assertThat(subject.above(2).holds(metrics)).isEqualTo(above);
    assertThat(subject.below(2).holds(metrics)).isEqualTo(below);
    assertThat(subject.is(2).holds(metrics)).isEqualTo(is);
    assertThat(subject.isNot(2).holds(metrics)).isEqualTo(!is);
  }

  @Test
  void isFalseWithoutTheMetricAlsoForIsNot() {
    Map<String, Double> unset = new HashMap<>();
    unset.put("rmse", null);

    assertThat(GOOD.holds(Map.of())).isFalse();
    assertThat(GOOD.holds(unset)).isFalse();
    assertThat(metric("rmse").isNot(1).holds(Map.of())).isFalse();
    assertThat(GOOD.not().holds(Map.of())).isTrue();
    assertThat(metric("rmse").isMissing().holds(unset)).isTrue();
    assertThat(metric("rmse").isPresent().holds(unset)).isFalse();
    assertThat(metric("rmse").isPresent().holds(Map.of("rmse", Double.NaN))).isTrue();
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
    assertThat(Conditions.always().holds(metrics)).isTrue();
  }

  @Test
  void saysInWordsWhatMustHold() {
    assertThat(GOOD.words()).isEqualTo("rmse at most 2.5");
    assertThat(GOOD.and(BIG).or(metric("auc").above(0.9).not()).words())
        .isEqualTo("((rmse at most 2.5 and rows at least 100) or not auc above 0.9)");
    assertThat(tag("team").in("a", "b").and(param("lr").below(1)).words())
        .isEqualTo("(tag team is one of 'a', 'b' and param lr below 1)");
    assertThat(Conditions.datasetName().isMissing().words()).isEqualTo("dataset name is missing");
    assertThat(Conditions.endTime().isPresent().words()).isEqualTo("end time is there");
    assertThat(Conditions.always().words()).isEqualTo("always");
  }

  @Test
  void selectsASliceByItsColumns() {
    Subject.Slice slice = metric("recall").where("country", "DE");

    assertThat(slice.atLeast(0.8).words()).isEqualTo("recall where country is DE at least 0.8");
    assertThat(slice.where("age", "").words())
        .isEqualTo("recall where age is missing and country is DE");
    assertThat(slice.where("age", "42"))
        .isEqualTo(metric("recall").where("age", "42").where("country", "DE"))
        .isNotEqualTo(slice);
    assertThatThrownBy(() -> slice.where("country", "FR"))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid slice of recall: column country set twice");
    assertThatThrownBy(() -> new Subject.Slice("recall", Map.of()))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid slice of recall: no columns (needs at least 1)");
    assertThatThrownBy(() -> metric("recall").where(" ", "DE"))
        .isInstanceOf(InvalidNameException.class)
        .hasMessage("Invalid column name: ' ' (must not be empty)");
    assertThatThrownBy(() -> slice.above(0).holds(Map.of("recall", 1.0)))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Cannot compare recall where country is DE: not known here (only metrics are)");
  }

  @Test
  void isAValue() {
    assertThat(metric("rmse").atMost(2.5)).isEqualTo(GOOD).hasSameHashCodeAs(GOOD);
    assertThat(metric("rmse").atLeast(2.5)).isNotEqualTo(GOOD);
    assertThat(tag("a").is("x")).isEqualTo(tag("a").is("x")).isNotEqualTo(tag("a").is("y"));
    assertThat(tag("a").is("x")).hasSameHashCodeAs(tag("a").is("x")).isNotEqualTo(GOOD);
    assertThat(tag("a").is("x")).isNotEqualTo(param("a").is("x"));
  }

  @Test
  void isEqualWhenItMeansTheSame() {
    Condition third = tag("team").is("x");

    assertThat(GOOD.and(BIG).and(third)).isEqualTo(GOOD.and(BIG.and(third)));
    assertThat(GOOD.or(BIG).or(third)).isEqualTo(GOOD.or(BIG.or(third)));
    assertThat(GOOD.not().not()).isEqualTo(GOOD);
    assertThat(Conditions.always().and(GOOD)).isEqualTo(GOOD);
    assertThat(GOOD.and(Conditions.always())).isEqualTo(GOOD);
    assertThat(metric("loss").above(-0.0)).isEqualTo(metric("loss").above(0.0));
  }

  @Test
  void tellsWhatItAsksAbout() {
    Condition condition =
        GOOD.and(param("lr").is("1").or(tag("team").isMissing().not()))
            .and(Conditions.status().isPresent())
            .and(metric("rmse").above(1));

    assertThat(condition.subjects())
        .containsExactly(metric("rmse"), param("lr"), tag("team"), Conditions.status());
    assertThat(Conditions.always().subjects()).isEmpty();
  }

  @Test
  void refusesWhatMetricsDoNotTellInsteadOfAnsweringNo() {
    Condition other = tag("team").is("x").not();

    assertThatThrownBy(() -> other.holds(Map.of()))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Cannot compare tag team: not known here (only metrics are)");
    assertThatThrownBy(() -> Conditions.startTime().above(1).holds(Facts.ofMetrics(Map.of())))
        .hasMessage("Cannot compare start time: not known here (only metrics are)");
  }

  @Test
  void keepsItsOwnMetrics() {
    Map<String, Double> metrics = new HashMap<>(Map.of("rmse", 2.0));
    Facts facts = Facts.ofMetrics(metrics);
    metrics.put("rmse", 3.0);

    assertThat(GOOD.holds(facts)).isTrue();
  }

  @Test
  void refusesABoundThatIsNotANumber() {
    assertThatThrownBy(() -> metric("rmse").atMost(Double.NaN))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid bound for rmse: NaN (must be a number)");
  }

  @Test
  void refusesAWrongNumberOfTexts() {
    assertThatThrownBy(() -> tag("team").in())
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid condition on tag team: 0 texts (IN takes at least one)");
    assertThatThrownBy(
            () -> new TextComparison(tag("a"), TextComparison.Operator.IS_NOT, List.of("x", "y")))
        .hasMessage("Invalid condition on tag a: 2 texts (!= takes one)");
    assertThatThrownBy(() -> new Condition.And(List.of(GOOD)))
        .hasMessage("Invalid conjunction: 1 condition (needs none or at least 2)");
    assertThatThrownBy(() -> new Condition.Or(List.of()))
        .hasMessage("Invalid disjunction: 0 conditions (needs at least 2)");
  }

  @Test
  void refusesToBeNestedTooDeeply() {
    Condition deep = GOOD;
    for (int i = 1; i < Conditions.MAX_DEPTH; i += 2) {
      deep = deep.and(BIG).or(BIG);
    }
    Condition deepest = deep;

    assertThatThrownBy(() -> deepest.and(BIG))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid condition: nested 101 deep (must be at most 100)");
    assertThatThrownBy(() -> deepest.not()).isInstanceOf(InvalidValueException.class);
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
    assertThatThrownBy(() -> GOOD.holds((Map<String, Double>) null))
        .hasMessage("Missing metrics: null (must be given)");
    assertThatThrownBy(() -> GOOD.holds((Facts) null))
        .hasMessage("Missing facts: null (must be given)");
    assertThatThrownBy(() -> new NumberComparison(metric("rmse"), null, 1))
        .hasMessage("Missing operator for rmse: null (must be given)");
    assertThatThrownBy(() -> metric("recall").where("country", null))
        .hasMessage("Missing value of column country: null (must be given)");
    assertThatThrownBy(() -> tag("team").like(null))
        .hasMessage("Missing text for tag team: null (must be given)");
  }
}
