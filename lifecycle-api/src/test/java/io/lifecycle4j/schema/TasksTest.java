package io.lifecycle4j.schema;

import static io.lifecycle4j.schema.Tasks.classification;
import static io.lifecycle4j.schema.Tasks.regression;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.lifecycle4j.error.InvalidDataException;
import io.lifecycle4j.error.InvalidNameException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.NotFoundException;
import java.util.List;
import org.junit.jupiter.api.Test;

class TasksTest {
  private static final Classification PETS = classification("pet", "cat", "dog", "eel");
  private static final Regression RIDES = regression("rides");

  private record Pet(String pet) {}

  private record Day(double rides) {}

  private static Row pet(String pet) {
    return Columns.of(Pet.class).row(new Pet(pet));
  }

  private static Row day(double rides) {
    return Columns.of(Day.class).row(new Day(rides));
  }

  private static double encoded(Task<?> task, Row row) {
    List<Tensor> targets = Tensor.allocate(task.targets(), 3);
    task.encode(row, targets, 1);
    return targets.get(0).number(1);
  }

  @Test
  void encodesAClassAsItsPlace() {
    assertThat(PETS.targets()).hasToString("[class int64 [-1]]");
    assertThat(PETS.outputs()).hasToString("[scores float32 [-1, 3]]");
    assertThat(encoded(PETS, pet("cat"))).isZero();
    assertThat(encoded(PETS, pet("eel"))).isEqualTo(2);
  }

  @Test
  void refusesATruthThatIsNoClass() {
    assertThatThrownBy(() -> encoded(PETS, pet("cow")))
        .isInstanceOf(InvalidDataException.class)
        .hasMessage("Invalid label: 'cow' in column pet (must be one of [cat, dog, eel])");
    assertThatThrownBy(() -> encoded(PETS, pet("")))
        .isInstanceOf(InvalidDataException.class)
        .hasMessage("Invalid label: '' in column pet (must be one of [cat, dog, eel])");
    assertThatThrownBy(() -> encoded(PETS, day(1)))
        .isInstanceOf(NotFoundException.class)
        .hasMessage("Column does not exist: pet (there are rides)");
  }

  @Test
  void decodesTheGreatestOutputAndTheFirstOfEquals() {
    Tensor scores = Tensor.of("scores", new float[] {9, 0, 0, 1, 2, 2}, 2, 3);

    assertThat(PETS.decode(List.of(scores), 0)).isEqualTo("cat");
    assertThat(PETS.decode(List.of(scores), 1)).isEqualTo("dog");
    assertThat(Softmax.best(scores, 1, 3)).isEqualTo(1);
  }

  @Test
  void givesProbabilitiesThatSumToOne() {
    Tensor outputs = Tensor.of("scores", new float[] {1, 2, 3}, 1, 3);

    assertThat(PETS.probability(List.of(outputs), 0).orElseThrow())
        .isCloseTo(0.66524096, within(1e-8));
    assertThat(Softmax.of(outputs, 0, 3, 0)).isCloseTo(0.09003057, within(1e-8));
    assertThat(Softmax.of(outputs, 0, 3, 1)).isCloseTo(0.24472847, within(1e-8));
  }

  @Test
  void staysWithinOneForHugeOutputs() {
    Tensor outputs = Tensor.of("scores", new float[] {Float.MAX_VALUE, -Float.MAX_VALUE, 0}, 1, 3);

    assertThat(PETS.probability(List.of(outputs), 0).orElseThrow()).isEqualTo(1);
    assertThat(Softmax.of(outputs, 0, 3, 1)).isZero();
  }

