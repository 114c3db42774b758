package io.lifecycle4j.core;

import static io.lifecycle4j.condition.Conditions.metric;
import static io.lifecycle4j.contract.Together.awaitTrue;
import static io.lifecycle4j.core.Flowers.SETOSA;
import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.core.Flowers.Flower;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.serving.RuleDecision;
import io.lifecycle4j.serving.RuleDecision.Outcome;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A rule waits for no version that is being loaded, but goes back to it as soon as it is. */
@Timeout(60)
class RollbackWhileLoadingTest {
  private final HinderedEngine engine = new HinderedEngine();

  @Test
  void triesAgain() {
    CountDownLatch loads = new CountDownLatch(1);
    AtomicReference<Instant> now = new AtomicReference<>(SmallLife.NOON);
    try (Lifecycle home =
        Flowers.open(
            Lifecycle.builder().location(URI.create("memory:new")).clock(now::get), engine)) {
      serveWrongAnswers(home, now, loads);
      try (ManagedModel<Flower, String> model =
          Flowers.plain(home).rollbackWhen(metric("accuracy").below(0.5)).open()) {
        awaitTrue(() -> judged(model).filter(said -> said.outcome() == Outcome.FAILED).isPresent());
        assertThat(judged(model).orElseThrow().reason())
            .endsWith("Cannot move production of species to version 1: it is still being loaded");
        assertThat(model.findNamed("production").orElseThrow().number()).isEqualTo(2);
        loads.countDown();
        awaitTrue(
            () ->
                model.ruleDecisions().between(SmallLife.NOON, Instant.MAX).stream()
                    .anyMatch(said -> said.outcome() == Outcome.ROLLED_BACK));
        assertThat(model.findNamed("production").orElseThrow().number()).isEqualTo(1);
      } finally {
        loads.countDown();
      }
    }
    assertThat(engine.engine().open()).isZero();
  }

  /** Judges now, and returns the last decision. */
  private static Optional<RuleDecision> judged(ManagedModel<Flower, String> model) {
    return model.judgeRule().or(() -> model.ruleDecisions().findNewest());
  }

  /** The second version answers wrongly; the first cannot be loaded again before a latch opens. */
  private void serveWrongAnswers(
      Lifecycle home, AtomicReference<Instant> now, CountDownLatch loads) {
    try (ManagedModel<Flower, String> model = Flowers.model(home).open()) {
      ModelVersion first = Flowers.promoted(model, Flowers.split(home, 1));
      Flowers.promoted(model, Flowers.split(home, 2));
      now.set(SmallLife.NOON.plusSeconds(1));
      for (int i = 0; i < 60; i++) {
        model.recordGroundTruth(model.predict(SETOSA).id(), "virginica");
      }
      engine.before(first, () -> await(loads));
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
