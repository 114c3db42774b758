package io.lifecycle4j.core;

import static io.lifecycle4j.evaluation.StressTests.darkened;
import static io.lifecycle4j.evaluation.StressTests.fgsm;
import static io.lifecycle4j.evaluation.StressTests.missing;
import static io.lifecycle4j.evaluation.StressTests.missingAtRandom;
import static io.lifecycle4j.evaluation.StressTests.noise;
import static io.lifecycle4j.evaluation.StressTests.randomSigns;
import static io.lifecycle4j.evaluation.StressTests.shifted;
import static io.lifecycle4j.evaluation.StressTests.unseenCategory;
import static io.lifecycle4j.evaluation.StressTests.wrongUnit;
import static io.lifecycle4j.preprocessing.Steps.impute;
import static io.lifecycle4j.preprocessing.Steps.oneHot;
import static io.lifecycle4j.preprocessing.Steps.standardize;
import static io.lifecycle4j.schema.Tasks.classification;
import static io.lifecycle4j.schema.Tasks.regression;
import static io.lifecycle4j.validation.Rules.column;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.contract.LinearEngine;
import io.lifecycle4j.contract.LinearTrainer;
import io.lifecycle4j.core.Flowers.Flower;
import io.lifecycle4j.data.DataProgress;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.data.Splits;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.error.OperationInterruptedException;
import io.lifecycle4j.evaluation.Evaluation;
import io.lifecycle4j.evaluation.StressReport;
import io.lifecycle4j.evaluation.StressResult;
import io.lifecycle4j.evaluation.StressResult.Figures;
import io.lifecycle4j.evaluation.StressTest;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.profile.Profile.Moments;
import io.lifecycle4j.serving.InvalidRequestPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How much worse a model gets on held-out rows that go wrong. */
class StressedModelTest {
  private final LinearEngine engine = new LinearEngine();
  private Lifecycle home;

  @BeforeEach
  void open() {
    home = Flowers.inMemory(engine);
  }

  @AfterEach
  void close() {
    home.close();
    assertThat(engine.open()).isZero();
    assertThat(engine.violations()).isEmpty();
  }

  private ManagedModel<Flower, String> flowers() {
    return home.model("species", Flower.class, classification("species"))
        .trainer(LinearTrainer.small())
        .preprocessing(
            impute("length").mean(), standardize("length"), standardize("width"), oneHot("soil"))
        .open();
  }

  private record Point(double x, long steps) {}

  private record Measured(double x, long steps, double y) {}

  private ManagedModel<Point, Double> points() {
    return home.model("points", Point.class, regression("y"))
        .preprocessing(standardize("x"), standardize("steps"))
        .trainer(new LinearTrainer(300, 0.5, 1))
        .open();
  }

  private Split pointsSplit() {
    List<Measured> rows =
        IntStream.range(0, 500)
            .mapToObj(i -> new Measured(i % 97, 3L * (i % 31), 2 * (i % 97) + i % 31))
            .toList();
    return home.datasets()
        .dataset("points")
        .snapshot(Sources.records(Measured.class, rows.stream()))
        .commit()
        .split(Splits.byHash(1).train(0.6).validation(0.2).holdout(0.2));
  }

  @Test
  void runsAllTestsThatTheInputsHaveColumnsForTheWorstFirst() {
    try (ManagedModel<Flower, String> model = flowers()) {
      ModelVersion version = model.train(Flowers.split(home, 1));
      Evaluation evaluation = model.evaluate(version);
      StressReport report = model.stress(version).run();

      assertThat(report.metric()).isEqualTo("accuracy");
      assertThat(report.model()).isEqualTo("species:1");
      assertThat(report.data()).isEqualTo("flowers:1/holdout");
      assertThat(report.rows()).isEqualTo(evaluation.rows());
      assertThat(report.clean()).isEqualTo(evaluation.metric("accuracy"));
      assertThat(report.interval()).isEqualTo(evaluation.intervals().get("accuracy"));
      assertThat(report.results())
          .extracting(StressResult::test)
          .extracting(StressTest::toString)
          .contains(
              "length missing",
              "width missing",
              "20 % of the cells missing",
              "noise of 0.5 deviations",
              "length times 1000",
              "width times 0.001",
              "width shifted by -2 deviations",
              "FGSM of 0.1",
              "random signs of 0.1")
          .doesNotContain("images darkened by 25 %");
      List<Double> drops =
          report.results().stream().flatMap(result -> result.drop().stream()).toList();
      assertThat(drops).isSortedAccordingTo((one, other) -> Double.compare(other, one));
      assertThat(drops.get(0)).isGreaterThan(0.2);
      assertThat(report.toString())
          .startsWith("species:1 on flowers:1/holdout (" + report.rows() + " rows, seed 1)")
          .contains("| length shifted by +2 deviations |");
    }
  }

