package io.lifecycle4j.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.PredictionFailedException;
import org.junit.jupiter.api.Test;

class PredictionOutcomeTest {
  private static final Prediction<Double> GOOD = Prediction.builder("a-1", 2.0).build();
  private static final PredictionFailedException BAD = new PredictionFailedException("no answer");

  @Test
  void holdsAPredictionOrAFailure() {
    PredictionOutcome<Double> good = PredictionOutcome.of(GOOD);
    assertThat(good.prediction()).isSameAs(GOOD);
    assertThat(good.findPrediction()).containsSame(GOOD);
    assertThat(good.findFailure()).isEmpty();
    assertThat(good).hasToString("Prediction[id=a-1, value=2.0]");

    PredictionOutcome<Double> bad = PredictionOutcome.failed(BAD);
    assertThatThrownBy(bad::prediction).isSameAs(BAD);
    assertThat(bad.findPrediction()).isEmpty();
    assertThat(bad.findFailure()).containsSame(BAD);
    assertThat(bad).hasToString("failed: " + BAD);
  }

  @Test
  @SuppressWarnings("NullAway") // what a caller without null checks may pass
  void needsOneOfThem() {
    assertThatThrownBy(() -> PredictionOutcome.of(null)).isInstanceOf(InvalidValueException.class);
    assertThatThrownBy(() -> PredictionOutcome.failed(null))
        .isInstanceOf(InvalidValueException.class);
  }
}
