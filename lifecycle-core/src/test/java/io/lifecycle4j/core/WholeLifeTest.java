package io.lifecycle4j.core;

import static io.lifecycle4j.condition.Conditions.metric;
import static io.lifecycle4j.core.Flowers.ALICE;
import static io.lifecycle4j.core.Flowers.SETOSA;
import static io.lifecycle4j.core.Flowers.VIRGINICA;
import static io.lifecycle4j.core.Flowers.linear;
import static io.lifecycle4j.data.Splits.byHash;
import static io.lifecycle4j.preprocessing.Steps.impute;
import static io.lifecycle4j.preprocessing.Steps.oneHot;
import static io.lifecycle4j.preprocessing.Steps.standardize;
import static io.lifecycle4j.registry.Gates.notWorseThanProduction;
import static io.lifecycle4j.schema.Tasks.regression;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.contract.LinearEngine;
import io.lifecycle4j.contract.LinearTrainer;
import io.lifecycle4j.contract.Moves;
import io.lifecycle4j.core.Flowers.Flower;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.data.SplitRole;
import io.lifecycle4j.evaluation.Evaluation;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.GateVerdict;
import io.lifecycle4j.registry.Verdict;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.serving.Prediction;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.tracking.Param;
import io.lifecycle4j.tracking.RunRecord;
import io.lifecycle4j.tracking.RunStatus;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole life of a model, through what a user calls. */
class WholeLifeTest {
  private final LinearEngine engine = new LinearEngine();

  @Test
  void livesInMemory() {
    try (Lifecycle home = Flowers.inMemory(engine)) {
      live(home);
    }
    assertNothingIsLeft();
  }

  @Test
  void livesInADirectory(@TempDir Path directory) {
    try (Lifecycle home = Flowers.in(directory, engine)) {
      live(home);
    }
    assertNothingIsLeft();

    try (Lifecycle home = Flowers.in(directory, engine);
        ManagedModel<Flower, String> model = Flowers.plain(home).open()) {
      assertThat(model.predict(VIRGINICA).value()).isEqualTo("virginica");
      assertThat(model.predict(VIRGINICA).version()).hasValue(1);
      assertThat(model.history()).hasSize(7);
      assertThat(home.experiments().runs("species")).hasSize(2);
    }
    assertNothingIsLeft();
  }

  private void assertNothingIsLeft() {
    assertThat(engine.violations()).isEmpty();
    assertThat(engine.open()).isZero();
  }

  private void live(Lifecycle home) {
    try (ManagedModel<Flower, String> model =
        Flowers.model(home)
            .gates(
                linear(
                    metric("accuracy").atLeast(0.8),
                    notWorseThanProduction("accuracy").within(0.1)))
            .open()) {
      Split split = Flowers.split(home, 1);
      ModelVersion first = model.train(split);
      assertThat(first.label()).isEqualTo("species:1");
      assertThat(model.findProduction()).isEmpty();
      assertRecorded(home, split, first);
      assertMeasured(model.evaluate(first), split);

      assertThat(model.judge(first)).extracting(GateVerdict::verdict).containsOnly(Verdict.PASS);
      model.promote(first, ALICE, "First release");
      assertServes(model, 1);

      ModelVersion second = model.train(Flowers.split(home, 2));
      model.promote(second, ALICE, "More flowers");
      assertServes(model, 2);

      model.rollback(ALICE, "Gardeners complain");
      assertServes(model, 1);
      assertTrail(model);
    }
  }

  private static void assertRecorded(Lifecycle home, Split split, ModelVersion version) {
    RunRecord run = home.experiments().find(Fixtures.trained(version).run()).orElseThrow();
    assertThat(run.status()).isEqualTo(RunStatus.FINISHED);
    assertThat(run.params())
        .containsEntry("dataset", Param.of("flowers:1"))
        .containsEntry("dataset.hash", Param.of(split.version().id().sha256()))
        .containsEntry("rows.train", Param.of(split.count(SplitRole.TRAIN)))
        .containsEntry("epochs", Param.of(200))
        .containsKey("split")
        .containsKey("preprocessing");
    assertThat(run.tags()).containsEntry("model", "species:1");
    assertThat(run.metric("loss").orElseThrow()).isBetween(0.0, 0.5);
    assertThat(home.experiments().history(run.id(), "loss").points()).hasSize(20);
    assertThat(Fixtures.trained(version).environment()).containsEntry("engine", "linear 1");
    assertThat(version.manifest().golden()).hasSize(4);
  }

