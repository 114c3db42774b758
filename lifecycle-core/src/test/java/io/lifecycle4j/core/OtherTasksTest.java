package io.lifecycle4j.core;

import static io.lifecycle4j.condition.Conditions.metric;
import static io.lifecycle4j.core.Flowers.ALICE;
import static io.lifecycle4j.core.Flowers.linear;
import static io.lifecycle4j.preprocessing.Steps.impute;
import static io.lifecycle4j.preprocessing.Steps.standardize;
import static io.lifecycle4j.schema.Tasks.multiLabel;
import static io.lifecycle4j.schema.Tasks.quantiles;
import static io.lifecycle4j.schema.Tasks.reconstruction;
import static io.lifecycle4j.schema.Tasks.regression;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.ManagedModelBuilder;
import io.lifecycle4j.contract.LinearEngine;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.data.Splits;
import io.lifecycle4j.error.InvalidDataException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.evaluation.Evaluation;
import io.lifecycle4j.evaluation.StressReport;
import io.lifecycle4j.evaluation.StressTests;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.model.TrainedModel;
import io.lifecycle4j.profile.ColumnProfile;
import io.lifecycle4j.registry.Gates;
import io.lifecycle4j.schema.Reconstruction;
import io.lifecycle4j.schema.Scores.Interval;
import io.lifecycle4j.schema.Task;
import io.lifecycle4j.serving.Prediction;
import io.lifecycle4j.serving.Replay;
import io.lifecycle4j.serving.Trace;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.training.Trainer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trains, judges, promotes, serves and reads again the tasks that are not about one value. */
class OtherTasksTest {
  @TempDir private Path directory;

  private record House(@Nullable Double rooms, double age) {}

  /** The age is always twice the number of rooms. */
  private record Sold(double rooms, double age, double price, double rent, String cheap) {}

  private static House house(double rooms, double age) {
    return new House(rooms, age);
  }

  private static Split split(Lifecycle home) {
    List<Sold> rows =
        IntStream.range(0, 200)
            .mapToObj(
                i -> new Sold(i % 10, 2 * (i % 10), i % 10 + i % 5, -i, i % 10 < 5 ? "yes" : "no"))
            .toList();
    return home.datasets()
        .dataset("houses")
        .snapshot(Sources.records(Sold.class, rows.stream()))
        .commit()
        .split(Splits.byHash(1).train(0.6).validation(0.2).holdout(0.2));
  }

  /** Knows the weights. */
  private static Trainer trainer(float[]... weights) {
    return context -> {
      assertThat(context.task().targets()).isEqualTo(context.training().targets());
      return new TrainedModel(
          LinearEngine.FORMAT,
          LinearEngine.architecture(2, weights.length),
          List.of(new NamedContent(LinearEngine.FILE, Content.of(LinearEngine.file(weights)))));
    };
  }

  private static <O> ManagedModelBuilder<House, O> model(
      Lifecycle home, Task<O> task, float[]... weights) {
    return home.model("houses", House.class, task).trainer(trainer(weights));
  }

  private static ModelVersion promoted(ManagedModel<?, ?> model, Split split) {
    ModelVersion version = model.train(split);
    model.promote(version, ALICE, "It is good");
    return version;
  }

  /** The mean answer in the drift reference. */
  private static double mean(ModelVersion version) {
    ColumnProfile answers = version.manifest().reference().find("prediction").orElseThrow();
    return answers.moments().orElseThrow().mean();
  }

  @Test
  void predictsQuantiles() {
    Task<List<Double>> task = quantiles("price", 0.1, 0.5, 0.9);
    float[][] weights = {{1, 0, 2}, {1, 0, 0}, {1, 0, 4}};
    try (Lifecycle home = Flowers.in(directory)) {
      try (ManagedModel<House, List<Double>> model =
          model(home, task, weights)
              .gates(metric("coverage").atLeast(0.9), metric("pinball[0.9]").atMost(1))
              .open()) {
        ModelVersion version = promoted(model, split(home));

        assertThat(model.predict(house(3, 6)).value()).containsExactly(3.0, 5.0, 7.0);
        Evaluation evaluation = model.evaluate(version);
        assertThat(evaluation.metrics())
            .containsEntry("coverage", 1.0)
            .containsEntry("interval_width", 4.0)
            .containsKeys("coverage_error", "mae", "pinball", "pinball[0.1]", "pinball[0.5]");
        assertThat(evaluation.metric("pinball"))
            .isLessThan(baseline(evaluation, "quantiles", "pinball"));
        double rows = evaluation.rows();
        double square = 1.959963984540054 * 1.959963984540054;
        Interval none = new Interval(Double.NaN, Double.NaN);
        assertThat(evaluation.intervals().getOrDefault("coverage", none).lower()) // Wilson's
            .isCloseTo(rows / (rows + square), within(1e-12));
      }
    }
    try (Lifecycle again = Flowers.in(directory);
        ManagedModel<House, List<Double>> model = model(again, task, weights).open()) {
      assertThat(again.models().version("houses", 1).manifest().task()).isEqualTo(task);
      assertThat(model.predict(house(1, 2)).value()).containsExactly(1.0, 3.0, 5.0);
    }
  }

