package io.lifecycle4j.core.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.schema.Metric;
import io.lifecycle4j.schema.Metric.Better;
import io.lifecycle4j.schema.MetricRange;
import io.lifecycle4j.schema.Metrics;
import io.lifecycle4j.schema.Metrics.Choices;
import io.lifecycle4j.schema.Tensor;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Predictions and labels that do not fit each other or the metrics. */
class UnfitRowsTest {
  private static final double[][] TWO = {{1, 2}, {3, 4}};
  private static final boolean[][] LABELS = {{true, false}, {false, true}};

  private static Arguments refused(String message, ThrowingCallable call) {
    return Arguments.of(message, call);
  }

  @SuppressWarnings("NullAway") // nulls are some of the mistakes
  static Stream<Arguments> unfit() {
    List<String> names = List.of("a", "b");
    return Stream.of(
        refused(
            "Invalid probabilities of row 1: 3 numbers (must be one for each of 2 classes)",
            () ->
                Metrics.ofClasses(names, 1)
                    .score(
                        new Choices(new double[][] {{1, 0}, {1, 0, 0}}, new int[2]), new int[2])),
        refused(
            "Invalid probabilities: 1 rows (must be as many as labels: 2)",
            () -> classes(1, new double[1][2], new int[2], 0, 0)),
        refused(
            "Invalid choices: 1 rows (must be as many as labels: 2)",
            () -> classes(1, new double[2][2], new int[1], 0, 0)),
        refused(
            "Invalid label of row 1: 2 (must be the index of one of 2 classes)",
            () -> classes(1, new double[2][2], new int[2], 0, 2)),
        refused(
            "Invalid label of row 0: -1 (must be the index of one of 2 classes)",
            () -> classes(1, new double[2][2], new int[2], -1, 0)),
        refused(
            "Invalid choice of row 0: -2 (must be the index of one of 2 classes)",
            () -> classes(1, new double[2][2], new int[] {-2, 0}, 0, 0)),
        refused(
            "Invalid choice of row 1: 2 (must be the index of one of 2 classes)",
            () -> classes(1, new double[2][2], new int[] {0, 2}, 0, 0)),
        refused(
            "Invalid positive class: 2 (must be the index of one of 2 classes)",
            () -> classes(2, new double[2][2], new int[2], 0, 0)),
        refused(
            "Invalid positive class: -1 (must be the index of one of 2 classes)",
            () -> classes(-1, new double[2][2], new int[2], 0, 0)),
        refused(
            "Invalid classes: [a] (needs at least 2)",
            () ->
                Metrics.ofClasses(List.of("a"), 0)
                    .score(new Choices(new double[1][1], new int[1]), new int[1])),
        refused(
            "Invalid names of labels: [] (needs at least 1)",
            () -> Metrics.ofLabels(List.of()).score(new double[1][0], new boolean[1][0])),
        refused(
            "Invalid estimates: 1 rows (must be as many as labels: 2)",
            () -> Metrics.ofNumbers().score(new double[1], new double[2])),
        refused(
            "Invalid labels: a tensor of [0, 2] (needs at least 1 number)",
            () -> Metrics.ofReconstruction().score(tensor(0), tensor(0))),
        refused(
            "Invalid tensor: a single number (needs rows)",
            () ->
                Metrics.ofReconstruction()
                    .score(Tensor.of("inputs", new float[1]), Tensor.of("inputs", new float[1]))),
        refused(
            "Invalid estimates of row 0: 2 numbers (must be one for each of 3 columns)",
            () -> Metrics.ofColumns(List.of("a", "b", "c")).score(TWO, TWO)),
        refused(
            "Invalid labels of row 0: 1 numbers (must be one for each of 2 columns)",
            () -> Metrics.ofColumns(names).score(TWO, new double[][] {{1}, {2}})),
        refused(
            "Invalid labels of row 1: 0 numbers (must be one for each of 2 columns)",
            () -> Metrics.ofColumns(names).score(TWO, new double[][] {{1, 2}, null})),
        refused(
            "Invalid estimates: 2 rows (must be as many as labels: 1)",
            () -> Metrics.ofColumns(names).score(TWO, new double[][] {{1, 2}})),
        refused(
            "Missing estimates: null (must be given)",
            () -> Metrics.ofColumns(names).score(null, TWO)),
        refused(
            "Invalid columns: [] (needs at least 1)",
            () -> Metrics.ofColumns(List.of()).score(TWO, TWO)),
        refused(
            "Invalid estimates of row 0: 2 numbers (must be one for each of 1 quantiles)",
            () -> Metrics.ofQuantiles(List.of(0.5)).score(TWO, new double[2])),
        refused(
            "Invalid estimates: 2 rows (must be as many as labels: 3)",
            () -> Metrics.ofQuantiles(List.of(0.1, 0.9)).score(TWO, new double[3])),
        refused(
            "Invalid quantiles: [] (needs at least 1)",
            () -> Metrics.ofQuantiles(List.of()).score(TWO, new double[2])),
        refused(
            "Invalid label of row 1: NaN (must be a finite number)",
            () -> Metrics.ofQuantiles(List.of(0.1, 0.9)).score(TWO, new double[] {1, Double.NaN})),
        refused(
            "Invalid probabilities of row 0: 2 numbers (must be one for each of 1 labels)",
            () -> Metrics.ofLabels(List.of("a")).score(TWO, LABELS)),
        refused(
            "Invalid labels of row 0: 1 (must be one for each of 2 labels)",
            () -> Metrics.ofLabels(names).score(TWO, new boolean[][] {{true}, {true}})),
        refused(
            "Invalid probabilities: 2 rows (must be as many as labels: 1)",
            () -> Metrics.ofLabels(names).score(TWO, new boolean[][] {{true, true}})),
        refused(
            "Missing labels: null (must be given)", () -> Metrics.ofLabels(names).score(TWO, null)),
        refused(
            "Invalid predictions: a tensor of [3, 2] (must have the rows and numbers of the labels:"
                + " [2, 2])",
            () -> Metrics.ofReconstruction().score(tensor(3), tensor(2))),
        refused(
            "Invalid number 3 of the labels: NaN (must be finite)",
            () -> Metrics.ofReconstruction().score(tensor(2), tensor(0, 0, 0, Float.NaN))),
        refused(
            "Missing predictions: null (must be given)",
            () -> Metrics.ofReconstruction().score(null, tensor(2))));
  }

