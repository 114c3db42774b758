package io.lifecycle4j.core;

import static io.lifecycle4j.condition.Conditions.age;
import static io.lifecycle4j.condition.Conditions.drifted;
import static io.lifecycle4j.condition.Conditions.every;
import static io.lifecycle4j.condition.Conditions.metric;
import static io.lifecycle4j.condition.Conditions.newRows;
import static io.lifecycle4j.core.Flowers.ALICE;
import static io.lifecycle4j.core.Flowers.linear;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.contract.LinearTrainer;
import io.lifecycle4j.core.Flowers.Flower;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.OperationInterruptedException;
import io.lifecycle4j.retraining.Retraining.End;
import io.lifecycle4j.retraining.Retraining.Stage;
import io.lifecycle4j.retraining.Retraining.Step;
import io.lifecycle4j.retraining.RetrainingBacktest;
import io.lifecycle4j.retraining.RetrainingDecision;
import io.lifecycle4j.retraining.RetrainingDecision.Outcome;
import io.lifecycle4j.retraining.RetrainingPolicy;
import io.lifecycle4j.training.Trainer;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

/** Trainings that take hours, and clocks that are wrong. */
class RetrainingTimesTest extends RetrainingSetting {
  private static final Duration HOUR = Duration.ofHours(1);

  /** How long a training takes. */
  private Duration takes = Duration.ZERO;

  private boolean fails;

  private ManagedModel<Flower, String> model(RetrainingPolicy.Builder policy) {
    Trainer slow =
        context -> {
          now.pass(takes);
          if (fails) {
            throw new OperationInterruptedException("Stopped");
          }
          return LinearTrainer.small().train(context);
        };
    ManagedModel<Flower, String> model =
        Flowers.plain(home)
            .trainer(slow)
            .gates(linear(metric("accuracy").atLeast(0.5)))
            .retraining(policy.build())
            .retrainFrom("flowers")
            .split(Flowers.PLAN)
            .open();
    if (model.findProduction().isEmpty()) {
      Flowers.promoted(model, Flowers.commit(home, 1, 200).split(Flowers.PLAN));
    }
    return model;
  }

  private static RetrainingPolicy.Builder quietAtNoon() {
    return policy().quietHours(LocalTime.of(11, 0), LocalTime.of(13, 0), ZoneOffset.UTC);
  }

  private Instant when(ManagedModel<?, ?> model, Stage stage) {
    return latest(model).steps().stream()
        .filter(step -> step.stage() == stage)
        .map(Step::time)
        .reduce((before, after) -> after)
        .orElseThrow();
  }

  @Test
  void watchesAVersionFromItsPromotionOnHoweverLongItTrained() {
    try (ManagedModel<Flower, String> model = model(policy())) {
      Flowers.commit(home, 2, 300);
      takes = Duration.ofHours(30);
      Instant begun = BEGIN.plus(DAY);

      later(model, DAY);

      assertThat(when(model, Stage.TRAINING)).isEqualTo(begun);
      assertThat(when(model, Stage.TRAINED)).isEqualTo(begun.plus(takes));
      assertThat(when(model, Stage.WATCHED)).isEqualTo(begun.plus(takes));
      later(model, HOUR);
      assertThat(latest(model).end()).isEmpty();
      model.rollback(ALICE, "Predicts nonsense");
      later(model, HOUR);
      assertThat(latest(model).end()).contains(End.ROLLED_BACK);
    }
  }

  @Test
  void promotesNothingIfATrainingEndsInQuietHours() {
    try (ManagedModel<Flower, String> model = model(quietAtNoon())) {
      Flowers.commit(home, 2, 300);
      takes = Duration.ofHours(23);

      later(model, HOUR);

      assertThat(latest(model).stage()).isEqualTo(Stage.JUDGED);
      assertThat(later(model, Duration.ofMinutes(1)).reason()).startsWith("Quiet from 11:00");
      assertThat(model.findProduction().orElseThrow().number()).isEqualTo(1);
      later(model, HOUR);
      assertThat(model.findProduction().orElseThrow().number()).isEqualTo(2);
    }
  }

  @Test
  void beginsATrainingThatWasStoppedNotAnewInQuietHours() {
    try (ManagedModel<Flower, String> model = model(quietAtNoon())) {
      Flowers.commit(home, 2, 300);
      fails = true;
      assertThatThrownBy(() -> later(model, HOUR))
          .isInstanceOf(OperationInterruptedException.class);
      fails = false;

      assertThat(later(model, Duration.ofHours(23)).reason()).startsWith("Quiet from 11:00");
      assertThat(latest(model).attempts()).isEqualTo(1);
      later(model, HOUR);
      assertThat(latest(model).attempts()).isEqualTo(2);
      assertThat(model.findProduction().orElseThrow().number()).isEqualTo(2);
    }
  }

  @Test
  void countsATrainingThatWasStoppedForAnHourAtMost() {
    try (ManagedModel<Flower, String> model = model(policy())) {
      Flowers.commit(home, 2, 300);
      fails = true;
      assertThatThrownBy(() -> later(model, HOUR))
          .isInstanceOf(OperationInterruptedException.class);
      fails = false;

      later(model, DAY.multipliedBy(3));

      assertThat(latest(model).training())
          .isBetween(Duration.ofMinutes(60), Duration.ofMinutes(62));
    }
  }

