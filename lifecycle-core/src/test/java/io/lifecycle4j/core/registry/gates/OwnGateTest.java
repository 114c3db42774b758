package io.lifecycle4j.core.registry.gates;

import static io.lifecycle4j.condition.Conditions.metric;
import static io.lifecycle4j.condition.Conditions.tag;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.condition.Condition;
import io.lifecycle4j.condition.Subject;
import io.lifecycle4j.core.registry.GateChecks;
import io.lifecycle4j.core.registry.gates.HeldOut.Person;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.registry.Comparison;
import io.lifecycle4j.registry.Gate;
import io.lifecycle4j.registry.GateNeed;
import io.lifecycle4j.registry.GateVerdict;
import io.lifecycle4j.registry.JudgedVersion;
import io.lifecycle4j.registry.Verdict;
import io.lifecycle4j.schema.Tasks;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Gates of a user, which pass the same door as those of the library. */
class OwnGateTest {
  private static final Condition IN_GERMANY = metric("accuracy").where("country", "DE").above(0.9);

  private final HeldOut rows =
      HeldOut.of(
          IntStream.range(0, 200)
              .mapToObj(row -> new Person(row < 100 ? "DE" : "AT", Optional.empty(), true, row))
              .toList());

  private final GateSubject candidate =
      Subjects.on(rows, Subjects.wrongOn("fashion:2", 200, 0, 30));
  private final GateSubject production =
      Subjects.on(rows, Subjects.wrongOn("fashion:1", 200, 100, 130));

  /** A gate that does what a test says. */
  private record Mine(
      BiFunction<JudgedVersion, Optional<JudgedVersion>, @Nullable GateVerdict> judging)
      implements Gate {
    @Override
    public String id() {
      return "mine";
    }

    @Override
    public Set<GateNeed> needs() {
      return Set.of(GateNeed.PRODUCTION, new GateNeed.Slice(Map.of("country", "DE")));
    }

    @Override
    @SuppressWarnings("NullAway") // as the code of a user may do
    public GateVerdict judge(JudgedVersion candidate, Optional<JudgedVersion> production) {
      return judging.apply(candidate, production);
    }

    @Override
    public String toString() {
      return "as I like it";
    }
  }

  private GateVerdict judge(
      BiFunction<JudgedVersion, Optional<JudgedVersion>, @Nullable GateVerdict> judging) {
    return GateJudge.judge(List.of(new Mine(judging)), candidate, Optional.of(production)).get(0);
  }

  private GateVerdict compared(Function<Comparison, GateVerdict> test) {
    return judge((next, before) -> test.apply(next.compare("accuracy", before.orElseThrow())));
  }

  @Test
  void returnsAVerdictWithFigures() {
    GateVerdict verdict =
        judge(
            (next, before) ->
                GateVerdict.builder("other words", Verdict.INCONCLUSIVE, "Perhaps")
                    .figure("size", next.size())
                    .build());

    assertThat(verdict)
        .isEqualTo(
            GateVerdict.builder("as I like it", Verdict.INCONCLUSIVE, "Perhaps")
                .figure("size", 200)
                .build());
  }

  @Test
  void comparesAsTheGatesOfTheLibraryDo() {
    assertThat(compared(comparison -> comparison.notWorseBy(0.2)))
        .returns(Verdict.PASS, GateVerdict::verdict)
        .returns(
            "accuracy equal (0.0643 better to 0.0643 worse, 90 % interval): 0.8500 against 0.8500"
                + " of fashion:1 on the same 200 rows, margin 0.2; Z 4.8888 (needs 1.6449)",
            GateVerdict::explanation)
        .extracting(GateVerdict::figures)
        .satisfies(
            figures ->
                assertThat(figures)
                    .containsOnlyKeys(
                        "basis", "candidate", "lower", "margin", "rival", "rows", "upper", "z")
                    .containsEntry("candidate", 0.85)
                    .containsEntry("rows", 200.0));
    assertThat(compared(Comparison::better).verdict()).isEqualTo(Verdict.INCONCLUSIVE);
  }

  @Test
  void needsTheVersionThatItNamesAMarginTo() {
    Gate lost =
        new Gate() {
          @Override
          public String id() {
            return "lost";
          }

          @Override
          public Set<GateNeed> needs() {
            return Set.of(new GateNeed.Compared("accuracy", OptionalDouble.of(0.1)));
          }

          @Override
          public GateVerdict judge(JudgedVersion next, Optional<JudgedVersion> before) {
            return GateVerdict.passed("lost", "never asked");
          }
        };

    assertThatThrownBy(() -> GateChecks.gates(List.of(lost)))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(
            "Invalid gate: lost needs [Compared[metric=accuracy, margin=OptionalDouble[0.1]]] (a"
                + " margin is one to production, which it must need, too)");
  }

  @Test
  void comparesAtASmallerLevelAmongSeveral() {
    GateSubject better = Subjects.on(rows, Subjects.wrongOn("fashion:2", 200, 0, 20));
    Function<Integer, GateVerdict> among =
        several ->
            GateJudge.judge(
                    List.of(
                        new Mine(
                            (next, before) -> {
                              Comparison one =
                                  next.compare("accuracy", before.orElseThrow()).among(several);
                              assertThat(one.level()).isEqualTo(0.05 / several);
                              return one.notWorseBy(0.03);
                            })),
                    better,
                    Optional.of(production))
                .get(0);

    assertThat(among.apply(1)).returns(Verdict.PASS, GateVerdict::verdict);
    assertThat(among.apply(5))
        .returns(Verdict.INCONCLUSIVE, GateVerdict::verdict)
        .extracting(GateVerdict::explanation)
        .asString()
        .contains("98 % interval")
        .contains("(needs 2.3263)");
    assertThat(among.apply(0))
        .returns(Verdict.ERROR, GateVerdict::verdict)
        .extracting(GateVerdict::explanation)
        .asString()
        .contains("Invalid number of comparisons: 0 (must be at least 1)");
  }

