package io.lifecycle4j.core.registry;

import static io.lifecycle4j.condition.Conditions.metric;
import static io.lifecycle4j.evaluation.StressTests.shifted;
import static io.lifecycle4j.registry.Gates.betterThanBaseline;
import static io.lifecycle4j.registry.Gates.betterThanProduction;
import static io.lifecycle4j.registry.Gates.cardComplete;
import static io.lifecycle4j.registry.Gates.churnAtMost;
import static io.lifecycle4j.registry.Gates.filesAtMost;
import static io.lifecycle4j.registry.Gates.gate;
import static io.lifecycle4j.registry.Gates.latencyAtMost;
import static io.lifecycle4j.registry.Gates.loadsInAChildJvm;
import static io.lifecycle4j.registry.Gates.memoryAtMost;
import static io.lifecycle4j.registry.Gates.noLeakage;
import static io.lifecycle4j.registry.Gates.noSliceWorse;
import static io.lifecycle4j.registry.Gates.notWorseThanProduction;
import static io.lifecycle4j.registry.Gates.sameWhenLoaded;
import static io.lifecycle4j.registry.Gates.similarBetweenGroups;
import static io.lifecycle4j.registry.Gates.stress;
import static io.lifecycle4j.registry.Gates.withoutBaseline;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.condition.Requirement;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.evaluation.StressTest;
import io.lifecycle4j.evaluation.StressTests;
import io.lifecycle4j.registry.Gate;
import io.lifecycle4j.registry.GateVerdict;
import io.lifecycle4j.registry.JudgedVersion;
import io.lifecycle4j.registry.PolicyGate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class GateFormTest {
  static Stream<Requirement> shipped() {
    return Stream.of(
        metric("recall").where("country", "DE").lowerBound().atLeast(0.8),
        notWorseThanProduction("rmse"),
        notWorseThanProduction("rmse").within(0.1).where("country", "DE").where("day", ""),
        betterThanProduction("accuracy").where("country", "DE"),
        betterThanBaseline("mcc"),
        noSliceWorse("recall", "country", "device").within(0.1).minimumRows(40),
        similarBetweenGroups("recall", "sex").within(0.2),
        latencyAtMost(Duration.ofMillis(5)),
        churnAtMost(0.05).tolerance(0.5).minimumRequests(20),
        sameWhenLoaded().within(0.001),
        cardComplete(),
        withoutBaseline("A linear model is what we want"),
        loadsInAChildJvm(),
        noLeakage().columnAtMost(0.9).sharedAtMost(0.5),
        memoryAtMost(1L << 30),
        filesAtMost(50_000_000),
        stress(shifted("age", 2), "recall").dropAtMost(0.1).whereMeasurable());
  }

  @Test
  void readsAStressGateOfEachTest() {
    List<StressTest> tests =
        List.of(
            StressTests.missing(),
            StressTests.missingAtRandom(0.1),
            StressTests.noise(0.5),
            StressTests.wrongUnit(1_000),
            StressTests.unseenCategory("soil"),
            shifted(1),
            StressTests.cropped(0.1),
            StressTests.darkened(0.5),
            StressTests.fgsm(0.1),
            StressTests.randomSigns(0.1));

    assertThat(tests)
        .hasSameSizeAs(StressTest.class.getPermittedSubclasses())
        .allSatisfy(test -> readsWhatItWrites(stress(test, "recall")));
  }

  @ParameterizedTest
  @MethodSource("shipped")
  void readsWhatItWrites(Requirement requirement) {
    Gate gate = GateChecks.gates(List.of(requirement)).get(0);

    assertThat(GateForm.read(GateForm.write(gate), List.of())).isEqualTo(gate);
  }

  @Test
  void writesTheParametersByTheirNames() {
    assertThat(GateForm.write(notWorseThanProduction("rmse").within(0.5).where("a", "1")))
        .isEqualTo(
            "{\"id\":\"not_worse_than_production\",\"parameters\":"
                + "{\"columns\":{\"a\":\"1\"},\"margin\":0.5,\"metric\":\"rmse\"}}");
  }

  @Test
  void findsAGateOfTheModelById() {
    Gate own = gate("small enough", (candidate, production) -> true);

    assertThat(GateForm.write(own)).isEqualTo("{\"id\":\"small enough\",\"parameters\":{}}");
    assertThat(GateForm.read(GateForm.write(own), List.of(betterThanBaseline("f1"), own)))
        .isSameAs(own);
    assertThatThrownBy(
            () ->
                GateForm.read(
                    "{\"id\":\"small enough\",\"parameters\":{\"most\":1}}", List.of(own)))
        .isInstanceOf(NotFoundException.class)
        .hasMessage("Gate small enough has the parameters {} (needs {\"most\":1})");
  }

  /** A gate of somebody's own. */
  record FairByCountry(List<String> countries, double limit) implements Gate {
    @Override
    public String id() {
      return "fair_by_country";
    }

    @Override
    public GateVerdict judge(JudgedVersion candidate, Optional<JudgedVersion> production) {
      return GateVerdict.passed("a", "b");
    }
  }

  @Test
  void findsARecordOfTheModelByItsIdAndParameters() {
    Gate strict = new FairByCountry(List.of("DE"), 0.01);
    Gate loose = new FairByCountry(List.of(), 9);
    PolicyGate form = GateForm.named(List.of(strict)).get(0);

    assertThat(form).hasToString("fair_by_country {\"countries\":[\"DE\"],\"limit\":0.01}");
    assertThat(GateForm.read(form, List.of(loose, new FairByCountry(List.of("DE"), 0.01))))
        .isEqualTo(strict);
    assertThatThrownBy(() -> GateForm.read(form, List.of(loose)))
        .isInstanceOf(NotFoundException.class)
        .hasMessage(
            "Gate fair_by_country has the parameters {\"countries\":[],\"limit\":9.0} (needs"
                + " {\"countries\":[\"DE\"],\"limit\":0.01})");
  }

  @Test
  void refusesAnUnknownId() {
    assertThatThrownBy(
            () ->
                GateForm.read(
                    "{\"id\":\"better_than_baselin\",\"parameters\":{}}",
                    List.of(gate("small", (candidate, production) -> true))))
        .isInstanceOf(NotFoundException.class)
        .hasMessage(
            "Gate does not exist: better_than_baselin (did you mean better_than_baseline? name it"
                + " among the gates of the model, or add its GateProvider; this process has small)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | needs an id and parameters",
        "[] | unexpected",
        "{\"id\":\"metrics\",\"parameters\":{},\"more\":1} | more",
        "{\"id\":\"better_than_baseline\",\"parameters\":{}} | null",
        "{\"id\":\"better_than_baseline\",\"parameters\":{\"metric\":\"f1\",\"x\":1}} | x",
        "{\"id\":\"files_at_most\",\"parameters\":{\"bytes\":\"many\"}} | bytes",
        "{\"id\":\"files_at_most\",\"parameters\":{\"bytes\":-1}} | Invalid size of files: -1"
            + " bytes",
        "{\"id\":\"metrics\",\"parameters\":{\"condition\":\"metrics.f1 >\"}} | condition"
      })
  void refusesWhatIsNotAGate(String text, String problem) {
    assertThatThrownBy(() -> GateForm.read(text, List.of()))
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining(problem);
  }

  @Test
  void refusesAGateThatTakesTheIdOfAnother() {
    record Impostor() implements Gate {
      @Override
      public String id() {
        return "better_than_baseline";
      }

      @Override
      public GateVerdict judge(JudgedVersion candidate, Optional<JudgedVersion> production) {
        return GateVerdict.passed("a", "b");
      }
    }

    assertThatThrownBy(() -> GateForm.write(new Impostor()))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageStartingWith("Invalid gate: Impostor[] (does not read back as it is from ");
  }
}
