package io.lifecycle4j.core.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.model.Baseline;
import io.lifecycle4j.schema.Task;
import io.lifecycle4j.schema.Tasks;
import io.lifecycle4j.schema.Tensor;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@SuppressWarnings("NullAway") // what is missing fails the test
class BaselineOutputsTest {
  private static final Task<?> PRICE = Tasks.regression(Numbers.LABEL);
  private static final Baseline DOUBLE =
      new Baseline.Linear("linear", List.of(1.0), List.of(List.of(2.0, 0.0)));

  /** Rows with the price of yesterday, and that of the week before. */
  private static Map<String, BaselineOutputs> outputs(Baseline... baselines) {
    double[][] rows = {{5, 50, 0}, {Double.NaN, 60, 0}, {7, Double.NaN, 0}};
    double[][] filled = {{5, 50, 0}, {0, 60, 0}, {7, 0, 0}};
    return BaselineOutputs.of(
        PRICE, List.of(baselines), Numbers.examples(PRICE, filled), Numbers.of(PRICE, rows));
  }

  private static List<Double> numbers(BaselineOutputs made) {
    Tensor output = made.outputs().get(0);
    return IntStream.range(0, output.size()).mapToObj(output::number).toList();
  }

  @Test
  void areTheEarlierValuesOfARowOrTheMeanWhereThereAreNone() {
    Map<String, BaselineOutputs> outputs =
        outputs(
            new Baseline.LastValue("last_value", "x0", 6),
            DOUBLE,
            new Baseline.LastValue("seasonal_last_value", "x1", 55));

    assertThat(outputs.keySet()).containsExactly("last_value", "linear", "seasonal_last_value");
    assertThat(numbers(outputs.get("last_value"))).containsExactly(5.0, 6.0, 7.0);
    assertThat(numbers(outputs.get("linear"))).containsExactly(11.0, 1.0, 15.0);
    assertThat(numbers(outputs.get("seasonal_last_value"))).containsExactly(50.0, 60.0, 55.0);
  }

  @Test
  void areDecidedByTheTaskThatWasAdjustedToABaseline() {
    Task<?> own = Tasks.regression("other");
    Map<String, BaselineOutputs> outputs =
        outputs(new Baseline.Adjusted(DOUBLE, own), new Baseline.LastValue("last_value", "x0", 6));

    assertThat(outputs.get("linear").task()).isEqualTo(own);
    assertThat(outputs.get("last_value").task()).isEqualTo(PRICE);
  }
}