  @Test
  void countsWhatTheModelRefusesAndMeasuresWhatItAnswers() {
    try (ManagedModel<Flower, String> model = flowers()) {
      ModelVersion version = model.train(Flowers.split(home, 1));
      StressReport report =
          model.stress(version).tests(missing(), missingAtRandom(0.2), unseenCategory()).run();

      StressResult filled = report.result(missing("length"));
      assertThat(filled.refused()).isZero();
      assertThat(filled.drop().orElseThrow()).isGreaterThan(0.05);
      StressResult refused = report.result(missing("width"));
      assertThat(refused.refused()).isEqualTo(report.rows());
      assertThat(refused.answered()).isZero();
      assertThat(refused.figures()).isEmpty();
      assertThat(refused.isConclusive()).isTrue();
      assertThat(refused.note())
          .isEqualTo(
              "refused: Invalid input: width is missing (add impute(\"width\").mean() or pass a"
                  + " value)");
      StressResult some = report.result(missingAtRandom(0.2));
      assertThat(some.answered() + some.refused()).isEqualTo(report.rows());
      assertThat((double) some.refused()).isCloseTo(0.2 * report.rows(), within(20.0));
      assertThat(some.figures().map(Figures::clean)).isPresent();
    }
  }

  @Test
  void countsWhatThePolicyForRequestsRejects() {
    Split split =
        Flowers.commit(home, 1, 400, column("length").between(-5, 10)).split(Flowers.PLAN);
    try (ManagedModel<Flower, String> model =
        Flowers.model(home).validatingRequests(InvalidRequestPolicy.REJECT).open()) {
      StressResult refused =
          model
              .stress(model.train(split))
              .tests(wrongUnit(1_000))
              .run()
              .result(wrongUnit("length", 1_000));

      assertThat(refused.refused()).isGreaterThan(100);
      assertThat(refused.note())
          .as("without a value of a held-out row")
          .endsWith("refused: REQUEST_REJECTED");
      assertThat(model.monitoring().brokenRules()).as("no request was made").isEmpty();
    }
    try (ManagedModel<Flower, String> model = Flowers.model(home).open()) {
      assertThat(
              model
                  .stress(home.models().version("species", 1))
                  .tests(wrongUnit("length", 1_000))
                  .run()
                  .result(wrongUnit("length", 1_000))
                  .refused())
          .isZero();
    }
  }

  @Test
  void measuresTheDropOfAKnownFunction() {
    try (ManagedModel<Point, Double> model = points()) {
      ModelVersion version = model.train(pointsSplit());
      double deviation =
          version
              .manifest()
              .reference()
              .find("x")
              .orElseThrow()
              .moments()
              .map(Moments::deviation)
              .orElseThrow();
      StressReport report =
          model.stress(version).metric("mae").tests(shifted(2), shifted(-1), noise(1)).run();

      assertThat(report.clean()).isLessThan(0.1);
      Figures up = figures(report, shifted("x", 2));
      assertThat(up.drop()).isCloseTo(2 * 2 * deviation, within(0.2));
      assertThat(up.value() - up.clean()).isEqualTo(up.drop());
      assertThat(up.interval().lower()).isLessThanOrEqualTo(up.value());
      assertThat(up.interval().upper()).isGreaterThanOrEqualTo(up.value());
      assertThat(figures(report, shifted("x", -1)).drop()).isCloseTo(2 * deviation, within(0.2));
      assertThat(figures(report, noise(1)).drop())
          .as("the mean of |2 noise| is 2 √(2/π) deviations, and steps add a little")
          .isBetween(1.4 * deviation, 2.2 * deviation);
    }
  }

  private static Figures figures(StressReport report, StressTest test) {
    return report.result(test).figures().orElseThrow();
  }

