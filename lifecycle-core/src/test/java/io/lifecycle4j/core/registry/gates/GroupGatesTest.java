package io.lifecycle4j.core.registry.gates;

import static io.lifecycle4j.registry.Gates.noSliceWorse;
import static io.lifecycle4j.registry.Gates.similarBetweenGroups;
import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.core.evaluation.ScoredArrays;
import io.lifecycle4j.core.registry.gates.HeldOut.Person;
import io.lifecycle4j.registry.Gate;
import io.lifecycle4j.registry.GateVerdict;
import io.lifecycle4j.registry.Verdict;
import io.lifecycle4j.schema.Tasks;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Gates that look at the rows of each value of a column. */
class GroupGatesTest {
  private static GateVerdict judge(Gate gate, GateSubject candidate, GateSubject production) {
    return GateJudge.judge(List.of(gate), candidate, Optional.of(production)).get(0);
  }

  private static HeldOut rows(int count, IntFunction<String> country) {
    return HeldOut.of(
        IntStream.range(0, count)
            .mapToObj(row -> new Person(country.apply(row), Optional.empty(), row % 2 == 0, row))
            .toList());
  }

  private static GateSubject wrong(String label, HeldOut rows, IntPredicate wrong) {
    int count = rows.people().size();
    float[] outputs = new float[2 * count];
    for (int row = 0; row < count; row++) {
      outputs[2 * row + (wrong.test(row) ? 1 : 0)] = 1;
    }
    return new GateSubject(
        ScoredArrays.of(Tasks.classification("kind", "a", "b"), outputs, new double[count]),
        label,
        "people:1/holdout",
        rows);
  }

  /** Four countries of 100 rows, and one of 20. */
  private static final HeldOut FIVE =
      rows(420, row -> List.of("AT", "CH", "DE", "FR", "IT").get(row / 100));

  @Test
  void rejectsAVersionThatIsWorseOnASlice() {
    GateVerdict verdict =
        judge(
            noSliceWorse("accuracy", "country", "member"),
            wrong("fashion:2", FIVE, row -> row >= 200 && row < 230),
            wrong("fashion:1", FIVE, row -> row < 30));

    assertThat(verdict)
        .returns(Verdict.FAIL, GateVerdict::verdict)
        .returns(
            "accuracy not worse than production on a slice by country, member by 0.1",
            GateVerdict::gate)
        .returns(
            "1 of 6 slices worse by more than 0.1; accuracy where country is DE 0.7000 against"
                + " 1.0000 of fashion:1 on the same 100 rows (p 0.0001, corrected); 1 slice of"
                + " fewer than 50 rows left out",
            GateVerdict::explanation);
    assertThat(verdict.figures())
        .containsEntry("slices", 6.0)
        .containsEntry("worse", 1.0)
        .containsEntry("left_out", 1.0);
  }

  @Test
  void allowsAMargin() {
    GateSubject candidate = wrong("fashion:2", FIVE, row -> row >= 200 && row < 215);
    GateSubject production = wrong("fashion:1", FIVE, row -> false);

    assertThat(judge(noSliceWorse("accuracy", "country").within(0.05), candidate, production))
        .returns(Verdict.FAIL, GateVerdict::verdict);
    assertThat(judge(noSliceWorse("accuracy", "country").within(0.3), candidate, production))
        .returns(Verdict.PASS, GateVerdict::verdict)
        .returns(
            "accuracy not worse than production on a slice by country by 0.3", GateVerdict::gate)
        .returns(
            "not worse by 0.3 on each of 4 slices; 1 slice of fewer than 50 rows left out",
            GateVerdict::explanation);
  }

  /** An alarm would pass: the rows of the slice do not show that it is worse. */
  @Test
  void doesNotPassWhereFewRowsShowNothing() {
    HeldOut rows = rows(1_030, row -> row < 1_000 ? "AT" : "DE");
    GateSubject candidate = wrong("fashion:2", rows, row -> row >= 1_000 && row < 1_003);
    GateSubject production = wrong("fashion:1", rows, row -> false);

    GateVerdict verdict =
        judge(noSliceWorse("accuracy", "country").minimumRows(30), candidate, production);

    assertThat(verdict)
        .returns(Verdict.INCONCLUSIVE, GateVerdict::verdict)
        .extracting(GateVerdict::explanation)
        .asString()
        .startsWith(
            "not decided on 1 of 2 slices, such as accuracy where country is DE worse by 0.1000 (")
        .contains(": 0.9000 against 1.0000 of fashion:1 on the same 30 rows, margin 0.1")
        .contains("; if both are equally good, about ")
        .contains(" rows are needed in all");
    assertThat(verdict.figures()).containsEntry("undecided", 1.0).containsEntry("level", 0.05);
    assertThat(verdict.gate()).endsWith(" by 0.1, of at least 30 rows");
  }