  private static double baseline(Evaluation evaluation, String name, String metric) {
    return requireNonNull(requireNonNull(evaluation.baselines().get(name)).get(metric));
  }

  @Test
  void predictsSeveralNumbersBesideTheirBaselines() {
    assertThat(regression("price", "rent", "tax").labels()).containsExactly("price", "rent", "tax");
    try (Lifecycle home = Flowers.in(directory);
        ManagedModel<House, List<Double>> model =
            model(home, regression("price", "rent"), new float[] {1, 0, 2}, new float[] {0, 0, -90})
                .gates(linear(metric("rmse[price]").atMost(2)))
                .open()) {
      Split split = split(home);
      ModelVersion version = promoted(model, split);

      Prediction<List<Double>> prediction = model.predict(house(3, 6));
      assertThat(prediction.value()).containsExactly(5.0, -90.0);
      Trace trace = model.trace(prediction.id());
      assertThat(trace.prediction().outputs()).hasSize(2);
      assertThat(trace.recomputation().explanation()).startsWith("the same bits of 2 outputs, ");
      assertThat(version.manifest().baselines())
          .extracting(baseline -> baseline.name())
          .containsExactly("mean", "median", "linear");
      assertThat(model.evaluate(version).baselines().get("mean")).containsKeys("rmse", "r2");
      assertThat(model.evaluate(version).metrics().keySet())
          .containsExactlyInAnyOrder(
              "baseline_rmse", "mae", "mape", "median_absolute_error", "r2", "rmse");
      assertThat(version.manifest().reference().columns())
          .extracting(column -> column.name())
          .contains("prediction");
    }
  }

  @Test
  void monitorsTheMeanOfSeveralNumbers() {
    try (Lifecycle home = Flowers.in(directory);
        ManagedModel<House, List<Double>> model =
            model(home, regression("price", "rent"), new float[] {0, 0, 4}, new float[] {0, 0, 8})
                .open()) {
      ModelVersion version = model.train(split(home));

      assertThat(mean(version)).isEqualTo(6);
    }
  }

  @Test
  void predictsLabels() {
    Task<List<String>> task = multiLabel("cheap");
    try (Lifecycle home = Flowers.in(directory);
        ManagedModel<House, List<String>> model =
            model(home, task, new float[] {-2, 0, 9})
                .gates(
                    linear(
                        metric("subset_accuracy").atLeast(0.9),
                        metric("recall[cheap]").atLeast(0.9)))
                .open()) {
      ModelVersion version = promoted(model, split(home));

      assertThat(model.predict(house(4, 8)).value()).containsExactly("cheap");
      assertThat(model.predict(house(5, 10)).value()).isEmpty();
      assertThat(version.manifest().task()).isEqualTo(task);
      assertThat(model.evaluate(version).metrics())
          .containsEntry("subset_accuracy", 1.0)
          .containsEntry("hamming_loss", 0.0)
          .containsEntry("roc_auc_macro", 1.0);
      assertThat(baseline(model.evaluate(version), "prior", "log_loss")).isBetween(0.6, 0.8);
    }
  }

  /** The share of the label would be 1, but in service the row is refused. */
  @Test
  void leavesOutOfAReplayWhatIsNoAnswerInService() {
    try (Lifecycle home = Flowers.in(directory);
        ManagedModel<House, List<String>> model =
            model(home, multiLabel("cheap"), new float[] {-2, 0, 9})
                .serving(house -> List.of("cheap"))
                .open()) {
      ModelVersion candidate = model.train(split(home));
      model.predict(house(4, 8));
      model.predict(house(-3e38, 8)); // twice that is no float
      Replay replay = model.replay(candidate).run();
      assertThat(replay.leftOut())
          .containsExactly(Map.entry("that the version does not answer (PREDICTION_FAILED)", 1L));
      assertThat(replay.compared()).isEqualTo(1);
    }
  }

  @Test
  void rejectsACellThatIsNoLabel() {
    try (Lifecycle home = Flowers.in(directory);
        ManagedModel<House, List<String>> model =
            model(home, multiLabel("cheap", "price"), new float[3], new float[3]).open()) {
      Split split = split(home);

      assertThatThrownBy(() -> model.train(split))
          .isInstanceOf(InvalidDataException.class)
          .hasMessageContaining("Invalid label: '")
          .hasMessageContaining("in column price (must be 1 or 0, true or false, yes or no)");
    }
  }

