package io.lifecycle4j.core.registry.gates;

import static io.lifecycle4j.condition.Conditions.metric;
import static io.lifecycle4j.registry.Gates.notWorseThanProduction;
import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.condition.Condition;
import io.lifecycle4j.condition.Requirement;
import io.lifecycle4j.core.registry.GateChecks;
import io.lifecycle4j.core.registry.gates.HeldOut.Person;
import io.lifecycle4j.registry.GateVerdict;
import io.lifecycle4j.registry.Verdict;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Gates on a metric over some of the held-out rows. */
class SliceGateTest {
  private static final Optional<Double> UNKNOWN = Optional.empty();

  /** Ten rows, of which the candidate predicts the first three wrongly. */
  private static final HeldOut ROWS =
      HeldOut.of(
          Stream.of(
                  new Person("DE", Optional.of(42.0), true, 2023),
                  new Person("DE", Optional.of(42.0), true, 2024),
                  new Person("AT", Optional.of(0.5), false, 2024),
                  new Person("DE", UNKNOWN, false, 2024),
                  new Person("CH", UNKNOWN, false, 2024),
                  new Person("", Optional.of(42.0), false, 2024),
                  new Person("New York", Optional.of(7.0), false, 2024),
                  new Person("FR", Optional.of(7.0), false, 2024),
                  new Person("IT", Optional.of(7.0), false, 2024),
                  new Person("DE", Optional.of(7.0), false, 2024))
              .toList());

  private static final GateSubject CANDIDATE =
      Subjects.on(ROWS, Subjects.wrongOn("fashion:2", 10, 0, 3));

  private static GateVerdict judge(Condition condition) {
    return judge(condition, CANDIDATE);
  }

  private static GateVerdict judge(Requirement requirement, GateSubject candidate) {
    return GateJudge.judge(GateChecks.gates(List.of(requirement)), candidate, Optional.empty())
        .get(0);
  }

  @Test
  void passesAndFailsByTheRowsOfTheSlice() {
    assertThat(judge(metric("accuracy").where("country", "DE").atLeast(0.5)))
        .isEqualTo(
            GateVerdict.builder(
                    "accuracy where country is DE at least 0.5",
                    Verdict.PASS,
                    "accuracy where country is DE is 0.5000 on 4 rows (needs at least 0.5000)")
                .figure("accuracy where country is DE", 0.5)
                .build());
    assertThat(judge(metric("accuracy").where("country", "AT").above(0)))
        .returns(Verdict.FAIL, GateVerdict::verdict)
        .returns(
            "accuracy where country is AT is 0.0000 on 1 row (needs above 0.0000)",
            GateVerdict::explanation);
    assertThat(judge(metric("accuracy").atLeast(0.7)).passed()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "country, New York, 1 row, 1.0000",
    "age, 42, 3 rows, 0.3333",
    "age, 0.5, 1 row, 0.0000",
    "age, '', 2 rows, 1.0000",
    "country, '', 1 row, 1.0000",
    "member, true, 2 rows, 0.0000",
    "member, false, 8 rows, 0.8750",
    "year, 2023, 1 row, 0.0000"
  })
  void findsTheRowsByTheTextOfACell(String column, String value, String rows, String accuracy) {
    assertThat(judge(metric("accuracy").where(column, value).above(2)).explanation())
        .isEqualTo(
            "accuracy where %s is %s is %s on %s (needs above 2.0000)",
            column, value.isEmpty() ? "missing" : value, accuracy, rows);
  }

  @Test
  void selectsByAllColumnsOfASlice() {
    assertThat(judge(metric("accuracy").where("country", "DE").where("year", "2024").above(0.9)))
        .returns(Verdict.FAIL, GateVerdict::verdict)
        .returns(
            "accuracy where country is DE and year is 2024 is 0.6667 on 3 rows (needs above"
                + " 0.9000)",
            GateVerdict::explanation);
  }

  @Test
  void measuresWhatNoEvaluationLists() {
    assertThat(judge(metric("recall[a]").where("country", "DE").is(0.5)).passed()).isTrue();
  }

  @Test
  void givesAnErrorForAColumnThatDoesNotExist() {
    assertThat(judge(metric("accuracy").where("contry", "DE").above(0).not()))
        .returns(Verdict.ERROR, GateVerdict::verdict)
        .returns(
            "accuracy where contry is DE: column does not exist: contry (did you mean country?"
                + " there are country, age, member, year)",
            GateVerdict::explanation);
    assertThat(judge(metric("accuracy").where("contry", "DE").isMissing()).verdict())
        .isEqualTo(Verdict.ERROR);
  }