  /** With an alarm, the more slices there are, the greater must a difference be to be seen. */
  @Test
  @OnlyLarger
  void passesAVersionThatIsWorseOnASliceOnceInTwentyHoweverManySlicesThereAre() {
    int size = 100;
    HeldOut rows = rows(10 * size, row -> "" + row / size);
    SplittableRandom random = new SplittableRandom(19);
    int passed = 0;
    for (int i = 0; i < 200; i++) {
      double[] wrong = random.doubles(10L * size).toArray();
      GateSubject candidate = wrong("fashion:2", rows, row -> row < size && wrong[row] < 0.1);
      GateSubject production = wrong("fashion:1", rows, row -> false);
      passed += judge(noSliceWorse("accuracy", "country"), candidate, production).passed() ? 1 : 0;
    }
    assertThat(passed).as("5 % of 200, and three deviations").isLessThanOrEqualTo(19);
  }

  @Test
  @OnlyLarger
  void failsAnEquallyGoodVersionOnceInTwentyHoweverManySlicesThereAre() {
    HeldOut rows = rows(1_000, row -> "" + row / 100);
    SplittableRandom random = new SplittableRandom(17);
    int rejected = 0;
    for (int i = 0; i < 200; i++) {
      int[] wrong = random.ints(1_000, 0, 10).toArray(); // 0: only one of the two, 1: the other
      GateSubject candidate = wrong("fashion:2", rows, row -> wrong[row] == 0);
      GateSubject production = wrong("fashion:1", rows, row -> wrong[row] == 1);
      Gate gate = noSliceWorse("accuracy", "country").within(1e-9); // none
      rejected += judge(gate, candidate, production).verdict() == Verdict.FAIL ? 1 : 0;
    }
    assertThat(rejected).as("5 % of 200, and three deviations").isLessThanOrEqualTo(19);
  }

  @Test
  void comparesSlicesByTheBootstrapToo() {
    HeldOut rows = rows(200, row -> row < 100 ? "DE" : "AT");
    float[] errors = new float[200];
    float[] worse = new float[200];
    for (int row = 0; row < 200; row++) {
      errors[row] = 1 + row % 7;
      worse[row] = errors[row] + (row < 100 ? 2 + row % 3 : 0);
    }
    GateSubject candidate = Subjects.on(rows, Subjects.errors("houses:2", worse));
    GateSubject production = Subjects.on(rows, Subjects.errors("houses:1", errors));

    assertThat(judge(noSliceWorse("mae", "country"), candidate, production))
        .returns(Verdict.FAIL, GateVerdict::verdict)
        .extracting(GateVerdict::explanation)
        .asString()
        .startsWith("1 of 2 slices worse by more than 0.1; mae where country is DE ")
        .endsWith(" of houses:1 on the same 100 rows (p 0.0010, corrected)");
    assertThat(judge(noSliceWorse("mae", "country"), production, candidate).passed()).isTrue();
    assertThat(judge(noSliceWorse("mae", "country").within(4), candidate, production).passed())
        .isTrue();
  }

  @Test
  void asksForMoreRowsIfNoSliceHasEnough() {
    assertThat(
            judge(
                noSliceWorse("accuracy", "country").minimumRows(101),
                wrong("fashion:2", FIVE, row -> false),
                wrong("fashion:1", FIVE, row -> false)))
        .returns(Verdict.INCONCLUSIVE, GateVerdict::verdict)
        .returns("none of 5 slices has 101 rows; hold out more rows", GateVerdict::explanation);
  }

  @Test
  void givesAnErrorForAColumnThatCannotBeGroupedBy() {
    GateSubject candidate = wrong("fashion:2", FIVE, row -> false);

    assertThat(judge(noSliceWorse("accuracy", "contry"), candidate, candidate))
        .returns(Verdict.ERROR, GateVerdict::verdict)
        .extracting(GateVerdict::explanation)
        .asString()
        .startsWith("column does not exist: contry (did you mean country?");
    assertThat(judge(noSliceWorse("accuracy", "year"), candidate, candidate))
        .returns(Verdict.ERROR, GateVerdict::verdict)
        .returns(
            "year has more than 100 values (group by a column that has fewer)",
            GateVerdict::explanation);
    GateSubject hidden = Subjects.on(FIVE.privately(), candidate);
    assertThat(judge(similarBetweenGroups("accuracy", "country"), hidden, hidden))
        .returns(Verdict.ERROR, GateVerdict::verdict)
        .returns(
            "the values of country are private (a verdict would show them)",
            GateVerdict::explanation);
  }