  @Test
  void findsAnomaliesWithoutALabel() {
    float[][] copyRooms = {{1, 0, 0}, {2, 0, 0}};
    try (Lifecycle home = Flowers.in(directory)) {
      try (ManagedModel<House, Double> model =
          model(home, reconstruction(), copyRooms)
              .gates(linear(metric("mse").atMost(0.01), metric("error[0.99]").atMost(0.01)))
              .open()) {
        ModelVersion version = promoted(model, split(home));

        assertThat(version.manifest().task()).isEqualTo(new Reconstruction(2));
        assertThat(version.manifest().artifact().signature())
            .hasToString("[features float32 [-1, 2]] -> [reconstruction float32 [-1, 2]]");
        assertThat(model.evaluate(version).metrics())
            .containsEntry("mse", 0.0)
            .containsEntry("mae", 0.0);
        assertThat(model.evaluate(version).baselines()).containsOnlyKeys("mean");
        assertThat(baseline(model.evaluate(version), "mean", "mae")).isGreaterThan(3);
        assertThat(mean(version)).isZero();
        assertThat(model.predict(List.of(house(3, 6), house(3, 9))))
            .extracting(prediction -> prediction.value())
            .containsExactly(0.0, 4.5);
        model.predictions().forEach(one -> assertThat(one.outputs()).as("the inputs").isEmpty());
        assertThat(model.predictions().count()).isEqualTo(2);
      }
    }
    try (Lifecycle again = Flowers.in(directory);
        ManagedModel<House, Double> model = model(again, reconstruction(), copyRooms).open()) {
      assertThat(model.predict(house(1, 4)).value()).isEqualTo(2);
    }
  }

  @Test
  void showsTheErrorOfEachRowToAGate() {
    List<Object> errors = new ArrayList<>();
    try (Lifecycle home = Flowers.in(directory);
        ManagedModel<House, Double> model =
            model(home, reconstruction(), new float[] {1, 0, 0}, new float[] {2, 0, 3})
                .gates(
                    linear(Gates.gate("errors", (next, before) -> errors.add(next.prediction(0)))))
                .open()) {
      promoted(model, split(home));
    }
    assertThat(errors).containsExactly(4.5);
  }

  @Test
  void comparesWhatItReconstructsOfChangedRowsWithTheRowsAsTheyAre() {
    try (Lifecycle home = Flowers.in(directory);
        ManagedModel<House, Double> model =
            model(home, reconstruction(), new float[] {1, 0, 0}, new float[] {0, 1, 0}).open()) {
      ModelVersion version = model.train(split(home));
      ColumnProfile ages = version.manifest().reference().find("age").orElseThrow();
      StressReport report =
          model.stress(version).metric("mae").tests(StressTests.shifted("age", 2)).run();

      assertThat(report.clean()).isZero();
      assertThat(report.results().get(0).drop().orElseThrow())
          .as("2 deviations of one of two numbers")
          .isCloseTo(ages.moments().orElseThrow().deviation(), within(1e-5));
    }
  }

  @Test
  void cannotReconstructMissingNumbers() {
    try (Lifecycle home = Flowers.in(directory)) {
      Split split =
          home.datasets()
              .dataset("houses")
              .snapshot(
                  Sources.records(
                      House.class,
                      IntStream.range(0, 100)
                          .mapToObj(i -> new House(i % 9 == 0 ? null : (double) i, i))))
              .commit()
              .split(Splits.byHash(1).train(0.6).validation(0.2).holdout(0.2));
      try (ManagedModel<House, Double> model =
          model(home, reconstruction(), new float[] {1, 0, 0}, new float[] {0, 1, 0}).open()) {
        assertThatThrownBy(() -> model.train(split))
            .isInstanceOf(InvalidValueException.class)
            .hasMessageContaining("Invalid input: rooms is missing (add impute");
      }
      try (ManagedModel<House, Double> model =
          model(home, reconstruction(), new float[] {1, 0, 0}, new float[] {0, 1, 0})
              .preprocessing(impute("rooms").mean(), standardize("rooms"), standardize("age"))
              .open()) {
        promoted(model, split);
        assertThat(model.predict(new House(null, 5)).value()).isEqualTo(0);
        assertThatThrownBy(() -> model.predict(house(1, Double.NaN)))
            .isInstanceOf(InvalidValueException.class)
            .hasMessageContaining("Invalid input: age is missing");
      }
    }
  }

  @Test
  void rejectsAMetricThatATaskDoesNotHave() {
    try (Lifecycle home = Flowers.in(directory)) {
      assertThatThrownBy(
              () ->
                  model(home, quantiles("price", 0.25, 0.75), new float[3], new float[3])
                      .gates(linear(metric("mae").atMost(1)))
                      .open())
          .isInstanceOf(InvalidValueException.class)
          .hasMessageContaining("mae");
    }
  }
}