  @Test
  @SuppressWarnings("NullAway")
  void refusesOutputsThatDoNotFit() {
    Tensor scores = Tensor.of("scores", new float[3], 1, 3);
    assertThatThrownBy(() -> PETS.probability(null, 0))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Missing outputs: null (must be given)");
    assertThatThrownBy(() -> PETS.decode(List.of(scores), 1))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void leavesClassesOpenUntilTraining() {
    assertThat(classification("pet").classes()).isEmpty();
    assertThat(classification("pet").outputs()).hasToString("[scores float32 [-1, -1]]");
    assertThat(classification("pet").label()).isEqualTo("pet");
  }

  @Test
  void refusesClassesThatCannotBeToldApart() {
    assertThatThrownBy(() -> classification("pet", "cat"))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid classes: only [cat] (needs at least 2)");
    assertThatThrownBy(() -> classification("pet", "cat", "dog", "cat"))
        .hasMessage("Invalid classes: [cat, dog, cat] (one is twice)");
    assertThatThrownBy(() -> classification("", "cat", "dog"))
        .isInstanceOf(InvalidNameException.class)
        .hasMessage("Invalid label name: '' (must not be empty)");
  }

  @Test
  void passesNumbersThrough() {
    assertThat(RIDES.label()).isEqualTo("rides");
    assertThat(RIDES.targets()).hasToString("[value float32 [-1]]");
    assertThat(RIDES.outputs()).hasToString("[value float32 [-1, 1]]");
    assertThat(encoded(RIDES, day(12.5))).isEqualTo(12.5);
    Tensor values = Tensor.of("value", new float[] {1, 7.5f}, 2, 1);
    assertThat(RIDES.decode(List.of(values), 1)).isEqualTo(7.5);
  }

  @Test
  void computesTheCrossEntropyAndItsGradient() {
    Tensor scores = Tensor.of("scores", new float[] {1, 2, 3, -1000, 1000, 0}, 2, 3);
    Tensor labels = Tensor.allocate(PETS.targets().get(0), 2);
    labels.set(0, 2);
    Task.Loss loss = PETS.loss().orElseThrow();
    List<Tensor> gradient = Tensor.allocate(PETS.outputs(), 2);
    double[] losses = loss.differentiate(List.of(scores), List.of(labels), gradient);

    assertThat(losses[0]).isCloseTo(0.40760596, within(1e-8));
    assertThat(losses[1]).isEqualTo(2000);
    assertThat(gradient.get(0).number(0)).isCloseTo(0.09003057, within(1e-7));
    assertThat(gradient.get(0).number(1)).isCloseTo(0.24472847, within(1e-7));
    assertThat(gradient.get(0).number(2)).isCloseTo(-0.33475904, within(1e-7));
    assertThat(gradient.get(0).number(3)).isEqualTo(-1);
    assertThat(classification("pet").loss()).isEmpty();
    labels.set(0, 3);
    assertThatThrownBy(() -> loss.differentiate(List.of(scores), List.of(labels), gradient))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid label of row 0: 3 (must be the index of one of 3 classes)");
    assertThatThrownBy(() -> loss.differentiate(List.of(), List.of(labels), gradient))
        .hasMessage("Invalid outputs: [] (must be rows of [scores float32 [-1, 3]])");
    assertThatThrownBy(() -> loss.differentiate(List.of(scores), List.of(labels), List.of()))
        .hasMessage("Invalid gradient: [] (must be 2 rows of [scores float32 [-1, 3]])");
  }

  @Test
  void computesTheSquaredErrorAndItsGradient() {
    Tensor values = Tensor.of("value", new float[] {1, 7.5f}, 2, 1);
    Tensor labels = Tensor.of("value", new float[] {2, 7}, 2);
    Task.Loss loss = RIDES.loss().orElseThrow();
    List<Tensor> gradient = Tensor.allocate(RIDES.outputs(), 2);

    assertThat(loss.differentiate(List.of(values), List.of(labels), gradient))
        .containsExactly(1, 0.25);
    assertThat(gradient.get(0).number(0)).isEqualTo(-2);
    assertThat(gradient.get(0).number(1)).isEqualTo(1);
    assertThatThrownBy(
            () -> loss.differentiate(List.of(values), List.of(labels.first(1)), gradient))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(
            "Invalid targets: [value float32 [1]] (must be 2 rows of [value float32 [-1]])");
  }

  @Test
  void refusesATruthThatIsNotFinite() {
    assertThatThrownBy(() -> encoded(RIDES, day(Double.NaN)))
        .isInstanceOf(InvalidDataException.class)
        .hasMessage("Invalid label: NaN in column rides (must be a finite 32-bit number)");
    assertThatThrownBy(() -> encoded(RIDES, day(1e39)))
        .hasMessage("Invalid label: 1.0E39 in column rides (must be a finite 32-bit number)");
    assertThatThrownBy(() -> encoded(RIDES, day(Double.NEGATIVE_INFINITY)))
        .hasMessage("Invalid label: -Infinity in column rides (must be a finite 32-bit number)");
  }
}
