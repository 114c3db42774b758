package io.lifecycle4j.core.registry.gates;

import static io.lifecycle4j.condition.Conditions.metric;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.condition.Condition;
import io.lifecycle4j.core.registry.GateChecks;
import io.lifecycle4j.core.registry.gates.HeldOut.Person;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.registry.GateVerdict;
import io.lifecycle4j.registry.Verdict;
import io.lifecycle4j.schema.Tasks;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Gates on the bounds of confidence intervals. */
class MetricBoundGateTest {
  private static GateVerdict judge(Condition condition, GateSubject candidate) {
    return GateJudge.judge(GateChecks.gates(List.of(condition)), candidate, Optional.empty())
        .get(0);
  }

  /** Wilson's interval of 81 of 263 is 0.255283 to 0.366212 (Newcombe 1998, table I). */
  @Test
  void comparesTheBoundOfWilsonsInterval() {
    GateSubject candidate = Subjects.wrongOn("fashion:2", 263, 81, 263);

    assertThat(judge(metric("accuracy").lowerBound().atLeast(0.2552), candidate))
        .returns(Verdict.PASS, GateVerdict::verdict)
        .returns("lower bound of accuracy at least 0.2552", GateVerdict::gate)
        .returns(
            "lower bound of accuracy is 0.2553 for 0.3080 on 263 rows (needs at least 0.2552)",
            GateVerdict::explanation)
        .extracting(GateVerdict::figures)
        .satisfies(
            figures -> assertThat(figures).containsOnlyKeys("accuracy", "lower bound of accuracy"));
    assertThat(judge(metric("accuracy").upperBound().below(0.3663), candidate))
        .returns(
            "upper bound of accuracy is 0.3662 for 0.3080 on 263 rows (needs below 0.3663)",
            GateVerdict::explanation);
  }

  @Test
  void isInconclusiveWhileTheMetricItselfIsGoodEnough() {
    GateSubject candidate = Subjects.wrongOn("fashion:2", 100, 0, 10);

    assertThat(judge(metric("accuracy").lowerBound().atLeast(0.85), candidate))
        .returns(Verdict.INCONCLUSIVE, GateVerdict::verdict)
        .returns(
            "lower bound of accuracy is 0.8256 for 0.9000 on 100 rows (needs at least 0.8500); hold"
                + " out more rows, so that intervals become narrower",
            GateVerdict::explanation);
    assertThat(judge(metric("accuracy").lowerBound().atLeast(0.95), candidate))
        .returns(Verdict.FAIL, GateVerdict::verdict);
    assertThat(
            judge(
                metric("accuracy").lowerBound().atLeast(0.85).and(metric("accuracy").atLeast(0.95)),
                candidate))
        .returns(Verdict.FAIL, GateVerdict::verdict);
  }

  @Test
  void boundsAMetricOfASlice() {
    HeldOut rows =
        HeldOut.of(
            IntStream.range(0, 100)
                .mapToObj(row -> new Person(row < 50 ? "DE" : "AT", Optional.empty(), true, 0))
                .toList());
    GateSubject candidate = Subjects.on(rows, Subjects.wrongOn("fashion:2", 100, 0, 5));

    assertThat(judge(metric("accuracy").where("country", "DE").lowerBound().above(0.7), candidate))
        .returns(Verdict.PASS, GateVerdict::verdict)
        .returns(
            "lower bound of accuracy where country is DE is 0.7864 for 0.9000 on 50 rows (needs"
                + " above 0.7000)",
            GateVerdict::explanation);
    assertThat(judge(metric("accuracy").where("country", "FR").lowerBound().above(0), candidate))
        .returns(Verdict.ERROR, GateVerdict::verdict)
        .extracting(GateVerdict::explanation)
        .asString()
        .startsWith("accuracy where country is FR: no rows (");
  }

  @Test
  void isAnErrorForAMetricThatIsMissingOrUndefined() {
    GateSubject candidate = Subjects.wrongOn("fashion:2", 100, 0, 10);

    assertThat(judge(metric("auc").lowerBound().atLeast(0.5), candidate))
        .returns(Verdict.ERROR, GateVerdict::verdict)
        .extracting(GateVerdict::explanation)
        .asString()
        .startsWith("lower bound of auc is missing (there are accuracy, ");
    assertThat(judge(metric("recall[b]").lowerBound().atLeast(0.5).not(), candidate))
        .returns(Verdict.ERROR, GateVerdict::verdict);
  }

  @Test
  void isRefusedWhereNoValueReachesIt() {
    assertThatThrownBy(
            () ->
                GateChecks.checkMetrics(
                    "credit",
                    GateChecks.gates(List.of(metric("accuracy").lowerBound().atLeast(95))),
                    Tasks.classification("default", "No", "Yes")))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(
            "Invalid gate of credit: lower bound of accuracy at least 95 can never pass (accuracy is"
                + " from 0 to 1; did you mean 0.95?)");
  }
}
