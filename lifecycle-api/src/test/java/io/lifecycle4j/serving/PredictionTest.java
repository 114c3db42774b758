package io.lifecycle4j.serving;

import static io.lifecycle4j.schema.Tasks.classification;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.error.PredictionFailedException;
import io.lifecycle4j.schema.Classification;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PredictionTest {
  @Test
  void saysWhereAnAnswerCameFrom() {
    Prediction<String> prediction =
        Prediction.builder("p-1", "cat").probability(0.9).version(3).build();

    assertThat(prediction.id()).isEqualTo("p-1");
    assertThat(prediction.value()).isEqualTo("cat");
    assertThat(prediction.probability()).hasValue(0.9);
    assertThat(prediction.version()).hasValue(3);
    assertThat(prediction)
        .hasToString("Prediction[id=p-1, value=cat, probability=0.9, version=3]")
        .isEqualTo(Prediction.builder("p-1", "cat").version(3).probability(0.9).build())
        .hasSameHashCodeAs(Prediction.builder("p-1", "cat").version(3).probability(0.9).build())
        .isNotEqualTo(Prediction.builder("p-1", "cat").version(3).build());
  }

  @Test
  void computesTheProbabilityOfEachClassWhenAsked() {
    Classification task = classification("pet", "cat", "eel", "dog");
    double[] scores = {Math.log(0.25), Math.log(0.5), Math.log(0.25)};
    Prediction<String> prediction =
        Prediction.builder("p-1", "eel").probability(0.5).outputs(task, scores).build();

    assertThat(prediction.probabilities()).containsOnlyKeys("cat", "eel", "dog");
    assertThat(prediction.probabilities().keySet()).containsExactly("cat", "eel", "dog");
    assertThat(prediction.probability("eel").orElseThrow()).isCloseTo(0.5, within(1e-7));
    assertThat(prediction.probability("dog").orElseThrow()).isCloseTo(0.25, within(1e-7));
    assertThat(prediction.threshold()).isEmpty();
    assertThatThrownBy(() -> prediction.probability("cow"))
        .isInstanceOf(NotFoundException.class)
        .hasMessage("Class does not exist: cow (there are cat, eel, dog)");
  }

  @Test
  void namesTheThresholdThatDecided() {
    Classification task = classification("churn", "no", "yes").positive("yes").threshold(0.3);

    assertThat(Prediction.builder("p-1", "yes").outputs(task, 1, 0).build().threshold())
        .hasValue(0.3);
  }

  @Test
  void failsWithATypedExceptionIfOutputsDoNotFitTheTask() {
    Prediction<String> prediction =
        Prediction.builder("p-1", "yes").outputs(classification("a", "b", "c"), 1).build();

    assertThatThrownBy(prediction::probabilities)
        .isInstanceOf(PredictionFailedException.class)
        .hasMessage("Cannot compute probabilities: task classification failed")
        .hasCauseInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void hasNoProbabilityAndNoVersionUnlessTheyAreSet() {
    Prediction<Double> prediction = Prediction.builder("p-1", 2.5).build();

    assertThat(prediction.probability()).isEmpty();
    assertThat(prediction.version()).isEmpty();
    assertThat(prediction.probabilities()).isEmpty();
    assertThat(prediction.probability("yes")).isEmpty();
    assertThat(prediction.threshold()).isEmpty();
    assertThat(prediction).hasToString("Prediction[id=p-1, value=2.5]");
  }

  @Test
  @SuppressWarnings("NullAway")
  void needsAnAnswer() {
    assertThatThrownBy(() -> Prediction.<String>builder("p-1", null))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Missing answer: null (must be given)");
    assertThatThrownBy(() -> Prediction.builder("p-1", "cat").version(0))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid model version: 0 (must be at least 1)");
  }

  @Test
  void takesEachPartOnce() {
    Prediction.Builder<String> builder = Prediction.builder("p-1", "cat").probability(0).version(1);

    assertThatThrownBy(() -> builder.probability(0.5))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid prediction: probability set twice");
    assertThatThrownBy(() -> builder.version(2))
        .hasMessage("Invalid prediction: version set twice");
    Classification task = classification("pet", "cat", "dog");
    assertThatThrownBy(() -> builder.outputs(task, 1, 0).outputs(task, 1, 0))
        .hasMessage("Invalid prediction: outputs set twice");
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void refusesAnAnswerThatIsNoNumber(double value) {
    assertThatThrownBy(() -> Prediction.builder("p-1", value))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid answer: " + value + " (must be finite)");
  }

  @ParameterizedTest
  @ValueSource(doubles = {-1e-9, 1.000001, Double.POSITIVE_INFINITY, Double.NaN})
  void refusesAProbabilityThatIsNone(double probability) {
    assertThatThrownBy(() -> Prediction.builder("p-1", "cat").probability(probability))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid probability: " + probability + " (must be 0 to 1)");
  }
}