  @Test
  void hasNoConclusionWhereTheEngineHasNoGradients() {
    try (ManagedModel<Flower, String> model = flowers()) {
      StressReport report =
          model.stress(model.train(Flowers.split(home, 1))).tests(fgsm(0.1)).run();

      StressResult attack = report.result(fgsm(0.1));
      assertThat(attack.isConclusive()).isFalse();
      assertThat(attack.drop()).isEmpty();
      assertThat(attack.note())
          .isEqualTo("inconclusive: no engine computes gradients of the network");
      assertThat(report.result(randomSigns(0.1)).answered()).isEqualTo(report.rows());
      assertThat(report.results().get(1)).as("the last").isEqualTo(attack);
    }
  }

  @Test
  void givesTheSameReportForTheSameSeed() {
    try (ManagedModel<Flower, String> model = flowers()) {
      ModelVersion version = model.train(Flowers.split(home, 1));

      StressReport report = model.stress(version).rows(60).run();
      assertThat(report.rows()).isEqualTo(60);
      assertThat(model.stress(version).rows(60).seed(1).run()).isEqualTo(report);
      assertThat(model.stress(version).rows(60).seed(2).run().results())
          .isNotEqualTo(report.results());
    }
  }

  @Test
  void reportsProgressUpToTheLastRow() {
    try (ManagedModel<Flower, String> model = flowers()) {
      ModelVersion version = model.train(Flowers.split(home, 1));
      List<DataProgress> told = new ArrayList<>();
      StressReport report =
          model.stress(version).tests(missing(), noise(1)).onProgress(told::add).run();

      DataProgress last = told.get(told.size() - 1);
      assertThat(last.rows()).isEqualTo(4 * report.rows());
      assertThat(last.share()).isEqualTo(1);
    }
  }

  @Test
  void endsWhenItsThreadIsInterrupted() {
    try (ManagedModel<Flower, String> model = flowers()) {
      ModelVersion version = model.train(Flowers.split(home, 1));
      Thread caller = Thread.currentThread();
      engine.meanwhile(
          () -> {
            if (Thread.currentThread().equals(caller)) { // not while the version is loaded
              caller.interrupt();
            }
          });

      assertThatThrownBy(() -> model.stress(version).tests(noise(1)).run())
          .isInstanceOf(OperationInterruptedException.class)
          .hasMessage("Interrupted while stress tests ran");
      assertThat(Thread.interrupted()).as("the caller can tell").isTrue();
      engine.meanwhile(() -> {});
      assertThat(model.stress(version).tests(noise(1)).run().results()).hasSize(1);
    }
  }

  @Test
  void rejectsWhatCannotBeTested() {
    try (ManagedModel<Flower, String> model = flowers()) {
      ModelVersion version = model.train(Flowers.split(home, 1));

      assertThatThrownBy(() -> model.stress(version).tests(missing("age")).run())
          .isInstanceOf(NotFoundException.class)
          .hasMessage("Column does not exist: age (there are length, width, soil)");
      assertThatThrownBy(() -> model.stress(version).tests(wrongUnit("soil", 10)).run())
          .isInstanceOf(InvalidValueException.class)
          .hasMessage("Invalid stress test: soil times 10 (the column is STRING)");
      assertThatThrownBy(() -> model.stress(version).tests(darkened(0.5)).run())
          .isInstanceOf(InvalidValueException.class)
          .hasMessage(
              "Invalid stress test: images darkened by 50 % (no input is of the right type, there"
                  + " are length, width, soil)");
      assertThatThrownBy(() -> model.stress(version).metric("auc").run())
          .isInstanceOf(NotFoundException.class)
          .hasMessageStartingWith("Metric does not exist: auc (there are [accuracy, ");
      assertThatThrownBy(() -> model.stress(version).metric("baseline_accuracy").run())
          .isInstanceOf(InvalidValueException.class)
          .hasMessage(
              "Invalid metric of a stress report: baseline_accuracy (neither greater nor smaller"
                  + " values are better)");
      assertThatThrownBy(() -> model.stress(version).rows(0))
          .hasMessage("Invalid rows: 0 (must be at least 1)");
      assertThatThrownBy(() -> model.stress(version).seed(1).seed(1))
          .hasMessage("Invalid stress report: seed set twice");
      assertThatThrownBy(() -> model.stress(version).tests())
          .hasMessage("Invalid stress tests: none (needs at least 1)");
    }
  }
}
