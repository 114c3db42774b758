package io.lifecycle4j.core.registry.gates;

import static io.lifecycle4j.condition.Conditions.metric;
import static io.lifecycle4j.condition.Conditions.tag;
import static io.lifecycle4j.registry.Gates.gate;
import static io.lifecycle4j.registry.Gates.notWorseThanProduction;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.lifecycle4j.condition.Condition;
import io.lifecycle4j.condition.Requirement;
import io.lifecycle4j.core.registry.GateChecks;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.evaluation.EvaluatedVersion;
import io.lifecycle4j.evaluation.Evaluation;
import io.lifecycle4j.registry.Gate;
import io.lifecycle4j.registry.GateVerdict;
import io.lifecycle4j.registry.Verdict;
import io.lifecycle4j.schema.Classification;
import io.lifecycle4j.schema.Tasks;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GateJudgeTest {
  private static final GateSubject CANDIDATE = Subjects.wrongOn("fashion:2", 1000, 0, 129);

  @Test
  void passesAndFailsConditionsWithTheirFigures() {
    assertThat(judge(metric("accuracy").atLeast(0.85)))
        .isEqualTo(
            GateVerdict.builder(
                    "accuracy at least 0.85",
                    Verdict.PASS,
                    "accuracy is 0.8710 (needs at least 0.8500)")
                .figure("accuracy", 0.871)
                .build());
    assertThat(judge(metric("accuracy").atLeast(0.92)))
        .isEqualTo(
            GateVerdict.builder(
                    "accuracy at least 0.92",
                    Verdict.FAIL,
                    "accuracy is 0.8710 (needs at least 0.9200)")
                .figure("accuracy", 0.871)
                .build());
  }

  @Test
  void explainsEveryComparisonOfATree() {
    Condition tree = metric("accuracy").above(0.9).or(metric("baseline_accuracy").below(0.5).not());

    assertThat(judge(tree))
        .returns(Verdict.PASS, GateVerdict::verdict)
        .returns(
            "accuracy is 0.8710 (needs above 0.9000); baseline_accuracy is 1.0000 (needs at least"
                + " 0.5000)",
            GateVerdict::explanation);
    assertThat(judge(metric("accuracy").atMost(0.9).and(metric("accuracy").atLeast(0.8)).not()))
        .returns(Verdict.FAIL, GateVerdict::verdict)
        .returns(
            "accuracy is 0.8710 (needs above 0.9000); accuracy is 0.8710 (needs below 0.8000)",
            GateVerdict::explanation);
  }

  @Test
  void judgesWhetherAMetricIsOrIsNotAValueOrIsThere() {
    assertThat(judge(metric("accuracy").is(1).not()))
        .isEqualTo(
            GateVerdict.builder(
                    "not accuracy is 1",
                    Verdict.PASS,
                    "accuracy is 0.8710 (needs other than 1.0000)")
                .figure("accuracy", 0.871)
                .build());
    assertThat(judge(metric("auc").isPresent()))
        .isEqualTo(
            GateVerdict.builder("auc is there", Verdict.FAIL, "auc is missing (needs to be there)")
                .build());
    assertThat(judge(metric("accuracy").isMissing().not()))
        .isEqualTo(
            GateVerdict.builder(
                    "not accuracy is missing",
                    Verdict.PASS,
                    "accuracy is there (needs to be there)")
                .figure("accuracy", 0.871)
                .build());
    assertThat(judge(metric("accuracy").isMissing()).verdict()).isEqualTo(Verdict.FAIL);
  }

  @Test
  void refusesConditionsOnAnythingButMetrics() {
    List<Requirement> known = List.of(metric("accuracy").above(0.5), gate("x", (a, b) -> true));

    assertThat(GateChecks.gates(known))
        .extracting(Gate::id, Gate::toString)
        .containsExactly(tuple("metrics", "accuracy above 0.5"), tuple("x", "x"));
    assertThatThrownBy(
            () -> GateChecks.gates(List.of(metric("accuracy").above(0.5).and(tag("team").is("x")))))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(
            "Invalid gate: metrics.accuracy > 0.5 AND tags.team = 'x' refers to tag team (a gate"
                + " knows metrics only)");
  }

  @Test
  void givesAnErrorWhenAMetricIsMissingEvenUnderANegation() {
    assertThat(judge(metric("auc").atLeast(0.9).not()))
        .returns(Verdict.ERROR, GateVerdict::verdict)
        .returns(
            "auc is missing (there are accuracy, average_precision, balanced_accuracy,"
                + " baseline_accuracy, brier, ece, f1, log_loss, mcc, precision, recall, roc_auc,"
                + " specificity)",
            GateVerdict::explanation)
        .returns(false, GateVerdict::undefinedMetric);
    assertThat(judge(metric("accuracy").atLeast(0.5).or(metric("auc").atLeast(0.9))).verdict())
        .isEqualTo(Verdict.ERROR);
  }

  @Test
  void givesAnErrorWhenAMetricIsNotANumber() {
    GateSubject broken = Subjects.errors("houses:2", 1, Float.NaN);

    assertThat(verdict(metric("rmse").atMost(2).not(), broken, Optional.empty()))
        .returns(Verdict.ERROR, GateVerdict::verdict)
        .returns(true, GateVerdict::undefinedMetric)
        .returns("rmse is NaN" + GateFigures.UNDEFINED, GateVerdict::explanation);
    assertThat(verdict(notWorseThanProduction("rmse"), broken, Optional.empty()))
        .returns(Verdict.ERROR, GateVerdict::verdict)
        .returns(true, GateVerdict::undefinedMetric)
        .returns("rmse is NaN" + GateFigures.UNDEFINED, GateVerdict::explanation);
    GateSubject production = Subjects.errors("houses:1", 1, Float.NaN);
    GateSubject sound = Subjects.errors("houses:2", 1, 1);
    assertThat(
            verdict(metric("rmse").atMost(2).or(metric("auc").above(0)), broken, Optional.empty()))
        .as("one is undefined, the other one missing")
        .returns(Verdict.ERROR, GateVerdict::verdict)
        .returns(false, GateVerdict::undefinedMetric);
    assertThat(verdict(notWorseThanProduction("rmse"), sound, Optional.of(production)))
        .returns(Verdict.ERROR, GateVerdict::verdict)
        .returns(true, GateVerdict::undefinedMetric)
        .returns("houses:1: rmse is NaN" + GateFigures.UNDEFINED, GateVerdict::explanation);
  }

  @Test
  void writesFiguresThatDifferDifferently() {
    GateSubject close = Subjects.errors("houses:2", 0.92004f);

    assertThat(verdict(metric("rmse").atMost(0.92), close, Optional.empty()).explanation())
        .startsWith("rmse is 0.9200400")
        .endsWith(" (needs at most 0.92)");
    GateSubject tiny = Subjects.errors("houses:2", 0.0000125f);
    assertThat(verdict(metric("mae").below(0.00001), tiny, Optional.empty()).explanation())
        .isEqualTo("mae is 1.250e-05 (needs below 1.000e-05)");
  }

  @Test
  void writesFiguresTheSameInEveryLocale() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
      assertThat(judge(metric("accuracy").atLeast(0.92)).explanation())
          .isEqualTo("accuracy is 0.8710 (needs at least 0.9200)");
      assertThat(against(Subjects.wrongOn("fashion:1", 1000, 0, 129)).explanation())
          .contains("on the same 1000 rows");
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void passesTheFirstVersionThatCanBeMeasured() {
    assertThat(judge(notWorseThanProduction("accuracy")))
        .isEqualTo(
            GateVerdict.builder(
                    "accuracy not worse than production by 0.02",
                    Verdict.PASS,
                    "no version in production to compare with")
                .build());
    assertThat(judge(notWorseThanProduction("auc")))
        .returns(Verdict.ERROR, GateVerdict::verdict)
        .returns(
            "auc is missing (there are accuracy, average_precision, balanced_accuracy,"
                + " baseline_accuracy, brier, ece, f1, log_loss, mcc, precision, recall, roc_auc,"
                + " specificity)",
            GateVerdict::explanation);
  }

  @Test
  void passesACandidateAsAccurateAsProduction() {
    assertThat(against(Subjects.wrongOn("fashion:1", 1000, 0, 130)))
        .returns(Verdict.PASS, GateVerdict::verdict)
        .returns(
            "accuracy better by 0.0010 (0.0045 better to 0.0017 worse, 90 % interval): 0.8710"
                + " against 0.8700 of fashion:1 on the same 1000 rows, margin 0.02; Z 4.6291 (needs"
                + " 1.6449)",
            GateVerdict::explanation);
  }

  @Test
  void namesTheMetricThatWasProbablyMeant() {
    assertMeant("auc", "roc_auc");
    assertMeant("f1_score", "f1");
    assertMeant("validation_accuracy", "accuracy");
    assertMeant("recall[yes]", "recall[Yes]");
  }

  private static void assertMeant(String name, String meant) {
    Classification task = Tasks.classification("default", "No", "Yes");
    assertThatThrownBy(
            () ->
                GateChecks.checkMetrics(
                    "credit", GateChecks.gates(List.of(metric(name).above(0))), task))
        .hasMessageContaining("no metric " + name + " of the task")
        .hasMessageContaining("(did you mean " + meant + "? there are accuracy, ");
  }

  @Test
  void failsACandidateThatIsLessAccurateByMoreThanTheMargin() {
    assertThat(against(Subjects.wrongOn("fashion:1", 1000, 0, 100)))
        .returns(Verdict.FAIL, GateVerdict::verdict)
        .satisfies(verdict -> assertThat(verdict.explanation()).contains("margin 0.02; Z -"));
  }

  @Test
  void asksForMoreRowsWhenTheyDoNotDecide() {
    assertThat(against(Subjects.wrongOn("fashion:1", 1000, 100, 228)))
        .returns(Verdict.INCONCLUSIVE, GateVerdict::verdict)
        .satisfies(
            verdict ->
                assertThat(verdict.explanation())
                    .startsWith("accuracy worse by 0.0010 (0.0223 better to 0.0243 worse, 90 % ")
                    .contains(": 0.8710 against 0.8720 of fashion:1")
                    .endsWith(
                        "(needs 1.6449); hold out more rows, or set a wider margin (within); if"
                            + " both are equally good, about 3076 rows are needed in all; these"
                            + " rows can show a difference of 0.036"));
  }

  @Test
  void givesAnErrorWhenTheRowsAreNotTheSame() {
    assertThat(against(Subjects.wrongOn("fashion:1", 900, 0, 10)))
        .returns(Verdict.ERROR, GateVerdict::verdict)
        .returns(
            "fashion:2 was scored on 1000 rows and fashion:1 on 900 (must be the same rows)",
            GateVerdict::explanation);
  }

  @Test
  void givesAnErrorForAMarginInPercentAndForABaseline() {
    Optional<GateSubject> production = Optional.of(CANDIDATE);

    assertThat(verdict(notWorseThanProduction("accuracy").within(2), CANDIDATE, production))
        .returns(Verdict.ERROR, GateVerdict::verdict)
        .returns("margin for accuracy is 2.0 (must be a share, below 1)", GateVerdict::explanation);
    assertThat(verdict(notWorseThanProduction("baseline_accuracy"), CANDIDATE, production))
        .returns(Verdict.ERROR, GateVerdict::verdict)
        .returns(
            "Comparison does not exist: baseline_accuracy (neither greater nor smaller values"
                + " are better)",
            GateVerdict::explanation);
  }

  @Test
  void asksACheckOfOnesOwn() {
    assertThat(
            judge(
                gate(
                    "big enough",
                    (candidate, production) -> candidate.evaluation().rows() >= 1000)))
        .isEqualTo(GateVerdict.builder("big enough", Verdict.PASS, "the check passed").build());
    assertThat(judge(gate("has a rival", (candidate, production) -> production.isPresent())))
        .isEqualTo(
            GateVerdict.builder("has a rival", Verdict.FAIL, "the check did not pass").build());
    assertThat(
            judge(
                gate(
                    "breaks",
                    (candidate, production) -> {
                      throw new IllegalStateException("no connection");
                    })))
        .isEqualTo(
            GateVerdict.builder(
                    "breaks",
                    Verdict.ERROR,
                    "the check threw java.lang.IllegalStateException: no connection")
                .build());
  }

  @Test
  void showsProductionToACheckOfOnesOwn() {
    Gate better =
        gate(
            "better",
            (candidate, production) ->
                production
                    .map(EvaluatedVersion::evaluation)
                    .map(Evaluation::model)
                    .equals(Optional.of("fashion:1")));

    assertThat(
            verdict(better, CANDIDATE, Optional.of(Subjects.wrongOn("fashion:1", 1000, 0, 1)))
                .verdict())
        .isEqualTo(Verdict.PASS);
  }

  @Test
  void refusesRequirementsOfAnotherKind() {
    record Blessing(String by) implements Requirement {}

    assertThatThrownBy(() -> GateChecks.gates(List.of(new Blessing("pope"))))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(
            "Invalid gate: Blessing[by=pope] (must be a condition or a gate, such as gate(name,"
                + " check))");
  }

  @Test
  void judgesEveryRequirementInOrder() {
    assertThat(
            GateJudge.judge(
                GateChecks.gates(
                    List.of(metric("accuracy").atLeast(2), metric("accuracy").atLeast(0))),
                CANDIDATE,
                Optional.empty()))
        .extracting(GateVerdict::verdict)
        .containsExactly(Verdict.FAIL, Verdict.PASS);
    assertThat(GateJudge.judge(GateChecks.gates(List.of()), CANDIDATE, Optional.empty())).isEmpty();
  }

  private GateVerdict judge(Requirement requirement) {
    return verdict(requirement, CANDIDATE, Optional.empty());
  }

  private GateVerdict against(GateSubject production) {
    return verdict(notWorseThanProduction("accuracy"), CANDIDATE, Optional.of(production));
  }

  private GateVerdict verdict(
      Requirement requirement, GateSubject candidate, Optional<GateSubject> production) {
    return GateJudge.judge(GateChecks.gates(List.of(requirement)), candidate, production).get(0);
  }
}
