package io.lifecycle4j.core;

import static io.lifecycle4j.condition.Conditions.metric;
import static io.lifecycle4j.condition.Conditions.newRows;
import static io.lifecycle4j.condition.Conditions.tag;
import static io.lifecycle4j.core.Flowers.ALICE;
import static io.lifecycle4j.core.Flowers.linear;
import static io.lifecycle4j.data.Splits.byHash;
import static io.lifecycle4j.observation.Operation.RETRAIN;
import static io.lifecycle4j.observation.Operation.TRAIN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.ManagedModel;
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
import io.lifecycle4j.training.Trainer;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class RetrainingTest extends RetrainingSetting {
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
      assertThat(operations)
          .filteredOn(operation -> operation == TRAIN || operation == RETRAIN)
          .as("by hand, then anew")
          .containsExactly(TRAIN, RETRAIN, TRAIN);
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
  void trainsOnLoggedInputsWithTheirGroundTruth() {
    try (ManagedModel<Flower, String> model =
        Flowers.model(home)
            .gates(linear(metric("accuracy").atLeast(0.1)))
            .retrainWhen(newRows(60))
            .retrainFromPredictions("live")
            .split(byHash(8).train(0.6).holdout(0.4)) // other rows than those trained on before
            .open()) {
      Split split = Flowers.commit(home, 1, 400).split(Flowers.PLAN);
      Flowers.promoted(model, split);
      now.passSeconds(1);
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
        assertThat(other.runDue(now.instant()).outcome()).isEqualTo(Outcome.ELSEWHERE);
        assertThatThrownBy(model::startAutomation)
            .isInstanceOf(ConflictException.class)
            .hasMessage("The automation of species is started already");
      }
      Flowers.commit(home, 2, 300);
      now.pass(DAY);
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
    served().close();
    Flowers.commit(home, 2, 300);
    now.pass(DAY);
    try (ManagedModel<Flower, String> model =
        Flowers.plain(home)
            .trainer(endless)
            .gates(linear(metric("accuracy").atLeast(0.5)))
            .retraining(policy().build())
            .retrainFrom("flowers")
            .split(Flowers.PLAN)
            .open()) {
      Automation automation = model.startAutomation();
      assertThat(begun.await(60, TimeUnit.SECONDS)).isTrue();
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

  @Test
  void rejectsWhatCannotTrain() {
    assertThatThrownBy(() -> Flowers.model(home).retrainWhen(newRows(50)).open())
        .hasMessage(
            "Invalid builder of species: retrainings, but on no rows (needs retrainWhen and"
                + " retrainFrom, or neither)");
    assertThatThrownBy(() -> Flowers.model(home).retrainWhen(tag("team").is("a")))
        .hasMessage(
            "Invalid condition of retrainings: tag team is not known of a version in production");
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
