package io.lifecycle4j.core.registry.gates;

import static io.lifecycle4j.condition.Conditions.metric;
import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.condition.Subject;
import io.lifecycle4j.core.registry.gates.HeldOut.Person;
import io.lifecycle4j.data.Rows;
import io.lifecycle4j.registry.Comparison;
import io.lifecycle4j.registry.Gate;
import io.lifecycle4j.registry.GateNeed;
import io.lifecycle4j.registry.GateVerdict;
import io.lifecycle4j.registry.JudgedVersion;
import io.lifecycle4j.registry.Verdict;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where what a gate may ask for ends, and where words of verdicts change. */
class GateEdgesTest {
  private static final Set<GateNeed> ON_ROWS = Set.of(GateNeed.ROWS, GateNeed.PRODUCTION);

  private final HeldOut rows = rows(200);

  private static HeldOut rows(int count) {
    return HeldOut.of(
        IntStream.range(0, count)
            .mapToObj(row -> new Person(row < 100 ? "DE" : "AT", Optional.empty(), true, row))
            .toList());
  }

  /** A gate whose answer is what a test asks for. */
  private record Asking(
      BiFunction<JudgedVersion, JudgedVersion, Object> question, Set<GateNeed> needs)
      implements Gate {
    @Override
    public String id() {
      return "asking";
    }

    @Override
    public GateVerdict judge(JudgedVersion candidate, Optional<JudgedVersion> production) {
      Object answer = question.apply(candidate, production.orElseThrow());
      return GateVerdict.passed("asking", String.valueOf(answer));
    }
  }

  private GateVerdict ask(HeldOut on, Asking gate) {
    int count = on.people().size();
    return GateJudge.judge(
            List.of(gate),
            Subjects.on(on, Subjects.wrongOn("fashion:2", count, 0, 30)),
            Optional.of(Subjects.on(on, Subjects.wrongOn("fashion:1", count, 50, 80))))
        .get(0);
  }

  private String answer(BiFunction<JudgedVersion, JudgedVersion, Object> question) {
    return ask(rows, new Asking(question, ON_ROWS)).explanation();
  }

  private String compared(BiFunction<Comparison, JudgedVersion, Object> question) {
    return answer((next, before) -> question.apply(next.compare("accuracy", before), next));
  }

  @Test
  void refusesMarginsThatAreNone() {
    for (double margin : new double[] {0, -0.1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThat(compared((two, next) -> two.notWorseBy(margin)))
          .contains("Invalid margin for accuracy: ")
          .contains("(must be positive and finite)");
    }
    for (double margin : new double[] {-0.1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThat(compared((two, next) -> two.chanceNotWorseBy(margin)))
          .contains("Invalid margin for accuracy: ")
          .contains("(must be finite, and not negative)");
    }
    assertThat(compared((two, next) -> two.chanceNotWorseBy(0))).startsWith("OptionalDouble[");
    assertThat(compared((two, next) -> two.notWorseBy(1).explanation()))
        .isEqualTo("margin for accuracy is 1.0 (must be a share, below 1)");
    assertThat(compared((two, next) -> two.notWorseBy(0.99).verdict())).isEqualTo("PASS");
  }

  @Test
  void refusesRowsThatAreNotThere() {
    Subject.Slice austria = metric("accuracy").where("country", "AT");
    for (long number : new long[] {-1, 100}) {
      assertThat(answer((next, before) -> next.where(austria).rows().row(number)))
          .contains("Invalid row: " + number + " (there are 100, from 0)");
    }
    assertThat(answer((next, before) -> next.where(austria).rows().row(99).number(3)))
        .isEqualTo("199.0");
    assertThat(answer((next, before) -> next.where(austria).where(austria)))
        .contains("column country set twice");
  }

  @Test
  void groupsByAtMostAHundredValuesInTwoPasses() {
    Asking years = new Asking((next, before) -> next.by("year").size(), ON_ROWS);
    assertThat(ask(rows(100), years)).returns("100", GateVerdict::explanation);
    assertThat(ask(rows(101), years))
        .returns(Verdict.ERROR, GateVerdict::verdict)
        .returns(
            "year has more than 100 values (group by a column that has fewer)",
            GateVerdict::explanation);

    assertThat(answer((next, before) -> next.by("country").size())).isEqualTo("2");
    assertThat(rows.reads()).as("the values, then all groups").hasValue(2);
  }

  @Test
  void runsAVersionOnlyForGatesThatAreAskedAgain() {
    Rows own = rows(1);
    assertThat(answer((next, before) -> next.predict(own)))
        .contains("Predictions of fashion:2 for rows of a gate are not known to one whose verdict");
    Set<GateNeed> more = Set.of(GateNeed.ROWS, GateNeed.PRODUCTION, GateNeed.MORE_THAN_ROWS);
    assertThat(ask(rows, new Asking((next, before) -> next.predict(own), more)).explanation())
        .as("these were scored without an engine")
        .contains("Cost of fashion:2 does not exist");
  }

  @Test
  void refusesQuantilesAndTolerancesThatAreNone() {
    for (double quantile : new double[] {0, 1.01, Double.NaN}) {
      assertThat(answer((next, before) -> next.latency(quantile)))
          .contains("Invalid quantile: ")
          .contains("(must be in (0, 1])");
    }
    assertThat(answer((next, before) -> next.latency(1))).contains("Cost of fashion:2 does not");
    for (double tolerance : new double[] {-0.1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThat(answer((next, before) -> next.changesFrom(before, tolerance)))
          .contains("Invalid tolerance: ")
          .contains("(must be finite and at least 0)");
    }
    assertThat(answer((next, before) -> next.changesFrom(before, 0)))
        .contains("Cost of fashion:2 does not exist");
    assertThat(answer((next, before) -> next.label() + " and " + before.label()))
        .isEqualTo("fashion:2 and fashion:1");
  }

  @Test
  void shortensLongFailures() {
    String begin = "the check threw java.lang.IllegalStateException: ";
    String fits = "a ".repeat(300).substring(0, 299 - begin.length()) + "b";

    assertThat(answer(thrown(fits))).isEqualTo(begin + fits);
    assertThat(answer(thrown(fits + "c"))).isEqualTo(begin + fits + "…");
  }

  private static BiFunction<JudgedVersion, JudgedVersion, Object> thrown(String message) {
    return (next, before) -> {
      throw new IllegalStateException(message);
    };
  }

  @ParameterizedTest
  @CsvSource({
    "0.001, 0.0010",
    "0.00099, 9.900e-04",
    "9999999, 9999999.0000",
    "10000000, 1.000e+07",
    "-0.0, 0.0000",
    "NaN, NaN"
  })
  void writesFigures(double value, String words) {
    assertThat(GateFigures.figure(value)).isEqualTo(words);
  }

  @Test
  void saysWhichDifferenceIsShownOnlyBeyondTheMargin() {
    assertThat(GateFigures.power(0.05, 0.05)).isEmpty();
    assertThat(GateFigures.power(0.0501, 0.05))
        .isEqualTo("; these rows can show a difference of 0.051");
    assertThat(GateFigures.power(Double.POSITIVE_INFINITY, 0.05)).isEmpty();
  }
}
