package io.lifecycle4j.core.registry.gates;

import static io.lifecycle4j.registry.Gates.betterThanProduction;
import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.core.registry.gates.HeldOut.Person;
import io.lifecycle4j.registry.Gate;
import io.lifecycle4j.registry.GateVerdict;
import io.lifecycle4j.registry.Verdict;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Gates that a version passes only if it is better than that in production. */
class ProductionGateTest {
  private static GateVerdict judge(Gate gate, GateSubject candidate, GateSubject production) {
    return GateJudge.judge(List.of(gate), candidate, Optional.of(production)).get(0);
  }

  @Test
  void passesABetterVersionByMcNemarsTest() {
    GateSubject production = Subjects.wrongOn("fashion:1", 100, 0, 29);

    assertThat(
            judge(
                betterThanProduction("accuracy"),
                Subjects.wrongOn("fashion:2", 100, 9, 29),
                production))
        .returns(Verdict.PASS, GateVerdict::verdict)
        .returns("accuracy better than production", GateVerdict::gate)
        .returns(
            "accuracy better by 0.0900 (0.0531 to 0.1485 better, 90 % interval): 0.8000 against"
                + " 0.7100 of fashion:1 on the same 100 rows; Z 3.0000 (needs 1.6449)",
            GateVerdict::explanation);
    assertThat(
            judge(
                betterThanProduction("accuracy"),
                Subjects.wrongOn("fashion:2", 100, 20, 60),
                production))
        .returns(Verdict.FAIL, GateVerdict::verdict);
  }

  @Test
  void saysWhichDifferenceTheRowsCanShow() {
    assertThat(
            judge(
                betterThanProduction("accuracy"),
                Subjects.wrongOn("fashion:2", 171, 0, 10),
                Subjects.wrongOn("fashion:1", 171, 5, 16)))
        .returns(Verdict.INCONCLUSIVE, GateVerdict::verdict)
        .returns(
            "accuracy better by 0.0058 (0.0413 better to 0.0287 worse, 90 % interval): 0.9415"
                + " against 0.9357 of fashion:1 on the same 171 rows; Z 0.3015 (needs 1.6449); hold"
                + " out more rows, or train a better network; these rows can show a"
                + " difference of 0.049; if it is better by 0.0058, about 11630 rows are needed in"
                + " all",
            GateVerdict::explanation)
        .satisfies(verdict -> assertThat(verdict.figures()).containsKey("detectable"));
  }

  @Test
  void comparesOtherMetricsByTheBootstrap() {
    float[] errors = new float[60];
    float[] worse = new float[60];
    for (int row = 0; row < errors.length; row++) {
      errors[row] = 1 + row % 7;
      worse[row] = 2 + row % 5 + row % 7;
    }

    assertThat(
            judge(
                betterThanProduction("mae"),
                Subjects.errors("houses:2", errors),
                Subjects.errors("houses:1", worse)))
        .returns(Verdict.PASS, GateVerdict::verdict)
        .extracting(GateVerdict::explanation)
        .asString()
        .isEqualTo(
            "mae better by 3.0000 (2.6789 to 3.3125 better, 90 % interval): 3.9000 against 6.9000 of"
                + " houses:1 on the same 60 rows");
    assertThat(
            judge(
                betterThanProduction("mae"),
                Subjects.errors("houses:2", errors),
                Subjects.errors("houses:1", errors)))
        .returns(Verdict.FAIL, GateVerdict::verdict)
        .extracting(GateVerdict::explanation)
        .asString()
        .startsWith("mae equal (neither better nor worse, 90 % interval): ");
  }

  @Test
  void asksForMoreRowsThanAFew() {
    assertThat(
            judge(
                betterThanProduction("accuracy"),
                Subjects.wrongOn("fashion:2", 29, 0, 0),
                Subjects.wrongOn("fashion:1", 29, 0, 29)))
        .returns(Verdict.INCONCLUSIVE, GateVerdict::verdict)
        .returns(
            "accuracy 1.0000 against 0.0000 of fashion:1 on the same 29 rows; at least 30 held-out"
                + " rows are needed",
            GateVerdict::explanation);
  }

  @Test
  void comparesTheRowsOfASlice() {
    HeldOut rows =
        HeldOut.of(
            IntStream.range(0, 200)
                .mapToObj(row -> new Person(row < 100 ? "DE" : "AT", Optional.empty(), true, 0))
                .toList());
    GateSubject candidate = Subjects.on(rows, Subjects.wrongOn("fashion:2", 200, 100, 200));
    GateSubject production = Subjects.on(rows, Subjects.wrongOn("fashion:1", 200, 0, 100));

    assertThat(
            judge(
                betterThanProduction("accuracy").where("country", "DE").where("member", "true"),
                candidate,
                production))
        .returns(Verdict.PASS, GateVerdict::verdict)
        .returns(
            "accuracy where country is DE and member is true better than production",
            GateVerdict::gate);
    assertThat(
            judge(betterThanProduction("accuracy").where("country", "AT"), candidate, production))
        .returns(Verdict.FAIL, GateVerdict::verdict);
  }

  @Test
  void passesTheFirstVersionThatCanBeMeasured() {
    GateSubject candidate = Subjects.wrongOn("fashion:2", 100, 0, 10);

    assertThat(
            GateJudge.judge(
                List.of(betterThanProduction("accuracy"), betterThanProduction("auc")),
                candidate,
                Optional.empty()))
        .extracting(GateVerdict::verdict)
        .containsExactly(Verdict.PASS, Verdict.ERROR);
  }
}
