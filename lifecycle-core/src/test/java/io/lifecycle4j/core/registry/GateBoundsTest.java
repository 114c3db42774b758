package io.lifecycle4j.core.registry;

import static io.lifecycle4j.condition.Conditions.always;
import static io.lifecycle4j.condition.Conditions.metric;
import static io.lifecycle4j.registry.Gates.notWorseThanProduction;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.condition.Requirement;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.schema.Metric;
import io.lifecycle4j.schema.Metric.Better;
import io.lifecycle4j.schema.MetricRange;
import io.lifecycle4j.schema.Task;
import io.lifecycle4j.schema.Tasks;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Gates whose bounds no value of a metric reaches, every value does, or only worse ones do. */
class GateBoundsTest {
  private static final Task<?> CREDIT = Tasks.classification("default", "No", "Yes");
  private static final Task<?> PRICE = Tasks.regression("price");

  private static void check(Task<?> task, Requirement gate) {
    GateChecks.checkMetrics("credit", GateChecks.gates(List.of(gate)), task);
  }

  private static void assertNeverPasses(Task<?> task, Requirement gate, String why) {
    assertThatThrownBy(() -> check(task, gate))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid gate of credit: " + why);
  }

  private static List<String> doubts(Task<?> task, Requirement... gates) {
    return GateChecks.doubts("credit", GateChecks.gates(List.of(gates)), task);
  }

  @Test
  void refusesABoundThatNoValueReaches() {
    assertNeverPasses(
        CREDIT,
        metric("accuracy").atLeast(95),
        "accuracy at least 95 can never pass (accuracy is from 0 to 1; did you mean 0.95?)");
    assertNeverPasses(
        CREDIT,
        metric("recall").where("country", "DE").above(1),
        "recall where country is DE above 1 can never pass (recall is from 0 to 1)");
    assertNeverPasses(
        CREDIT,
        metric("log_loss").below(0),
        "log_loss below 0 can never pass (log_loss is at least 0)");
    assertNeverPasses(PRICE, metric("r2").is(1.5), "r2 is 1.5 can never pass (r2 is at most 1)");
  }

  @Test
  void followsWhatIsCombined() {
    assertNeverPasses(
        CREDIT,
        metric("mcc")
            .above(0)
            .and(metric("f1").atMost(0.5).or(metric("f1").atMost(-2)).not())
            .and(metric("accuracy").atLeast(0).not()),
        "(mcc above 0 and not (f1 at most 0.5 or f1 at most -2) and not accuracy at least 0) can"
            + " never pass (accuracy is from 0 to 1)");
    assertNeverPasses(
        CREDIT,
        metric("f1").above(1).or(metric("mcc").below(-1)),
        "(f1 above 1 or mcc below -1) can never pass (f1 is from 0 to 1)");
    assertThatCode(() -> check(CREDIT, metric("f1").above(1).or(metric("mcc").atMost(-1))))
        .doesNotThrowAnyException();
    assertThatCode(() -> check(CREDIT, metric("f1").above(1).not())).doesNotThrowAnyException();
    assertThatCode(() -> check(CREDIT, always())).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource({"accuracy,0,1", "mcc,-1,1", "brier,0,1", "log_loss,0,Infinity", "ece,0,1"})
  void knowsTheValuesOfAMetric(String name, double least, double greatest) {
    assertThat(CREDIT.findMetric(name))
        .map(Metric::range)
        .contains(new MetricRange(least, greatest));
    assertThat(Tasks.classification("of", "a", "b", "c").findMetric("brier"))
        .map(Metric::range)
        .contains(new MetricRange(0, 2));
  }

  @Test
  void refusesARangeWithoutValues() {
    assertThat(new Metric("levels_off", Better.LOWER).range()).hasToString("any number");
    assertThatThrownBy(() -> new MetricRange(4, 0))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(
            "Invalid range of a metric: 4 to 0 (the greatest value must not be below the least)");
    assertThatThrownBy(() -> new MetricRange(Double.NaN, 0))
        .isInstanceOf(InvalidValueException.class);
  }

  @Test
  void doubtsAGateThatAlwaysPasses() {
    assertThat(doubts(CREDIT, metric("accuracy").atLeast(0)))
        .containsExactly("accuracy at least 0 always passes (accuracy is from 0 to 1)");
    assertThat(doubts(CREDIT, notWorseThanProduction("accuracy").within(2)))
        .containsExactly(
            "accuracy not worse than production by 2.0 always passes (the margin is as wide as all"
                + " values of the metric)");
    assertThat(doubts(CREDIT, metric("top_2_accuracy").atLeast(0.5)))
        .containsExactly("top_2_accuracy is always 1 of 2 classes");
    assertThat(doubts(CREDIT, metric("top_1_accuracy").atLeast(0.5))).isEmpty();
    assertThat(doubts(PRICE, notWorseThanProduction("rmse").within(1_000), always())).isEmpty();
  }

  @Test
  void doubtsAGateThatAsksForWorseValues() {
    assertThat(doubts(CREDIT, metric("log_loss").atLeast(0.9)))
        .containsExactly(
            "log_loss at least 0.9 asks for worse values: smaller values of log_loss are better");
    assertThat(doubts(CREDIT, metric("accuracy").below(0.9).or(metric("f1").above(0.5))))
        .containsExactly(
            "accuracy below 0.9 asks for worse values: greater values of accuracy are better");
  }

  @Test
  void hasNoDoubtWhereABoundIsMeant() {
    assertThat(
            doubts(
                CREDIT,
                metric("log_loss").atLeast(0.9).not(),
                metric("baseline_accuracy").below(0.99),
                metric("accuracy").atLeast(0.8),
                metric("accuracy").below(0.9999), // such a good one has seen the labels
                metric("f1").isPresent()))
        .isEmpty();
  }
}
