package io.lifecycle4j.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.PredictionFailedException;
import org.junit.jupiter.api.Test;

class PredictionOutcomeTest {
  private final Prediction<Double> good = Prediction.builder("a-1", 2.0).build();
  private final PredictionFailedException bad = new PredictionFailedException("no answer");

  @Test
  void holdsAPredictionOrAFailure() {
    PredictionOutcome<Double> answered = PredictionOutcome.of(good);
    assertThat(answered.prediction()).isSameAs(good);
    assertThat(answered.findPrediction()).containsSame(good);
    assertThat(answered.findFailure()).isEmpty();
    assertThat(answered).hasToString("Prediction[id=a-1, value=2.0]");

    PredictionOutcome<Double> failed = PredictionOutcome.failed(bad);
    assertThatThrownBy(failed::prediction).isSameAs(bad);
    assertThat(failed.findPrediction()).isEmpty();
    assertThat(failed.findFailure()).containsSame(bad);
    assertThat(failed).hasToString("failed: " + bad);
  }

  @Test
  @SuppressWarnings("NullAway") // what a caller without null checks may pass
  void needsOneOfThem() {
    assertThatThrownBy(() -> PredictionOutcome.of(null)).isInstanceOf(InvalidValueException.class);
    assertThatThrownBy(() -> PredictionOutcome.failed(null))
        .isInstanceOf(InvalidValueException.class);
  }
}
