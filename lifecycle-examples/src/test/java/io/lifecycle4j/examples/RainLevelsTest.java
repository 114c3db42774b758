package io.lifecycle4j.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.evaluation.Evaluation;
import io.lifecycle4j.schema.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The task of one's own in the guide. */
class RainLevelsTest {
  private static final OrdinalRegression STARS =
      new OrdinalRegression("stars", List.of("one", "two", "three"));

  @TempDir private Path directory;

  @Test
  @OnlyLarger
  void isLessOffThanAlwaysNoRain() throws IOException {
    Evaluation evaluation = RainLevels.run(Path.of("data/weather.csv"), directory.resolve("home"));

    // "none" for every day is 0.60 levels off.
    assertThat(evaluation.metrics().get("levels_off")).isLessThan(0.52);
    assertThat(evaluation.intervals()).containsOnlyKeys("accuracy", "levels_off");
  }

  @Test
  void predictsAsManyLevelsUpAsScoresArePositive() {
    Tensor scores = Tensor.of("scores", new float[] {-1, -2, 3, -1, 1, 1}, 3, 2);

    assertThat(STARS.decode(List.of(scores), 0)).isEqualTo("one");
    assertThat(STARS.decode(List.of(scores), 1)).isEqualTo("two");
    assertThat(STARS.decode(List.of(scores), 2)).isEqualTo("three");
  }

  @Test
  void hasTheGradientOfItsLoss() {
    Tensor scores = Tensor.of("scores", new float[] {0, 2}, 1, 2);
    Tensor targets = Tensor.of("above", new float[] {1, 0}, 1, 2);
    List<Tensor> gradient = Tensor.allocate(STARS.outputs(), 1);

    double[] losses =
        STARS.loss().orElseThrow().differentiate(List.of(scores), List.of(targets), gradient);

    assertThat(losses[0]).isCloseTo(Math.log(2) + Math.log(1 + Math.exp(2)), within(1e-9));
    assertThat(gradient.get(0).number(0)).isEqualTo(-0.5);
    assertThat(gradient.get(0).number(1)).isCloseTo(1 / (1 + Math.exp(-2)), within(1e-6));
  }

  @Test
  void needsTwoLevels() {
    assertThatThrownBy(() -> new OrdinalRegression("stars", List.of("one")))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid levels: [one] (needs at least 2)");
  }
}
