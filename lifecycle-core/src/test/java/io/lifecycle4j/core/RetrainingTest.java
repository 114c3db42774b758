package io.lifecycle4j.core;

import static io.lifecycle4j.condition.Conditions.metric;
import static io.lifecycle4j.condition.Conditions.newRows;
import static io.lifecycle4j.core.Flowers.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.ManagedModelBuilder;
import io.lifecycle4j.contract.LinearEngine;
import io.lifecycle4j.core.Flowers.Flower;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.retraining.Retraining;
import io.lifecycle4j.retraining.Retraining.End;
import io.lifecycle4j.retraining.Retraining.Stage;
import io.lifecycle4j.retraining.RetrainingDecision;
import io.lifecycle4j.retraining.RetrainingDecision.Outcome;
import io.lifecycle4j.retraining.RetrainingPolicy;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RetrainingTest {
  private static final Instant BEGIN = Instant.parse("2026-03-01T12:00:00Z");
  private static final Duration DAY = Duration.ofDays(1);

  private final AtomicReference<Instant> now = new AtomicReference<>(BEGIN);
  private Lifecycle home;

  @BeforeEach
  void open() {
    home =
        Lifecycle.builder()
            .location(URI.create("memory:new"))
            .clock(now::get)
            .engine(new LinearEngine())
            .open();
  }

  @AfterEach
  void close() {
    home.close();
  }

  private static RetrainingPolicy.Builder policy() {
    return RetrainingPolicy.when(newRows(50));
  }

  private ManagedModelBuilder<Flower, String> model(double least, RetrainingPolicy policy) {
    return Flowers.model(home)
        .gates(metric("accuracy").atLeast(least))
        .retraining(policy)
        .retrainFrom("flowers")
        .split(Flowers.PLAN);
  }

  /** Opens a model with a version that was trained on 200 rows. */
  private ManagedModel<Flower, String> served(
      double least, UnaryOperator<RetrainingPolicy.Builder> settings) {
    ManagedModel<Flower, String> model = model(least, settings.apply(policy()).build()).open();
    model
        .promote(model.train(Flowers.commit(home, 1, 200).split(Flowers.PLAN)))
        .by(ALICE)
        .reason("First")
        .override("It is the first")
        .commit();
    return model;
  }

  private ManagedModel<Flower, String> served() {
    return served(0.5, it -> it);
  }

  private RetrainingDecision later(ManagedModel<?, ?> model, Duration time) {
    now.updateAndGet(it -> it.plus(time));
    return model.runDue(now.get());
  }

  @Test
  void trainsJudgesPromotesAndWatchesOnNewRows() {
    try (ManagedModel<Flower, String> model = served()) {
      Flowers.commit(home, 2, 300);

      RetrainingDecision decision = later(model, DAY);

      assertThat(decision.outcome()).isEqualTo(Outcome.BEGUN);
      assertThat(decision.cause()).containsExactly("new_rows >= 50");
      assertThat(decision.figures()).containsEntry("new_rows", 100.0);
      assertThat(model.findProduction().orElseThrow().number()).isEqualTo(2);
      Retraining watched = model.retrainings().findLatest().orElseThrow();
      assertThat(watched.steps())
          .extracting(Retraining.Step::stage)
          .containsExactly(
              Stage.BEGUN,
              Stage.SNAPSHOT,
              Stage.TRAINING,
              Stage.TRAINED,
              Stage.JUDGED,
              Stage.WATCHED);
      assertThat(watched.data().orElseThrow()).hasToString("flowers:2");
      assertThat(watched.version()).hasValue(2);
      assertThat(later(model, Duration.ofHours(23)).outcome()).isEqualTo(Outcome.IN_PROGRESS);

      later(model, Duration.ofHours(1));

      assertThat(model.retrainings().find(watched.id()).orElseThrow().end()).contains(End.PROMOTED);
      assertThat(model.history().get(model.history().size() - 1).transition().actor())
          .isEqualTo(Actor.by("retraining"));
    }
  }
}