  private static void assertMeasured(Evaluation evaluation, Split split) {
    assertThat(evaluation.model()).isEqualTo("species:1");
    assertThat(evaluation.data()).isEqualTo("flowers:1/holdout");
    assertThat(evaluation.rows()).isEqualTo(split.count(SplitRole.HOLDOUT));
    assertThat(evaluation.metric("accuracy"))
        .isGreaterThan(0.85)
        .isGreaterThan(evaluation.metric("baseline_accuracy") + 0.3);
  }

  private static void assertServes(ManagedModel<Flower, String> model, int version) {
    assertThat(model.findProduction()).map(ModelVersion::number).contains(version);
    List<Prediction<String>> predictions = model.predict(List.of(SETOSA, VIRGINICA));
    assertThat(predictions).extracting(Prediction::value).containsExactly("setosa", "virginica");
    assertThat(predictions).allSatisfy(found -> assertThat(found.version()).hasValue(version));
    assertThat(predictions)
        .extracting(found -> found.probability().orElseThrow())
        .allMatch(p -> p > 0.5 && p <= 1);
  }

  private static void assertTrail(ManagedModel<Flower, String> model) {
    assertThat(model.history())
        .extracting(Moves::what)
        .containsExactly(
            "registered",
            "evaluated",
            "judged",
            "promoted",
            "registered",
            "promoted",
            "rolled back");
    assertThat(Moves.moved(model.history().get(5)))
        .hasToString("production of species moved from 1 to 2");
    assertThat(model.history().get(5).transition().verdicts()).hasSize(2);
    assertThat(model.history().get(6).toString())
        .endsWith("Z production of species rolled back from 2 to 1 by alice: Gardeners complain");
    assertThat(model).hasToString("ManagedModel[species: version 1 serves]");
  }

  /** A day of a bicycle rental. */
  record Ride(@Nullable Double temp, String dayType) {}

  private static String rides() {
    Random random = new Random(5);
    StringBuilder csv = new StringBuilder("temp,dayType,rides\n");
    for (int i = 0; i < 300; i++) {
      double temp = 10 + random.nextGaussian() * 5;
      boolean free = random.nextInt(7) < 2;
      double rides = 20 + 3 * temp - (free ? 15 : 0) + random.nextGaussian();
      String cell = i % 20 == 0 ? "" : String.format(Locale.ROOT, "%.3f", temp);
      csv.append(
          String.format(Locale.ROOT, "%s,%s,%.3f%n", cell, free ? "weekend" : "weekday", rides));
    }
    return csv.toString();
  }

  @Test
  void estimatesNumbersFromRowsWithGaps() {
    try (Lifecycle home = Flowers.inMemory(engine);
        ManagedModel<Ride, Double> model =
            home.model("ridership", Ride.class, regression("rides"))
                .preprocessing(impute("temp").mean(), standardize("temp"), oneHot("dayType"))
                .trainer(new LinearTrainer(400, 0.3, 3))
                .gates(linear(metric("rmse").below(5), notWorseThanProduction("rmse")))
                .open()) {
      Split split =
          home.datasets()
              .dataset("rides")
              .snapshot(Sources.csv("rides.csv", Content.of(rides())))
              .schema(Schema.of(Ride.class).with("rides", DataType.FLOAT64))
              .commit()
              .split(byHash(1).train(0.7).holdout(0.3));
      ModelVersion version = model.train(split);
      model.promote(version, ALICE, "First release");

      Prediction<Double> warm = model.predict(new Ride(20.0, "weekday"));
      assertThat(warm.value()).isCloseTo(80, within(2.0));
      assertThat(warm.probability()).isEmpty();
      assertThat(model.predict(new Ride(20.0, "weekend")).value()).isCloseTo(65, within(2.0));
      assertThat(model.evaluate(version).metrics()).containsKeys("rmse", "mae", "baseline_rmse");
    }
    assertNothingIsLeft();
  }
}
