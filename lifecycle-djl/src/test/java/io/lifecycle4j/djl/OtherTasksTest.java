package io.lifecycle4j.djl;

import static io.lifecycle4j.preprocessing.Steps.standardize;
import static io.lifecycle4j.registry.Actor.by;
import static io.lifecycle4j.schema.Tasks.multiLabel;
import static io.lifecycle4j.schema.Tasks.quantiles;
import static io.lifecycle4j.schema.Tasks.reconstruction;
import static io.lifecycle4j.schema.Tasks.regression;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.data.Splits;
import io.lifecycle4j.djl.model.Network;
import io.lifecycle4j.djl.training.DjlTrainer;
import io.lifecycle4j.djl.training.Schedule;
import io.lifecycle4j.evaluation.Evaluation;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.schema.Task;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Networks learn what is known of the rows, whatever the task is. */
class OtherTasksTest {
  private static final Network LINEAR = Network.builder().build();

  private final Lifecycle lifecycle = Lifecycle.inMemory();
  private Split split;

  private record Point(double x, double y) {}

  /** Of points in a square: a number with noise from 0 to 20, two of other units, two labels. */
  private record Sample(
      double x, double y, double noisy, double small, double large, boolean right, String high) {}

  @BeforeEach
  void sample() {
    Random random = new Random(7);
    split =
        split(
            "samples",
            Sample.class,
            Stream.generate(() -> sample(random.nextDouble(), random.nextDouble(), random))
                .limit(700));
  }

  @AfterEach
  void close() {
    lifecycle.close();
  }

  private static Sample sample(double x, double y, Random random) {
    double noise = 20 * random.nextDouble();
    return new Sample(
        x,
        y,
        100 + 10 * x + noise,
        (x + y) / 1000,
        1000 * (x - y),
        x > 0.5,
        y > 0.5 ? "yes" : "no");
  }

  private <R extends Record> Split split(String name, Class<R> type, Stream<R> rows) {
    return lifecycle
        .datasets()
        .dataset(name)
        .snapshot(Sources.records(type, rows))
        .commit()
        .split(Splits.byHash(3).train(0.7).validation(0.15).holdout(0.15));
  }

  private <O> ManagedModel<Point, O> model(Task<O> task, Network network) {
    return lifecycle
        .model("points", Point.class, task)
        .preprocessing(standardize("x"), standardize("y"))
        .trainer(
            DjlTrainer.builder()
                .network(network)
                .epochs(30)
                .learningRate(0.02)
                .schedule(Schedule.cosine())
                .build())
        .open();
  }

  private Evaluation promoted(ManagedModel<Point, ?> model, Split rows) {
    ModelVersion version = model.train(rows);
    model.promote(version, by("alice"), "It learned");
    return model.evaluate(version);
  }

  @Test
  void findTheQuantilesOfTheNoise() {
    try (ManagedModel<Point, List<Double>> model =
        model(quantiles("noisy", 0.1, 0.5, 0.9), LINEAR)) {
      Evaluation evaluation = promoted(model, split);

      List<Double> range = model.predict(new Point(0.5, 0.5)).value();
      assertThat(range.get(0)).isCloseTo(105 + 2, within(1.5));
      assertThat(range.get(1)).isCloseTo(105 + 10, within(1.5));
      assertThat(range.get(2)).isCloseTo(105 + 18, within(1.5));
      assertThat(evaluation.metrics().get("coverage")).isCloseTo(0.8, within(0.1));
      assertThat(evaluation.metrics().get("interval_width")).isCloseTo(16, within(1.5));
    }
  }

  @Test
  void learnNumbersOfDifferentUnitsAlike() {
    try (ManagedModel<Point, List<Double>> model = model(regression("small", "large"), LINEAR)) {
      Evaluation evaluation = promoted(model, split);

      List<Double> both = model.predict(new Point(0.5, 0.25)).value();
      assertThat(both.get(0)).isCloseTo(0.00075, within(2e-5));
      assertThat(both.get(1)).isCloseTo(250, within(10.0));
      assertThat(evaluation.metrics().get("r2")).isGreaterThan(0.999);
      assertThat(evaluation.baselines().getOrDefault("linear", Map.of()).get("r2"))
          .isGreaterThan(0.999);
    }
  }

  @Test
  void separateLabels() {
    try (ManagedModel<Point, List<String>> model = model(multiLabel("right", "high"), LINEAR)) {
      Evaluation evaluation = promoted(model, split);

      assertThat(model.predict(new Point(0.9, 0.1)).value()).containsExactly("right");
      assertThat(model.predict(new Point(0.9, 0.9)).value()).containsExactly("right", "high");
      assertThat(model.predict(new Point(0.1, 0.1)).value()).isEmpty();
      assertThat(evaluation.metrics().get("subset_accuracy")).isGreaterThan(0.9);
      assertThat(evaluation.metrics().get("roc_auc_macro")).isGreaterThan(0.99);
    }
  }

  @Test
  void findRowsThatAreUnlikeTheOthers() {
    Random random = new Random(11);
    Split line =
        split(
            "line",
            Point.class,
            random.doubles(400).mapToObj(x -> new Point(x, 3 * x + 0.01 * random.nextGaussian())));
    try (ManagedModel<Point, Double> model = model(reconstruction(), Network.parse("dense(1)"))) {
      Evaluation evaluation = promoted(model, line);

      Map<String, Double> metrics = evaluation.metrics();
      assertThat(metrics.get("rmse"))
          .isLessThan(0.1 * metrics.getOrDefault("baseline_rmse", Double.NaN));
      double rare = metrics.getOrDefault("error[0.95]", Double.NaN);
      double usual = model.predict(new Point(0.4, 1.2)).value();
      double unusual = model.predict(new Point(0.4, 2.4)).value();
      assertThat(usual).isLessThan(rare * 2);
      assertThat(unusual).isGreaterThan(rare * 10);
    }
  }
}