  @Test
  void givesAnErrorForASliceWithoutRows() {
    assertThat(judge(metric("accuracy").where("country", "de").above(0).not()))
        .returns(Verdict.ERROR, GateVerdict::verdict)
        .returns(
            "accuracy where country is de: no rows (did you mean DE? values of country: AT, CH,"
                + " DE, FR, IT, …)",
            GateVerdict::explanation);
    assertThat(judge(metric("accuracy").where("age", "43").isMissing()))
        .returns(Verdict.ERROR, GateVerdict::verdict)
        .returns(
            "accuracy where age is 43: no rows (values of age: 0.5, 42, 7)",
            GateVerdict::explanation);
    assertThat(judge(metric("accuracy").where("country", "AT").where("member", "true").above(0)))
        .returns(
            "accuracy where country is AT and member is true: no rows (each value occurs, but no"
                + " row has all of them)",
            GateVerdict::explanation);
  }

  @Test
  void showsNoValueOfAPrivateColumn() {
    assertThat(
            judge(
                metric("accuracy").where("country", "de").above(0),
                Subjects.on(ROWS.privately(), CANDIDATE)))
        .returns(
            "accuracy where country is de: the values of country are private (a verdict would show"
                + " them)",
            GateVerdict::explanation);
  }

  @Test
  void givesAnErrorWhenTheSliceDoesNotDefineTheMetric() {
    assertThat(judge(metric("recall[b]").where("country", "DE").above(0).not()))
        .returns(Verdict.ERROR, GateVerdict::verdict)
        .returns(
            "recall[b] where country is DE is NaN on 4 rows" + GateFigures.UNDEFINED,
            GateVerdict::explanation)
        .returns(true, GateVerdict::undefinedMetric);
    assertThat(judge(metric("auc").where("country", "DE").above(0)))
        .returns(Verdict.ERROR, GateVerdict::verdict)
        .satisfies(
            verdict ->
                assertThat(verdict.explanation())
                    .startsWith("auc where country is DE is missing (there are accuracy, "));
  }

  @Test
  void readsTheRowsOnceForAllSlicesAndNotAtAllWithoutOne() {
    HeldOut rows = HeldOut.of(ROWS.people());
    GateSubject candidate = Subjects.on(rows, CANDIDATE);

    judge(metric("accuracy").above(0), candidate);
    judge(metric("accuracy").where("nowhere", "x").above(0), candidate);
    assertThat(rows.reads()).hasValue(0);

    GateJudge.judge(
        GateChecks.gates(
            IntStream.range(2020, 2025)
                .mapToObj(year -> metric("accuracy").where("year", "" + year).above(0))
                .toList()),
        candidate,
        Optional.empty());
    assertThat(rows.reads()).hasValue(1);
  }

  /** As good as production on all rows, worse in the first country, better in the second. */
  @Test
  void comparesWithProductionOnASlice() {
    HeldOut rows = HeldOut.of(people(100, "DE", 100, "AT"));
    GateSubject candidate = Subjects.on(rows, Subjects.wrongOn("fashion:2", 200, 0, 30));
    GateSubject production = Subjects.on(rows, Subjects.wrongOn("fashion:1", 200, 100, 130));

    assertThat(compare("DE", candidate, production))
        .returns(Verdict.FAIL, GateVerdict::verdict)
        .returns(
            "accuracy where country is DE not worse than production by 0.05", GateVerdict::gate)
        .extracting(GateVerdict::explanation)
        .asString()
        .startsWith(
            "accuracy where country is DE worse by 0.3000 (0.2307 to 0.3798 worse, 90 % interval):"
                + " 0.7000 against 1.0000 of fashion:1 on the same 100 rows, margin 0.05; Z ");
    assertThat(compare("AT", candidate, production).verdict()).isEqualTo(Verdict.PASS);
    assertThat(compare("FR", candidate, production))
        .returns(Verdict.ERROR, GateVerdict::verdict)
        .extracting(GateVerdict::explanation)
        .asString()
        .startsWith("accuracy where country is FR: no rows (");
  }

  private static GateVerdict compare(
      String country, GateSubject candidate, GateSubject production) {
    Requirement gate = notWorseThanProduction("accuracy").within(0.05).where("country", country);
    return GateJudge.judge(GateChecks.gates(List.of(gate)), candidate, Optional.of(production))
        .get(0);
  }

  private static List<Person> people(int first, String country, int second, String other) {
    return IntStream.range(0, first + second)
        .mapToObj(i -> new Person(i < first ? country : other, UNKNOWN, false, 2024))
        .toList();
  }
}
