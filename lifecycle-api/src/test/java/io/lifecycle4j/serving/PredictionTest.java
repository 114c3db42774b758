package io.lifecycle4j.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.error.InvalidValueException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PredictionTest {
  @Test
  void saysWhereAnAnswerCameFrom() {
    Prediction<String> prediction = new Prediction<>("p-1", "cat", 0.9, 3);

    assertThat(prediction.value()).isEqualTo("cat");
    assertThat(prediction.version()).isEqualTo(3);
    assertThat(new Prediction<>("p-1", 2.5, Double.NaN, 0).probability()).isNaN();
  }

  @Test
  @SuppressWarnings("NullAway")
  void needsAnAnswer() {
    assertThatThrownBy(() -> new Prediction<String>("p-1", null, 0.9, 3))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Missing answer: null (must be given)");
    assertThatThrownBy(() -> new Prediction<>("p-1", "cat", 0.9, -1))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid model version: -1 (must not be negative)");
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void refusesAnAnswerThatIsNoNumber(double value) {
    assertThatThrownBy(() -> new Prediction<>("p-1", value, Double.NaN, 3))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid answer: " + value + " (must be finite)");
  }

  @ParameterizedTest
  @ValueSource(doubles = {-1e-9, 1.000001, Double.POSITIVE_INFINITY})
  void refusesAProbabilityThatIsNone(double probability) {
    assertThatThrownBy(() -> new Prediction<>("p-1", "cat", probability, 3))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid probability: " + probability + " (must be 0 to 1, or NaN for none)");
  }
}
