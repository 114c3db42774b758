package io.lifecycle4j.core;

import static io.lifecycle4j.condition.Conditions.metric;
import static io.lifecycle4j.contract.Together.awaitTrue;
import static io.lifecycle4j.core.Flowers.SETOSA;
import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.core.Flowers.Flower;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.serving.RuleDecision;
import io.lifecycle4j.serving.RuleDecision.Outcome;
import java.net.URI;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
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
  void saysThatItTriesAgain() {
    CountDownLatch loads = new CountDownLatch(1);
    AtomicReference<Instant> now = new AtomicReference<>(SmallLife.NOON);
    try (Lifecycle home =
        Flowers.open(
            Lifecycle.builder().location(URI.create("memory:new")).clock(now::get), engine)) {
      promoteTwo(home, loads);
      now.set(SmallLife.NOON.plusSeconds(1));
      try (ManagedModel<Flower, String> model =
          Flowers.model(home).rollbackWhen(metric("accuracy").below(0.5)).open()) {
        answerWrongly(model);
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

  /** The first version cannot be loaded again before the latch opens. */
  private void promoteTwo(Lifecycle home, CountDownLatch loads) {
    try (ManagedModel<Flower, String> model = Flowers.model(home).open()) {
      Split split = Flowers.split(home, 1);
      ModelVersion first = Flowers.promoted(model, split);
      Flowers.promoted(model, Flowers.split(home, 2));
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

  /** The labels arrive at once, so that the rule never looks at a few of them. */
  private static void answerWrongly(ManagedModel<Flower, String> model) {
    Map<String, String> labels = new HashMap<>();
    for (int i = 0; i < 60; i++) {
      labels.put(model.predict(SETOSA).id(), "virginica");
    }
    awaitTrue(() -> model.log().waiting() == 0);
    model.recordGroundTruth(labels);
  }
}
