package io.lifecycle4j.schema;

import static io.lifecycle4j.schema.Tasks.classification;
import static io.lifecycle4j.schema.Tasks.multiLabel;
import static io.lifecycle4j.schema.Tasks.quantiles;
import static io.lifecycle4j.schema.Tasks.reconstruction;
import static io.lifecycle4j.schema.Tasks.regression;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.lifecycle4j.error.InvalidValueException;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The gradient of each loss of the library, beside differences of the loss. */
class LossGradientsTest {
  private static final int ROWS = 20;
  private static final float STEP = 0x1p-8f;

  static Stream<Task<?>> tasks() {
    return Stream.of(
        classification("pet", "cat", "dog", "eel"),
        regression("y"),
        regression("y1", "y2", "y3"),
        quantiles("y", 0.1, 0.5, 0.9),
        multiLabel("a", "b"),
        reconstruction().withInputs(List.of(TensorSpec.float32("x", 2), TensorSpec.float32("z"))));
  }

  private static List<Tensor> outputs(Task<?> task) {
    List<Tensor> outputs = Tensor.allocate(task.outputs(), ROWS);
    Random random = new Random(1);
    for (int i = 0; i < outputs.get(0).size(); i++) {
      outputs.get(0).set(i, Math.rint(random.nextGaussian() * 64) / 32);
    }
    return outputs;
  }

  private static List<Tensor> targets(Task<?> task) {
    List<Tensor> targets = Tensor.allocate(task.targets(), ROWS);
    for (int i = 0; i < targets.get(0).size(); i++) {
      targets.get(0).set(i, i * 7 % 2);
    }
    return targets;
  }

  @ParameterizedTest
  @MethodSource("tasks")
  void areThoseOfTheLoss(Task<?> task) {
    Task.Loss loss = task.loss().orElseThrow();
    List<Tensor> outputs = outputs(task);
    List<Tensor> targets = targets(task);
    List<Tensor> gradient = Tensor.allocate(task.outputs(), ROWS);
    List<Tensor> unused = Tensor.allocate(task.outputs(), ROWS);
    loss.differentiate(outputs, targets, gradient);
    Tensor numbers = outputs.get(0);
    int width = numbers.size() / ROWS;

    for (int i = 0; i < numbers.size(); i++) {
      double number = numbers.number(i);
      numbers.set(i, number + STEP);
      double above = loss.differentiate(outputs, targets, unused)[i / width];
      numbers.set(i, number - STEP);
      double below = loss.differentiate(outputs, targets, unused)[i / width];
      numbers.set(i, number);
      if (task instanceof QuantileRegression && number == targets.get(0).number(i / width)) {
        assertThat(gradient.get(0).number(i)).isZero();
      } else {
        assertThat(gradient.get(0).number(i)).isCloseTo((above - below) / (2 * STEP), within(1e-5));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("tasks")
  void rejectOtherTensors(Task<?> task) {
    Task.Loss loss = task.loss().orElseThrow();
    List<Tensor> room = Tensor.allocate(task.outputs(), ROWS);

    assertThatThrownBy(() -> loss.differentiate(List.of(), targets(task), room))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageStartingWith("Invalid outputs: [] (must be rows of ");
    assertThatThrownBy(() -> loss.differentiate(room, List.of(), room))
        .hasMessageStartingWith("Invalid targets: [] (must be 20 rows of ");
    assertThatThrownBy(() -> loss.differentiate(room, targets(task), List.of()))
        .hasMessageStartingWith("Invalid gradient: [] (must be 20 rows of ");
  }

  @Test
  void areMeansOverTheNumbersOfARow() {
    Task<?> horizons = regression("y1", "y2");
    double[] losses =
        horizons
            .loss()
            .orElseThrow()
            .differentiate(
                List.of(Tensor.of("values", new float[] {1, 5}, 1, 2)),
                List.of(Tensor.of("values", new float[] {0, 2}, 1, 2)),
                Tensor.allocate(horizons.outputs(), 1));

    assertThat(losses).containsExactly(5);
  }

  @Test
  void areThoseOfThePinballLoss() {
    Task<?> deciles = quantiles("y", 0.1, 0.9);
    List<Tensor> gradient = Tensor.allocate(deciles.outputs(), 1);
    double[] losses =
        deciles
            .loss()
            .orElseThrow()
            .differentiate(
                List.of(Tensor.of("quantiles", new float[] {20, 20}, 1, 2)),
                List.of(Tensor.of("value", new float[] {10}, 1)),
                gradient);

    assertThat(losses[0]).isCloseTo((9 + 1) / 2.0, within(1e-9));
    assertThat(gradient.get(0).number(0)).isCloseTo(0.45, within(1e-6));
    assertThat(gradient.get(0).number(1)).isCloseTo(0.05, within(1e-6));
  }

  @Test
  void stayFiniteForHugeScoresOfLabels() {
    Task<?> one = multiLabel("a");
    List<Tensor> gradient = Tensor.allocate(one.outputs(), 2);
    double[] losses =
        one.loss()
            .orElseThrow()
            .differentiate(
                List.of(Tensor.of("scores", new float[] {1000, -1000}, 2, 1)),
                List.of(Tensor.of("labels", new float[] {0, 0}, 2, 1)),
                gradient);

    assertThat(losses).containsExactly(1000, 0);
    assertThat(gradient.get(0).number(0)).isEqualTo(1);
    assertThat(gradient.get(0).number(1)).isZero();
  }
}
