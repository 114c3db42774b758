package io.lifecycle4j.core;

import static io.lifecycle4j.core.Flowers.SETOSA;
import static io.lifecycle4j.validation.Rules.column;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.contract.LinearEngine;
import io.lifecycle4j.core.Flowers.Flower;
import io.lifecycle4j.error.PredictionFailedException;
import io.lifecycle4j.monitoring.DriftMonitor;
import io.lifecycle4j.serving.InvalidRequestPolicy;
import io.lifecycle4j.validation.RequestRejectedException;
import io.lifecycle4j.validation.Rule;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is known of the inputs while another version stands in is known of that version. */
@Timeout(60)
class SubstituteVersionTest {
  private static final int WINDOW = 100;
  private static final Rule SHORT = column("length").between(-5, 10);
  private static final Rule LONG = column("length").between(-5, 1_000);
  private static final Flower LONGER = new Flower(99, 0.3, "sand");

  private final LinearEngine engine = new LinearEngine();

  private static void promote(Lifecycle home, ManagedModel<Flower, String> model, Rule rule) {
    Flowers.promoted(model, Flowers.commit(home, 1, 400, rule).split(Flowers.PLAN));
  }

  private void failUntilAnotherAnswers(ManagedModel<Flower, String> model) {
    Thread caller = Thread.currentThread();
    engine.meanwhile(
        () -> {
          if (Thread.currentThread() == caller) {
            throw new PredictionFailedException("out of order");
          }
        });
    for (int i = 0; i < 100; i++) { // as many as open the breaker
      assertThat(model.predictEach(List.of(SETOSA)).get(0).findPrediction()).isEmpty();
    }
    engine.meanwhile(() -> {});
  }

  @Test
  void countsBrokenRulesAndDriftOfItsOwn() {
    try (Lifecycle home = Flowers.inMemory(engine);
        ManagedModel<Flower, String> model =
            Flowers.model(home)
                .validatingRequests(InvalidRequestPolicy.REJECT)
                .monitor(DriftMonitor.builder().window(WINDOW).build())
                .open()) {
      promote(home, model, SHORT);
      promote(home, model, LONG);
      assertThat(model.predict(LONGER).version()).hasValue(2);
      assertThat(model.monitoring().brokenRules()).isEmpty();

      failUntilAnotherAnswers(model);

      assertThatThrownBy(() -> model.predict(LONGER))
          .isInstanceOf(RequestRejectedException.class)
          .hasMessageStartingWith("Cannot predict with species:1: length is between -5 and 10");
      assertThat(model.monitoring().brokenRules()).isEqualTo(Map.of(SHORT, 1L));
      assertThat(model.monitoring().findDrift()).as("its window is not full").isEmpty();
      for (int i = 0; i < WINDOW; i++) {
        assertThat(model.predict(SETOSA).version()).hasValue(1);
      }
      assertThat(model.monitoring().findDrift()).as("all inputs are alike").isPresent();
    }
    assertThat(engine.violations()).isEmpty();
    assertThat(engine.open()).isZero();
  }
}
