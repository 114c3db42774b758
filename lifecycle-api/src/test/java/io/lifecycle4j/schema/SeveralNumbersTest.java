package io.lifecycle4j.schema;

import static io.lifecycle4j.schema.Tasks.quantiles;
import static io.lifecycle4j.schema.Tasks.reconstruction;
import static io.lifecycle4j.schema.Tasks.regression;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.error.InvalidDataException;
import io.lifecycle4j.error.InvalidNameException;
import io.lifecycle4j.error.InvalidValueException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The tasks whose network outputs several numbers for a row. */
class SeveralNumbersTest {
  private static final QuantileRegression RANGE = quantiles("rides", 0.1, 0.5, 0.9);
  private static final MultiRegression HORIZONS = regression("today", "tomorrow");

  private record Days(double today, double tomorrow) {}

  private record Day(double rides) {}

  private record Text(String today, String tomorrow, String rides) {}

  private static Row days(double today, double tomorrow) {
    return Columns.of(Days.class).row(new Days(today, tomorrow));
  }

  @Test
  void encodesALabelForAllItsQuantiles() {
    List<Tensor> targets = Tensor.allocate(RANGE.targets(), 2);

    RANGE.encode(Columns.of(Day.class).row(new Day(12.5)), targets, 1);

    assertThat(targets.get(0).number(1)).isEqualTo(12.5);
    assertThat(RANGE.outputs()).hasToString("[quantiles float32 [-1, 3]]");
    assertThatThrownBy(
            () -> RANGE.encode(Columns.of(Day.class).row(new Day(Double.NaN)), targets, 1))
        .isInstanceOf(InvalidDataException.class)
        .hasMessage("Invalid label: NaN in column rides (must be a finite 32-bit number)");
  }

  @Test
  void sortsQuantilesThatCross() {
    Tensor outputs = Tensor.of("quantiles", new float[] {1, 2, 3, 9, 7, 8}, 2, 3);

    assertThat(RANGE.decode(List.of(outputs), 0)).containsExactly(1.0, 2.0, 3.0);
    assertThat(RANGE.decode(List.of(outputs), 1)).containsExactly(7.0, 8.0, 9.0);
  }

  @Test
  void rejectsQuantilesThatAreNone() {
    assertThatThrownBy(() -> quantiles("rides"))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid quantiles: [] (needs at least 1)");
    assertThatThrownBy(() -> quantiles("rides", 0.5, 0.1))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid quantiles: [0.5, 0.1] (must be ascending, above 0 and below 1)");
    assertThatThrownBy(() -> quantiles("rides", 0.5, 0.5)).hasMessageContaining("ascending");
    assertThatThrownBy(() -> quantiles("rides", 0)).hasMessageContaining("above 0");
    assertThatThrownBy(() -> quantiles("rides", 1)).hasMessageContaining("below 1");
    assertThatThrownBy(() -> quantiles("rides", Double.NaN)).hasMessageContaining("above 0");
  }

  @Test
  void encodesAndDecodesColumnsInTheirOrder() {
    List<Tensor> targets = Tensor.allocate(HORIZONS.targets(), 2);

    HORIZONS.encode(days(3, 4), targets, 1);

    assertThat(targets.get(0).number(2)).isEqualTo(3);
    assertThat(targets.get(0).number(3)).isEqualTo(4);
    assertThat(HORIZONS.decode(targets, 1)).containsExactly(3.0, 4.0);
    assertThatThrownBy(() -> HORIZONS.encode(days(3, Double.NaN), targets, 1))
        .isInstanceOf(InvalidDataException.class)
        .hasMessage("Invalid label: NaN in column tomorrow (must be a finite 32-bit number)");
  }

  @Test
  void needsColumnsOfNumbers() {
    Schema texts = Schema.of(Text.class);

    assertThatThrownBy(() -> HORIZONS.checkLabels(texts))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid label column today: it is STRING (a regression needs a number)");
    assertThatThrownBy(() -> RANGE.checkLabels(texts))
        .hasMessage("Invalid label column rides: it is STRING (a regression needs a number)");
    HORIZONS.checkLabels(Schema.of(Days.class));
  }