  @Test
  void countsATrainingThatWasStoppedForNoTimeIfTheClockWasSetBackSince() {
    try (ManagedModel<Flower, String> model = model(policy())) {
      Flowers.commit(home, 2, 300);
      now.set(BEGIN.plus(DAY.multipliedBy(36_500)));
      fails = true;
      assertThatThrownBy(() -> later(model, HOUR))
          .isInstanceOf(OperationInterruptedException.class);
      fails = false;
      now.set(BEGIN);

      later(model, HOUR);

      assertThat(latest(model).training()).isBetween(Duration.ZERO, Duration.ofMinutes(2));
      assertThat(latest(model).attempts()).isEqualTo(2);
    }
  }

  @Test
  void rejectsATimeThatIsFarFromTheClock() {
    try (ManagedModel<Flower, String> model = model(policy())) {
      assertThatThrownBy(() -> model.runDue(Instant.MAX)).isInstanceOf(InvalidValueException.class);
      assertThatThrownBy(() -> model.runDue(Instant.MIN)).isInstanceOf(InvalidValueException.class);
      assertThatThrownBy(() -> model.runDue(BEGIN.plus(DAY).plusSeconds(1)))
          .isInstanceOf(InvalidValueException.class)
          .hasMessage(
              "Invalid time: 2026-03-02T12:00:01Z (must be from 1970 on, and at most a day after"
                  + " the clock of the home, 2026-03-01T12:00:00Z)");
      assertThat(model.retrainings().findDecision()).isEmpty();
    }
  }

  @Test
  void goesOnAfterAClockThatWasYearsAhead() {
    try (ManagedModel<Flower, String> model = model(policy())) {
      Flowers.commit(home, 2, 300);
      now.set(BEGIN.plus(DAY.multipliedBy(36_500)));
      assertThat(later(model, HOUR).outcome()).isEqualTo(Outcome.BEGUN);
      assertThat(latest(model).stage()).isEqualTo(Stage.WATCHED);
      now.set(BEGIN.plus(DAY));

      assertThat(later(model, HOUR).reason())
          .isEqualTo("species:2 is watched until 2026-03-03T13:00:00Z");
      later(model, DAY);
      assertThat(latest(model).end()).contains(End.PROMOTED);
      Flowers.commit(home, 3, 400);
      assertThat(later(model, HOUR).outcome()).as("no cool-down").isEqualTo(Outcome.BEGUN);
    }
  }

  /** Trains by a clock that is a century ahead, and sets it back. */
  private void trainedByAWrongClock(ManagedModel<Flower, String> model) {
    Flowers.commit(home, 2, 300);
    now.set(BEGIN.plus(DAY.multipliedBy(36_500)));
    assertThat(later(model, HOUR).outcome()).isEqualTo(Outcome.BEGUN);
    assertThat(latest(model).end()).contains(End.PROMOTED);
    now.set(BEGIN.plus(DAY));
    Flowers.commit(home, 3, 400);
  }

  @Test
  void spendsNoBudgetByAClockThatWasYearsAhead() {
    RetrainingPolicy.Builder once =
        policy().watchFor(Duration.ZERO).trainAtMost(Duration.ofNanos(1)).per(DAY.multipliedBy(7));
    try (ManagedModel<Flower, String> model = model(once)) {
      trainedByAWrongClock(model);
      assertThat(later(model, HOUR).outcome()).isEqualTo(Outcome.BEGUN);
      Flowers.commit(home, 4, 500);
      assertThat(later(model, DAY.multipliedBy(2)).outcome()).isEqualTo(Outcome.OUT_OF_BUDGET);
    }
  }

  @Test
  void isDueAgainAfterAClockThatWasYearsAhead() {
    RetrainingPolicy.Builder monthly =
        RetrainingPolicy.when(every(DAY.multipliedBy(30)).or(age().above(DAY.multipliedBy(30))))
            .watchFor(Duration.ZERO);
    try (ManagedModel<Flower, String> model = model(monthly)) {
      trainedByAWrongClock(model);
      assertThat(later(model, HOUR).outcome()).isEqualTo(Outcome.BEGUN);
      Flowers.commit(home, 4, 500);
      assertThat(later(model, DAY.multipliedBy(2)).outcome()).isEqualTo(Outcome.NOT_NEEDED);
    }
  }

  @Test
  void countsRefusalsAfterAPromotionByAClockThatWasYearsAhead() {
    now.set(BEGIN.plus(DAY.multipliedBy(36_500)));
    try (ManagedModel<Flower, String> model = served(0.999, it -> it.refusals(1))) {
      now.set(BEGIN);
      Flowers.commit(home, 2, 300);
      assertThat(later(model, HOUR).outcome()).isEqualTo(Outcome.BEGUN);
      assertThat(latest(model).end()).contains(End.REFUSED);
      Flowers.commit(home, 3, 400);
      assertThat(later(model, DAY.multipliedBy(3)).outcome()).isEqualTo(Outcome.NEEDS_PERSON);
    }
  }

  @Test
  void aBacktestNamesWhatItDoesNotKnow() {
    try (ManagedModel<Flower, String> model = model(policy())) {
      Flowers.commit(home, 2, 210);
      RetrainingDecision decision = later(model, DAY);
      assertThat(decision.outcome()).isEqualTo(Outcome.NOT_NEEDED);

      RetrainingBacktest past =
          model
              .backtest(RetrainingPolicy.when(drifted().or(newRows(50))).build())
              .between(BEGIN, now.instant().plusSeconds(1));

      assertThat(past.unknown()).containsExactly("drifted_columns");
      assertThat(past.toString()).endsWith(", never known [drifted_columns]]");
    }
  }
}
