package io.lifecycle4j.core;

import static io.lifecycle4j.condition.Conditions.age;
import static io.lifecycle4j.condition.Conditions.metric;
import static io.lifecycle4j.condition.Conditions.newRows;
import static io.lifecycle4j.core.Flowers.ALICE;
import static io.lifecycle4j.core.Flowers.linear;
import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.core.Flowers.Flower;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.registry.Approvals;
import io.lifecycle4j.retraining.Retraining.End;
import io.lifecycle4j.retraining.RetrainingBacktest;
import io.lifecycle4j.retraining.RetrainingDecision;
import io.lifecycle4j.retraining.RetrainingDecision.Outcome;
import io.lifecycle4j.retraining.RetrainingPolicy;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

/** What keeps a retraining from beginning, and a candidate from being promoted. */
class RetrainingLimitsTest extends RetrainingSetting {
  @Test
  void keepsTheDecisionNotToTrain() {
    try (ManagedModel<Flower, String> model = served()) {
      Flowers.commit(home, 2, 210);
      assertThat(later(model, DAY))
          .hasToString(
              "2026-03-02T12:00:00Z NOT_NEEDED: Not needed: new rows is 10 (new rows at least 50)");
      later(model, Duration.ofMinutes(1));
      later(model, Duration.ofMinutes(59));

      assertThat(model.retrainings().decisions(BEGIN, now.instant()))
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
      assertThat(latest(model).steps().get(4).what()).startsWith("Refused species:2: accuracy is");
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

      now.pass(DAY);
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
  void isBoundByAPolicyThatTheProcessDoesNotName() {
    try (ManagedModel<Flower, String> model = served()) {
      model
          .changePolicy("production")
          .gates(linear(metric("f1_macro").atLeast(0.9999)))
          .by(ALICE)
          .reason("Agreed")
          .commit();
      Flowers.commit(home, 2, 300);

      later(model, DAY);

      assertThat(latest(model).end()).contains(End.REFUSED);
      assertThat(latest(model).steps().get(4).what()).startsWith("Refused species:2: f1_macro is");
      assertThat(model.findProduction().orElseThrow().number()).isEqualTo(1);
    }
  }

  @Test
  void leavesACandidateToThePeopleWhoAreToApproveIt() {
    try (ManagedModel<Flower, String> model = served()) {
      model
          .changePolicy("production")
          .approvals(Approvals.of(1))
          .by(ALICE)
          .reason("Agreed")
          .commit();
      Flowers.commit(home, 2, 300);

      later(model, DAY);

      assertThat(latest(model).end()).contains(End.LEFT_TO_PERSON);
      assertThat(latest(model).steps().get(5).what())
          .startsWith("Cannot promote species:2: it has 0 of 1 approval");
      assertThat(model.findProduction().orElseThrow().number()).isEqualTo(1);
      assertThat(later(model, Duration.ofMinutes(1)).outcome()).isNotEqualTo(Outcome.IN_PROGRESS);

      ModelVersion candidate = home.models().version("species", 2);
      int looks = home.models().looks("species").size();
      model.approve(candidate, Actor.by("bob"), "Looked at it");
      model.promote(candidate, ALICE, "Approved by bob");
      assertThat(model.findProduction()).contains(candidate);
      assertThat(home.models().looks("species")).as("its verdicts stand").hasSize(looks);
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
  void saysWhatAnotherPolicyWouldHaveDone() {
    try (ManagedModel<Flower, String> model = served(0.5, it -> it.coolDown(DAY.multipliedBy(9)))) {
      for (int day = 1; day <= 8; day++) { // 30 more rows a day
        now.pass(DAY);
        Flowers.commit(home, 2, 200 + 30 * day);
        model.runDue(now.instant());
      }
      assertThat(model.retrainings().all()).hasSize(1);
      Instant end = now.instant().plusSeconds(1);

      RetrainingBacktest same =
          model.backtest(policy().coolDown(DAY.multipliedBy(9)).build()).between(BEGIN, end);
      RetrainingBacktest eager =
          model.backtest(RetrainingPolicy.when(newRows(60)).build()).between(BEGIN, end);

      assertThat(same.begun())
          .extracting(RetrainingDecision::time)
          .containsExactly(latest(model).decision().time());
      assertThat(same.training()).isEqualTo(latest(model).training());
      assertThat(eager.begun())
          .extracting(it -> it.figures().get("new_rows"))
          .containsExactly(60.0, 60.0, 60.0, 60.0);
      assertThat(eager.training()).isEqualTo(latest(model).training().multipliedBy(4));
      assertThat(eager.waited()).isLessThan(same.waited());
      assertThat(model.backtest(policy().build()).between(BEGIN, BEGIN).begun()).isEmpty();
    }
  }
}