  @Test
  @SuppressWarnings("NullAway")
  void rejectsColumnsThatCannotBeToldApart() {
    assertThatThrownBy(() -> regression("a", "b", "a"))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid labels: [a, b, a] (one is twice)");
    assertThatThrownBy(() -> regression("a", ""))
        .isInstanceOf(InvalidNameException.class)
        .hasMessage("Invalid label name: '' (must not be empty)");
    assertThatThrownBy(() -> regression("a", null))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid labels: element 1 is null (must be given)");
    assertThatThrownBy(() -> new MultiRegression(List.of()))
        .hasMessage("Invalid labels: [] (needs at least 1)");
  }

  @Test
  void checksWhatAFunctionReturnsInTheirPlace() {
    assertThat(HORIZONS.problem(List.of(1.0, 2.0))).isEmpty();
    assertThat(HORIZONS.problem(List.of(1.0))).contains("a list of 2 finite Doubles");
    assertThat(HORIZONS.problem(List.of(1.0, Double.NaN))).isPresent();
    assertThat(HORIZONS.problem(2.0)).isPresent();
    assertThat(RANGE.problem(List.of(1.0, 2.0))).contains("a list of 3 finite Doubles");
    assertThat(reconstruction().problem(-1.0)).contains("a finite Double, at least 0");
    assertThat(reconstruction().problem(0.5)).isEmpty();
  }

  @Test
  void reconstructsAllInputsInTheirOrder() {
    Task<Double> task =
        reconstruction()
            .withInputs(List.of(TensorSpec.float32("x", 2), TensorSpec.float32("z", 1)));

    assertThat(reconstruction().outputs()).hasToString("[reconstruction float32 [-1, -1]]");
    assertThat(task.labels()).isEmpty();
    assertThat(task.targets()).hasToString("[inputs float32 [-1, 3]]");
    assertThat(task.outputs()).hasToString("[reconstruction float32 [-1, 3]]");
    List<Tensor> inputs =
        List.of(
            Tensor.of("x", new float[] {9, 9, 1, 2}, 2, 2),
            Tensor.of("z", new float[] {9, 3}, 2, 1));
    Tensor outputs = Tensor.of("reconstruction", new float[] {0, 0, 0, 1, 4, 6}, 2, 3);
    assertThat(task.decode(inputs, List.of(outputs), 1)).isEqualTo((0 + 4 + 9) / 3.0);
  }

  @Test
  void cannotReconstructAMissingNumber() {
    Task<Double> task = reconstruction().withInputs(List.of(TensorSpec.float32("x", 2)));
    List<Tensor> inputs = List.of(Tensor.of("x", new float[] {0, Float.NaN}, 1, 2));
    List<Tensor> outputs = Tensor.allocate(task.outputs(), 1);

    assertThatThrownBy(() -> task.decode(inputs, outputs, 0))
        .isInstanceOf(InvalidDataException.class)
        .hasMessage(
            "Invalid input: number 1 of x is NaN (a reconstruction needs finite numbers: impute"
                + " missing ones)");
    assertThatThrownBy(() -> task.decode(outputs, 0))
        .isInstanceOf(InvalidDataException.class)
        .hasMessage(
            "Invalid use of a reconstruction: no inputs (the error of a row depends on them)");
    assertThatThrownBy(() -> task.encode(days(1, 2), outputs, 0))
        .isInstanceOf(InvalidDataException.class)
        .hasMessage(
            "Invalid use of a reconstruction: a row has no label (the prepared inputs are the"
                + " targets)");
  }

  @Test
  void reconstructsAsManyNumbersAsTheInputsHave() {
    Task<Double> task = reconstruction().withInputs(List.of(TensorSpec.float32("x", 2)));
    List<Tensor> outputs = Tensor.allocate(task.outputs(), 2);

    assertThatThrownBy(
            () -> task.decode(Tensor.allocate(List.of(TensorSpec.float32("x", 3)), 2), outputs, 0))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid inputs: 3 numbers of a row (must be 2, which are reconstructed)");
    assertThatThrownBy(() -> new Reconstruction(-1))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid numbers of a row: -1 (must be at least 0)");
  }
}
