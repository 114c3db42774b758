package io.lifecycle4j.core;

import static io.lifecycle4j.condition.Conditions.age;
import static io.lifecycle4j.condition.Conditions.metric;
import static io.lifecycle4j.condition.Conditions.newRows;
import static io.lifecycle4j.condition.Conditions.tag;
import static io.lifecycle4j.core.Flowers.ALICE;
import static io.lifecycle4j.data.Splits.byHash;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.ManagedModelBuilder;
import io.lifecycle4j.contract.LinearEngine;
import io.lifecycle4j.core.Flowers.Flower;
import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.data.SplitRole;
import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.OperationInterruptedException;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.retraining.Automation;
import io.lifecycle4j.retraining.Retraining;
import io.lifecycle4j.retraining.Retraining.End;
import io.lifecycle4j.retraining.Retraining.Stage;
import io.lifecycle4j.retraining.RetrainingDecision;
import io.lifecycle4j.retraining.RetrainingDecision.Outcome;
import io.lifecycle4j.retraining.RetrainingPolicy;
import io.lifecycle4j.training.Trainer;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
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

  private Retraining latest(ManagedModel<?, ?> model) {
    return model.retrainings().findLatest().orElseThrow();
  }

  @Test
  void keepsTheDecisionNotToTrain() {
    try (ManagedModel<Flower, String> model = served()) {
      Flowers.commit(home, 2, 210);
      assertThat(later(model, DAY))
          .hasToString("2026-03-02T12:00:00Z NOT_NEEDED: Not new rows at least 50: new rows is 10");
      later(model, Duration.ofMinutes(1));
      later(model, Duration.ofMinutes(59));

      assertThat(model.retrainings().decisions(BEGIN, now.get()))
          .extracting(RetrainingDecision::repeated)
          .containsExactly(0L);
      assertThat(model.retrainings().findDecision().orElseThrow().repeated()).isEqualTo(1);
      assertThat(model.retrainings().all()).isEmpty();
    }
  }

  @Test
  void asksAPersonAfterTwoRefusalsForOneCause() {
    try (ManagedModel<Flower, String> model = served(0.999, it -> it)) {
      Flowers.commit(home, 2, 300);
      assertThat(later(model, DAY).outcome()).isEqualTo(Outcome.BEGUN);
      assertThat(latest(model).end()).contains(End.REFUSED);
      assertThat(latest(model).steps().get(4).what())
          .startsWith("Refused species:2: accuracy is");
      assertThat(model.findProduction().orElseThrow().number()).isEqualTo(1);
      Flowers.commit(home, 3, 310);
      assertThat(later(model, DAY).outcome()).isEqualTo(Outcome.COOLING_DOWN); // now two days
      assertThat(later(model, DAY).outcome()).isEqualTo(Outcome.BEGUN);
      Flowers.commit(home, 4, 320);

      RetrainingDecision third = later(model, DAY.multipliedBy(365));

      assertThat(third.outcome()).isEqualTo(Outcome.NEEDS_PERSON);
      assertThat(third.reason())
          .isEqualTo(
              "2 candidates in a row refused for new_rows >= 50: look into it, and allow"
                  + " retrainings again");
      assertThat(model.retrainings().all()).hasSize(2);

      model.retrainings().allow(ALICE, "The gate is right, the data were not");
      assertThat(later(model, DAY).outcome()).isEqualTo(Outcome.BEGUN);
    }
  }

  @Test
  void aPersonWhoPromotesAnotherVersionEndsTheRefusals() {
    try (ManagedModel<Flower, String> model = served(0.999, it -> it.refusals(1))) {
      Flowers.commit(home, 2, 300);
      later(model, DAY);
      Flowers.commit(home, 3, 400);
      assertThat(later(model, DAY).outcome()).isEqualTo(Outcome.NEEDS_PERSON);

      now.updateAndGet(it -> it.plus(DAY));
      model
          .promote(home.models().version("species", 2))
          .by(ALICE)
          .reason("Good enough")
          .override("Looked at it")
          .commit();

      assertThat(later(model, DAY).outcome()).isEqualTo(Outcome.BEGUN);
    }
  }

  @Test
  void trainsNotTwiceOnTheSameRowsInTheSameWay() {
    RetrainingPolicy always = RetrainingPolicy.when(age().atLeast(Duration.ofHours(1))).build();
    try (ManagedModel<Flower, String> model = model(0.999, always).open()) {
      model
          .promote(model.train(Flowers.commit(home, 1, 200).split(Flowers.PLAN)))
          .by(ALICE)
          .reason("First")
          .override("It is the first")
          .commit();
      RetrainingDecision same = later(model, DAY);
      assertThat(same.outcome()).isEqualTo(Outcome.SAME_INPUTS);
      assertThat(same.reason())
          .startsWith("species:1 in production was trained on flowers:1: age >= 1 h (age is ");
      Flowers.commit(home, 2, 300);
      assertThat(later(model, DAY).outcome()).isEqualTo(Outcome.BEGUN);

      RetrainingDecision again = later(model, DAY.multipliedBy(3));

      assertThat(again.outcome()).isEqualTo(Outcome.SAME_INPUTS);
      assertThat(again.reason())
          .startsWith("Retraining " + latest(model).id() + " trained on flowers:2 in the same way");
      assertThat(model.retrainings().all()).hasSize(1);
    }
  }

  @Test
  void promotesNothingThatNoGateJudged() {
    try (ManagedModel<Flower, String> model =
        Flowers.model(home)
            .retrainWhen(newRows(50))
            .retrainFrom("flowers")
            .split(Flowers.PLAN)
            .open()) {
      Flowers.promoted(model, Flowers.commit(home, 1, 200).split(Flowers.PLAN));
      Flowers.commit(home, 2, 300);

      later(model, DAY);

      assertThat(latest(model).end()).contains(End.LEFT_TO_PERSON);
      assertThat(latest(model).version()).hasValue(2);
      assertThat(model.findProduction().orElseThrow().number()).isEqualTo(1);
    }
  }

  @Test
  void beginsNothingInQuietHours() {
    try (ManagedModel<Flower, String> model =
        served(
            0.5, it -> it.quietHours(LocalTime.of(11, 0), LocalTime.of(13, 0), ZoneOffset.UTC))) {
      Flowers.commit(home, 2, 300);
      assertThat(later(model, DAY).outcome()).isEqualTo(Outcome.QUIET_HOURS);
      assertThat(later(model, Duration.ofHours(1)).outcome()).isEqualTo(Outcome.BEGUN);
    }
  }

  @Test
  void trainsNoLongerThanItsBudget() {
    try (ManagedModel<Flower, String> model =
        served(
            0.5,
            it ->
                it.watchFor(Duration.ZERO)
                    .trainAtMost(Duration.ofMillis(1))
                    .per(DAY.multipliedBy(7)))) {
      Flowers.commit(home, 2, 300);
      assertThat(later(model, DAY).outcome()).isEqualTo(Outcome.BEGUN);
      assertThat(latest(model).end()).contains(End.PROMOTED);
      Flowers.commit(home, 3, 400);
      RetrainingDecision spent = later(model, DAY.multipliedBy(6));
      assertThat(spent.outcome()).isEqualTo(Outcome.OUT_OF_BUDGET);
      assertThat(spent.reason()).matches("Trained for .*s \\(allowed are 1 ms in 7 days\\)");
      assertThat(later(model, DAY.multipliedBy(2)).outcome()).isEqualTo(Outcome.BEGUN);
    }
  }

  @Test
  void countsAVersionThatIsRolledBackWhileWatchedAsRefused() {
    try (ManagedModel<Flower, String> model = served()) {
      Flowers.commit(home, 2, 300);
      later(model, DAY);
      model.rollback(ALICE, "Predicts nonsense");

      later(model, Duration.ofHours(1));

      assertThat(latest(model).end()).contains(End.ROLLED_BACK);
      assertThat(latest(model).steps().get(6).what()).isEqualTo("species:2 was rolled back");
    }
  }

  @Test
  void rollsOutIfThePolicySaysSo() {
    try (ManagedModel<Flower, String> model = served(0.5, it -> it.rollingOut())) {
      Flowers.commit(home, 2, 300);
      later(model, DAY);
      assertThat(model.findRollout().orElseThrow().version()).isEqualTo(2);
      RetrainingDecision waits = later(model, Duration.ofMinutes(1));
      assertThat(waits.reason())
          .isEqualTo("Rollout " + model.findRollout().orElseThrow().id() + " is running");

      model.findRollout().orElseThrow().abort(ALICE, "Enough");
      later(model, Duration.ofMinutes(1));

      assertThat(latest(model).end()).contains(End.TURNED_BACK);
    }
  }

  @Test
  void waitsWhilePromotionsAreLocked() {
    try (ManagedModel<Flower, String> model = served()) {
      Flowers.commit(home, 2, 300);
      model.lockPromotions(ALICE, "Holidays");
      later(model, DAY);
      assertThat(later(model, DAY).reason()).startsWith("Waits: Cannot promote species:2");

      model.unlockPromotions(ALICE, "Over");
      later(model, DAY);

      assertThat(model.findProduction().orElseThrow().number()).isEqualTo(2);
    }
  }

  @Test
  void trainsOnLoggedInputsWithTheirGroundTruth() {
    try (ManagedModel<Flower, String> model =
        Flowers.model(home)
            .gates(metric("accuracy").atLeast(0.1))
            .retrainWhen(newRows(60))
            .retrainFromPredictions("live")
            .split(byHash(8).train(0.6).holdout(0.4)) // other rows than those trained on before
            .open()) {
      Split split = Flowers.commit(home, 1, 400).split(Flowers.PLAN);
      Flowers.promoted(model, split);
      now.updateAndGet(it -> it.plusSeconds(1));
      split
          .rows(SplitRole.TRAIN)
          .forEach(
              row -> {
                Flower flower = new Flower(row.number(0), row.number(1), row.text(2));
                model.recordGroundTruth(model.predict(flower).id(), row.text(3));
              });

      assertThat(later(model, DAY).outcome()).isEqualTo(Outcome.BEGUN);

      DatasetVersion live = home.datasets().dataset("live").findLatest().orElseThrow();
      assertThat(live.summary().rows()).isEqualTo(split.count(SplitRole.TRAIN));
      assertThat(latest(model).data()).contains(live.ref());
      assertThat(model.findProduction().orElseThrow().manifest().provenance().data())
          .isEqualTo(live.ref());
    }
  }

  @Test
  void oneOfTwoModelsDecidesAndTheOtherTakesOverWhenItCloses() throws Exception {
    try (ManagedModel<Flower, String> other =
        model(0.5, policy().checkEvery(Duration.ofMillis(1)).build()).open()) {
      try (ManagedModel<Flower, String> model = served();
          Automation automation = model.startAutomation()) {
        awaitTrue(automation::leads);
        assertThat(other.runDue(now.get()).outcome()).isEqualTo(Outcome.ELSEWHERE);
        assertThatThrownBy(model::startAutomation)
            .isInstanceOf(ConflictException.class)
            .hasMessage("The automation of species is started already");
      }
      Flowers.commit(home, 2, 300);
      now.updateAndGet(it -> it.plus(DAY));
      try (Automation automation = other.startAutomation()) {
        awaitTrue(() -> other.findProduction().orElseThrow().number() == 2);
        awaitTrue(automation::leads);
      }
    }
  }

  @Test
  void closingStopsATrainingThatBeginsAnewLater() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    Trainer endless =
        context -> {
          begun.countDown();
          while (!context.cancelled()) {
            LockSupport.parkNanos(1_000_000);
          }
          throw new OperationInterruptedException("Cancelled");
        };
    try (ManagedModel<Flower, String> model = served()) {
      Flowers.commit(home, 2, 300);
    }
    now.updateAndGet(it -> it.plus(DAY));
    try (ManagedModel<Flower, String> model =
        Flowers.plain(home)
            .trainer(endless)
            .gates(metric("accuracy").atLeast(0.5))
            .retraining(policy().build())
            .retrainFrom("flowers")
            .split(Flowers.PLAN)
            .open()) {
      Automation automation = model.startAutomation();
      assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
      automation.close();
      assertThat(latest(model).stage()).isEqualTo(Stage.TRAINING);
    }
    try (ManagedModel<Flower, String> model = model(0.5, policy().build()).open()) {
      later(model, Duration.ofMinutes(1));

      assertThat(latest(model).attempts()).isEqualTo(2);
      assertThat(latest(model).version()).hasValue(2);
      assertThat(model.findProduction().orElseThrow().number()).isEqualTo(2);
    }
  }

  private static void awaitTrue(BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).isLessThan(end);
      LockSupport.parkNanos(1_000_000);
    }
  }

  @Test
  void rejectsWhatCannotTrain() {
    assertThatThrownBy(() -> Flowers.model(home).retrainWhen(newRows(50)).open())
        .hasMessage(
            "Invalid builder of species: retrainings, but on no rows (needs retrainWhen and"
                + " retrainFrom, or neither)");
    assertThatThrownBy(() -> Flowers.model(home).retrainWhen(tag("team").is("a")))
        .hasMessage("Invalid condition of retrainings: tag team is not known of a served model");
    try (ManagedModel<Flower, String> model = Flowers.model(home).open()) {
      assertThatThrownBy(() -> model.runDue(BEGIN))
          .isInstanceOf(InvalidValueException.class)
          .hasMessage(
              "Cannot run what is due of species: it is never trained anew (set retrainWhen and"
                  + " retrainFrom)");
      assertThat(model.retrainings().all()).isEmpty();
    }
  }
}