  private static void classes(
      int positive, double[][] probabilities, int[] choices, int... labels) {
    Metrics.ofClasses(List.of("a", "b"), positive)
        .score(new Choices(probabilities, choices), labels);
  }

  private static Tensor tensor(int rows) {
    return tensor(new float[2 * rows]);
  }

  private static Tensor tensor(float... numbers) {
    return Tensor.of("inputs", numbers, numbers.length / 2, 2);
  }

  @ParameterizedTest
  @MethodSource("unfit")
  void areRefused(String message, ThrowingCallable call) {
    assertThatThrownBy(call).isInstanceOf(InvalidValueException.class).hasMessage(message);
  }

  @Test
  void doNotIncludePredictionsThatAreNotNumbers() {
    double nan = Double.NaN;

    assertThat(
            Metrics.ofClasses(List.of("a", "b"), 1)
                .score(
                    new Choices(new double[][] {{nan, nan}, {0, 1}}, new int[] {-1, 1}),
                    new int[] {1, 1})
                .measure(new int[] {1, 1})
                .applyAsDouble("recall"))
        .isEqualTo(0.5);
  }

  @Test
  void haveACoverageThatIsNeitherBetterNorWorse() {
    assertThat(Metrics.ofQuantiles(List.of(0.1, 0.9)).find("coverage"))
        .contains(new Metric("coverage", Better.NONE, MetricRange.SHARE));
    assertThat(Metrics.ofQuantiles(List.of(0.1, 0.9)).find("coverage_error"))
        .contains(new Metric("coverage_error", Better.LOWER, MetricRange.SHARE));
    assertThat(Metrics.ofQuantiles(List.of(0.1, 0.9)).list().get(0).name()).isEqualTo("pinball");
    assertThat(Metrics.ofReconstruction().list().get(0).name()).isEqualTo("rmse");
  }
}