  @Test
  void saysThatAMetricIsUndefinedOnSlices() {
    float[] outputs = new float[840];
    double[] labels = new double[420];
    for (int row = 0; row < 100; row++) { // in one country, each second row is of the class
      labels[row] = row % 2;
    }
    for (int row = 0; row < 420; row++) {
      outputs[2 * row + (int) labels[row]] = 1;
    }
    GateSubject candidate =
        new GateSubject(
            ScoredArrays.of(Tasks.classification("kind", "a", "b"), outputs, labels),
            "fashion:2",
            "people:1/holdout",
            FIVE);

    assertThat(judge(noSliceWorse("recall[b]", "country"), candidate, candidate))
        .returns(Verdict.ERROR, GateVerdict::verdict)
        .returns(true, GateVerdict::undefinedMetric)
        .extracting(GateVerdict::explanation)
        .asString()
        .contains("recall[b] is NaN");
  }

  @Test
  void passesTheFirstVersionThatCanBeMeasured() {
    assertThat(
            GateJudge.judge(
                List.of(noSliceWorse("accuracy", "country"), noSliceWorse("auc", "country")),
                wrong("fashion:2", FIVE, row -> false),
                Optional.empty()))
        .extracting(GateVerdict::verdict)
        .containsExactly(Verdict.PASS, Verdict.ERROR);
  }

  /** The first example of Newcombe 1998, table II: 56 of 70 against 48 of 80. */
  @Test
  void boundsTheDifferenceBetweenGroups() {
    HeldOut rows = rows(150, row -> row < 70 ? "f" : "m");
    GateSubject candidate = wrong("fashion:2", rows, row -> row < 70 ? row >= 56 : row >= 118);

    GateVerdict verdict = judge(similarBetweenGroups("accuracy", "country"), candidate, candidate);
    assertThat(verdict)
        .returns(Verdict.INCONCLUSIVE, GateVerdict::verdict)
        .returns("accuracy similar between groups by country, within 0.1", GateVerdict::gate)
        .returns(
            "accuracy 0.8000 for f on 70 rows, 0.6000 for m on 80: differs by 0.0524 to 0.3339 (95"
                + " % interval, needs at most 0.1); hold out more rows, or set a wider margin"
                + " (within)",
            GateVerdict::explanation);
    assertThat(
            judge(similarBetweenGroups("accuracy", "country").within(0.34), candidate, candidate))
        .returns(Verdict.PASS, GateVerdict::verdict);
    assertThat(
            judge(similarBetweenGroups("accuracy", "country").within(0.05), candidate, candidate))
        .returns(Verdict.FAIL, GateVerdict::verdict);
  }

  @Test
  void leavesOutSmallGroups() {
    GateSubject candidate = wrong("fashion:2", FIVE, row -> false);

    assertThat(judge(similarBetweenGroups("accuracy", "country"), candidate, candidate))
        .returns(Verdict.PASS, GateVerdict::verdict)
        .extracting(GateVerdict::explanation)
        .asString()
        .endsWith("; 1 group of fewer than 50 rows left out");
    assertThat(
            judge(
                similarBetweenGroups("accuracy", "country").minimumRows(101), candidate, candidate))
        .returns(Verdict.INCONCLUSIVE, GateVerdict::verdict)
        .returns(
            "0 of 5 groups has 101 rows (needs 2 such groups); hold out more rows",
            GateVerdict::explanation);
    assertThat(judge(similarBetweenGroups("recall[b]", "country"), candidate, candidate))
        .returns(Verdict.ERROR, GateVerdict::verdict)
        .returns(
            "recall[b] of AT is undefined on 100 rows (hold out rows that define it, such as some"
                + " of each class)",
            GateVerdict::explanation)
        .returns(true, GateVerdict::undefinedMetric);
    assertThat(judge(noSliceWorse("recall[b]", "country"), candidate, candidate))
        .returns(Verdict.ERROR, GateVerdict::verdict)
        .returns(true, GateVerdict::undefinedMetric);
  }
}