  @Test
  void comparesASlice() {
    GateVerdict verdict =
        judge(
            (next, before) ->
                next.where(slice("DE"))
                    .compare("accuracy", before.orElseThrow().where(slice("DE")))
                    .notWorseBy(0.05));

    assertThat(verdict.verdict()).isEqualTo(Verdict.FAIL);
    assertThat(verdict.explanation())
        .startsWith(
            "accuracy where country is DE worse by 0.3000 (0.2307 to 0.3798 worse, 90 % interval):"
                + " 0.7000 against 1.0000 of fashion:1 on the same 100 rows,");
    assertThat(rows.reads()).as("found in one pass, since the gate needs it").hasValue(1);
  }

  private static Subject.Slice slice(String country) {
    return metric("accuracy").where("country", country);
  }

  @Test
  void seesTheRowsOfASliceAlone() {
    List<Long> years = new ArrayList<>();
    GateVerdict verdict =
        judge(
            (next, before) -> {
              JudgedVersion some = next.where(slice("AT")).where(metric("f1").where("year", "105"));
              some.rows().forEach(row -> years.add((long) row.number(3)));
              assertThat(some.rows().row(0).text(0)).isEqualTo("AT");
              assertThat(some.size()).isEqualTo(1);
              assertThat(some.prediction(0)).isEqualTo("a");
              assertThat(some.metric("accuracy")).isEqualTo(1);
              return GateVerdict.passed("a", "b");
            });

    assertThat(verdict).returns("b", GateVerdict::explanation);
    assertThat(years).containsExactly(105L);
  }

  @Test
  void judgesConditionsAlsoOfASlice() {
    assertThat(judge((next, before) -> next.judge(IN_GERMANY)))
        .returns(
            "accuracy where country is DE is 0.7000 on 100 rows (needs above 0.9000)",
            GateVerdict::explanation);
    assertThat(
            judge((next, before) -> next.where(slice("DE")).judge(metric("accuracy").atLeast(0.7))))
        .returns(Verdict.PASS, GateVerdict::verdict);
    assertThat(judge((next, before) -> next.judge(tag("team").is("x").not())))
        .returns(Verdict.ERROR, GateVerdict::verdict)
        .returns("cannot judge tag team (a gate knows metrics only)", GateVerdict::explanation);
  }

  @Test
  void isAnErrorForASliceWithoutRows() {
    assertThat(judge((next, before) -> next.where(slice("IT")).judge(IN_GERMANY)))
        .returns(Verdict.ERROR, GateVerdict::verdict)
        .returns(
            "accuracy where country is IT: no rows (values of country: AT, DE)",
            GateVerdict::explanation);
  }

  @Test
  void comparesNoDifferentRows() {
    assertThat(
            judge(
                (next, before) ->
                    next.where(slice("DE")).compare("f1", before.orElseThrow()).better()))
        .returns(Verdict.ERROR, GateVerdict::verdict)
        .returns(
            "fashion:2 was scored on 100 rows and fashion:1 on 200 (must be the same rows)",
            GateVerdict::explanation);
  }

  @Test
  void isAnErrorIfItThrowsOrReturnsNothing() {
    assertThat(
            judge(
                (next, before) -> {
                  throw new IllegalStateException("no connection, password=hunter2secret");
                }))
        .returns(Verdict.ERROR, GateVerdict::verdict)
        .returns("as I like it", GateVerdict::gate)
        .extracting(GateVerdict::explanation)
        .asString()
        .startsWith("the check threw java.lang.IllegalStateException: no connection")
        .doesNotContain("hunter2secret");
    assertThat(judge((next, before) -> null))
        .returns(Verdict.ERROR, GateVerdict::verdict)
        .extracting(GateVerdict::explanation)
        .asString()
        .endsWith("Missing verdict: null (must be given)");
  }

  @Test
  void keepsNoSecretInItsExplanation() {
    assertThat(judge((next, before) -> GateVerdict.passed("a", "password=hunter2secret")))
        .extracting(GateVerdict::explanation)
        .asString()
        .doesNotContain("hunter2secret");
  }

  @Test
  void isNamedByItsClassIfItCannotSayWhatItRequires() {
    class Mute implements Gate {
      @Override
      public String id() {
        return "mute";
      }

      @Override
      public GateVerdict judge(JudgedVersion next, Optional<JudgedVersion> before) {
        return GateVerdict.passed("a", "b");
      }

      @Override
      public String toString() {
        throw new IllegalStateException("mute");
      }
    }

    assertThat(GateJudge.judge(List.of(new Mute()), candidate, Optional.empty()))
        .singleElement()
        .returns(Mute.class.getName(), GateVerdict::gate)
        .returns(Verdict.PASS, GateVerdict::verdict);
  }

  @Test
  void isRefusedForAMetricThatTheTaskDoesNotHave() {
    Gate gate =
        new Gate() {
          @Override
          public String id() {
            return "own";
          }

          @Override
          public Set<GateNeed> needs() {
            return Set.of(new GateNeed.Measured("auc"));
          }

          @Override
          public GateVerdict judge(JudgedVersion next, Optional<JudgedVersion> before) {
            return GateVerdict.passed("a", "b");
          }
        };

    assertThatThrownBy(
            () ->
                GateChecks.checkMetrics(
                    "credit", List.of(gate), Tasks.classification("default", "No", "Yes")))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining("no metric auc of the task");
  }
}
