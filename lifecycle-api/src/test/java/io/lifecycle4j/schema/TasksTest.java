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

  @Test
  void encodesAClassAsItsPlace() {
    assertThat(PETS.outputs()).isEqualTo(3);
    assertThat(PETS.encode(pet("cat"))).isZero();
    assertThat(PETS.encode(pet("eel"))).isEqualTo(2);
  }

  @Test
  void refusesATruthThatIsNoClass() {
    assertThatThrownBy(() -> PETS.encode(pet("cow")))
        .isInstanceOf(InvalidDataException.class)
        .hasMessage("Invalid label: 'cow' in column pet (must be one of [cat, dog, eel])");
    assertThatThrownBy(() -> PETS.encode(pet("")))
        .isInstanceOf(InvalidDataException.class)
        .hasMessage("Invalid label: '' in column pet (must be one of [cat, dog, eel])");
    assertThatThrownBy(() -> PETS.encode(day(1)))
        .isInstanceOf(NotFoundException.class)
        .hasMessage("Column does not exist: pet (there are rides)");
  }

  @Test
  void decodesTheGreatestOutputAndTheFirstOfEquals() {
    float[] outputs = {9, 0, 0, 1, 2, 2};

    assertThat(PETS.decode(outputs, 0)).isEqualTo("cat");
    assertThat(PETS.decode(outputs, 3)).isEqualTo("dog");
    assertThat(PETS.best(outputs, 3)).isEqualTo(1);
  }

  @Test
  void givesProbabilitiesThatSumToOne() {
    float[] outputs = {1, 2, 3};

    assertThat(PETS.probability(outputs, 0)).isCloseTo(0.66524096, within(1e-8));
    assertThat(PETS.probability(outputs, 0, 0)).isCloseTo(0.09003057, within(1e-8));
    assertThat(PETS.probability(outputs, 0, 1)).isCloseTo(0.24472847, within(1e-8));
  }

  @Test
  void staysWithinOneForHugeOutputs() {
    float[] outputs = {Float.MAX_VALUE, -Float.MAX_VALUE, 0};

    assertThat(PETS.probability(outputs, 0)).isEqualTo(1);
    assertThat(PETS.probability(outputs, 0, 1)).isZero();
  }

  @Test
  @SuppressWarnings("NullAway")
  void refusesOutputsThatDoNotFit() {
    assertThatThrownBy(() -> PETS.decode(new float[4], 2))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid outputs: 4 numbers, offset 2 (needs 3 from the offset on)");
    assertThatThrownBy(() -> PETS.probability(null, 0))
        .hasMessage("Missing outputs: null (must be given)");
    assertThatThrownBy(() -> PETS.probability(new float[3], 0, 3))
        .hasMessage("Invalid class: 3 (there are 3 classes)");
    assertThatThrownBy(() -> RIDES.decode(new float[1], -1))
        .hasMessage("Invalid outputs: 1 numbers, offset -1 (needs 1 from the offset on)");
  }

  @Test
  void leavesClassesOpenUntilTraining() {
    assertThat(classification("pet").classes()).isEmpty();
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
    assertThat(RIDES.outputs()).isEqualTo(1);
    assertThat(RIDES.encode(day(12.5))).isEqualTo(12.5f);
    assertThat(RIDES.decode(new float[] {1, 7.5f}, 1)).isEqualTo(7.5);
  }

  @Test
  void refusesATruthThatIsNotFinite() {
    assertThatThrownBy(() -> RIDES.encode(day(Double.NaN)))
        .isInstanceOf(InvalidDataException.class)
        .hasMessage("Invalid label: NaN in column rides (must be a finite 32-bit number)");
    assertThatThrownBy(() -> RIDES.encode(day(1e39)))
        .hasMessage("Invalid label: 1.0E39 in column rides (must be a finite 32-bit number)");
    assertThatThrownBy(() -> RIDES.encode(day(Double.NEGATIVE_INFINITY)))
        .hasMessage("Invalid label: -Infinity in column rides (must be a finite 32-bit number)");
  }
}
