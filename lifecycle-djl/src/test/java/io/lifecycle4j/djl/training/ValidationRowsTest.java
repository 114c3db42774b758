package io.lifecycle4j.djl.training;

import static io.lifecycle4j.djl.training.RecordedContext.NUMBER;
import static io.lifecycle4j.djl.training.RecordedContext.TWO_CLASSES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lifecycle4j.djl.model.Network;
import io.lifecycle4j.model.TrainedModel;
import io.lifecycle4j.schema.Metric;
import io.lifecycle4j.schema.Metric.Better;
import io.lifecycle4j.schema.Task;
import io.lifecycle4j.schema.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a run shows of the validation rows after each epoch. */
class ValidationRowsTest {
  private static final Network SMALL = Network.parse("dense(4) relu");

  private static DjlTrainerBuilder trainer() {
    return trainer(16);
  }

  private static DjlTrainerBuilder trainer(int batchSize) {
    return DjlTrainer.builder().network(SMALL).batchSize(batchSize).learningRate(0.01);
  }

  private static ArrayExamples rows(Task<?> task, int count, long seed) {
    return task.equals(NUMBER)
        ? ArrayExamples.of(count, 2, seed, row -> 3 * row[0] - row[1])
        : ArrayExamples.xor(count, seed);
  }

  private static RecordedContext context(Task<?> task, ArrayExamples validation) {
    return new RecordedContext(task, rows(task, 64, 1)).validating(validation);
  }

  /** Returns what an evaluation measures of some rows. */
  private static ToDoubleFunction<String> evaluation(
      Task<?> task, TrainedModel model, ArrayExamples rows, int[] places) {
    int width = task.outputs().get(0).numbers();
    float[] all = Trained.predict(model, rows, List.of(2), width);
    Tensor outputs = Tensor.allocate(task.outputs().get(0), places.length);
    Tensor targets = Tensor.allocate(task.targets().get(0), places.length);
    for (int row = 0; row < places.length; row++) {
      for (int i = 0; i < width; i++) {
        outputs.set(row * width + i, all[places[row] * width + i]);
      }
      targets.set(row, rows.truth(places[row]));
    }
    int[] once = new int[places.length];
    Arrays.fill(once, 1);
    return task.score(List.of(outputs), List.of(targets)).measure(once);
  }

  private static Stream<Task<?>> tasks() {
    return Stream.of(TWO_CLASSES, NUMBER);
  }

  @ParameterizedTest
  @MethodSource("tasks")
  void haveEveryMetricOfAnEvaluation(Task<?> task) {
    ArrayExamples validation = rows(task, 50, 2);
    RecordedContext context = context(task, validation);

    TrainedModel model = trainer().epochs(3).build().train(context);

    ToDoubleFunction<String> expected =
        evaluation(task, model, validation, IntStream.range(0, 50).toArray());
    assertThat(task.metrics()).hasSizeGreaterThan(5);
    for (Metric metric : task.metrics()) {
      String name = "validation_" + metric.name();
      assertThat(context.run.values(name)).as(name).hasSize(3);
      assertThat(context.run.last(name))
          .as(name)
          .isCloseTo(expected.applyAsDouble(metric.name()), within(1e-6));
    }
    assertThat(context.run.tags).doesNotContainKey("validationMetricRows");
  }

  @ParameterizedTest
  @MethodSource("comparedMetrics")
  void stopByEachMetricInItsDirection(Task<?> task, Metric metric) {
    RecordedContext context = context(task, rows(task, 40, 2));

    trainer().epochs(40).earlyStopping(metric.name(), 2, 0).build().train(context);

    List<Double> values = context.run.values("validation_" + metric.name());
    int best = Integer.parseInt(context.run.tags.getOrDefault("bestEpoch", "0"));
    double sign = metric.better() == Better.HIGHER ? 1 : -1;
    assertThat(values).allMatch(value -> !(sign * value > sign * values.get(best - 1)));
    assertThat(values).hasSize(Math.min(40, best + 2));
  }

  private static Stream<Arguments> comparedMetrics() {
    return tasks()
        .flatMap(
            task ->
                task.metrics().stream()
                    .filter(metric -> metric.better() != Better.NONE)
                    .map(metric -> Arguments.of(task, metric)));
  }

  /** With three numbers a row, metrics are of at most 349,525 rows. */
  @ParameterizedTest
  @ValueSource(ints = {349_525, 500_000})
  void areMeasuredInPartIfTheyAreVeryMany(int count) {
    ArrayExamples validation = rows(TWO_CLASSES, count, 2);
    RecordedContext context = context(TWO_CLASSES, validation);

    TrainedModel model = trainer(64).epochs(1).build().train(context);

    int most = (1 << 20) / 3;
    int[] places =
        IntStream.range(0, most).map(place -> (int) ((long) place * count / most)).toArray();
    ToDoubleFunction<String> expected = evaluation(TWO_CLASSES, model, validation, places);
    for (String metric : List.of("accuracy", "roc_auc", "brier")) {
      assertThat(context.run.last("validation_" + metric))
          .as(metric)
          .isCloseTo(expected.applyAsDouble(metric), within(1e-6));
    }
    if (count > most) {
      assertThat(context.run.tags).containsEntry("validationMetricRows", most + " of " + count);
    } else {
      assertThat(context.run.tags).doesNotContainKey("validationMetricRows");
    }
  }
}
