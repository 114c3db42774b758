package io.lifecycle4j.core;

import static io.lifecycle4j.core.Flowers.SETOSA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.contract.LinearEngine;
import io.lifecycle4j.core.Flowers.Flower;
import io.lifecycle4j.error.PredictionFailedException;
import io.lifecycle4j.serving.Prediction;
import io.lifecycle4j.serving.ServingStatus;
import io.lifecycle4j.serving.ServingStatus.State;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A version that fails gives way to the one before, and that one to the fallback. */
@Timeout(60)
class FailingVersionTest {
  private final LinearEngine engine = new LinearEngine();
  private Lifecycle home;

  @BeforeEach
  void open() {
    home = Flowers.inMemory(engine);
  }

  @AfterEach
  void close() {
    home.close();
    assertThat(engine.violations()).isEmpty();
    assertThat(engine.open()).isZero();
  }

  private void failOften(ManagedModel<Flower, String> model) {
    Thread caller = Thread.currentThread();
    engine.meanwhile(
        () -> {
          if (Thread.currentThread() == caller) {
            throw new PredictionFailedException("out of order");
          }
        });
    for (int i = 0; i < 100; i++) {
      assertThatThrownBy(() -> model.predict(SETOSA))
          .isInstanceOf(PredictionFailedException.class)
          .hasMessage("out of order");
    }
    engine.meanwhile(() -> {});
  }

  @Test
  void givesWayAtOnceToTheVersionThatWasInProductionAMomentAgo() {
    try (ManagedModel<Flower, String> model = Flowers.model(home).open()) {
      Flowers.promoted(model, Flowers.split(home, 1));
      Flowers.promoted(model, Flowers.split(home, 2));
      int loaded = engine.loaded();
      failOften(model);
      assertThat(model.predict(SETOSA).version()).hasValue(1);
      ServingStatus status = model.servingStatus();
      assertThat(status.state()).isEqualTo(State.SUBSTITUTED);
      assertThat(status.isCurrent()).isFalse();
      assertThat(status)
          .hasToString(
              "version 2 is in production, version 1 serves: Version 2 of species fails: half of"
                  + " its last 100 predictions failed (find the cause, or roll back)");

      assertThat(engine.loaded()).isEqualTo(loaded);
      Flowers.promoted(model, Flowers.split(home, 3));
      assertThat(model.predict(SETOSA).version()).hasValue(3);
    }
  }

  @Test
  void letsTheFallbackAnswerIfThereIsNoVersionBefore() {
    try (ManagedModel<Flower, String> model =
        Flowers.model(home).fallback(flower -> "virginica").open()) {
      assertThat(model.predict(SETOSA).version()).as("nothing was promoted").isEmpty();
      Flowers.promoted(model, Flowers.split(home, 1));
      assertThat(model.predict(SETOSA).version()).hasValue(1);
      failOften(model);
      Prediction<String> answer = model.predict(SETOSA);
      assertThat(answer.value()).isEqualTo("virginica");
      assertThat(answer.version()).isEmpty();
      assertThat(model.servingStatus().state()).isEqualTo(State.SUBSTITUTED);
      assertThat(model.servingStatus().toString())
          .startsWith("version 1 is in production, a function serves: Version 1 of species fails");
    }
  }
}
