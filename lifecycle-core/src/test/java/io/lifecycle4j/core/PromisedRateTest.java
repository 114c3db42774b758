package io.lifecycle4j.core;

import static io.lifecycle4j.condition.Conditions.metric;
import static io.lifecycle4j.core.Flowers.ALICE;
import static io.lifecycle4j.core.Flowers.linear;
import static io.lifecycle4j.data.Splits.byHash;
import static io.lifecycle4j.registry.Gates.betterThanProduction;
import static io.lifecycle4j.registry.Gates.notWorseThanProduction;
import static java.time.Duration.ofDays;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.contract.LinearTrainer;
import io.lifecycle4j.core.Flowers.Flower;
import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.SealedDataException;
import io.lifecycle4j.evaluation.FalsePromotions;
import io.lifecycle4j.evaluation.HoldoutLook;
import io.lifecycle4j.evaluation.HoldoutLook.Spent;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.Gate;
import io.lifecycle4j.registry.GateVerdict;
import io.lifecycle4j.registry.Verdict;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each look at a holdout gets its share of the false promotions that a model promises. */
class PromisedRateTest {
  private static final LinearTrainer QUICK = new LinearTrainer(2, 0.5, 1);

  private Lifecycle home;

  @BeforeEach
  void open() {
    home = Flowers.inMemory();
  }

  @AfterEach
  void close() {
    home.close();
  }

  private Spent last() {
    List<HoldoutLook> looks = home.models().looks("species");
    return looks.get(looks.size() - 1).used().spent();
  }

  @Test
  void isSpentOnceForEachVersionThatIsComparedWithProduction() {
    try (ManagedModel<Flower, String> model =
        Flowers.model(home).gates(linear(notWorseThanProduction("accuracy").within(0.5))).open()) {
      Split split = Flowers.split(home, 1);
      ModelVersion first = model.train(split);
      model.promote(first, ALICE, "Nothing to compare with");
      assertThat(last().level()).isZero();
      assertThat(last().promiseLeft()).isEqualTo(0.1);
      ModelVersion second = model.train(split);
      model.evaluate(second);
      assertThat(last().level()).isZero();
      GateVerdict said = model.judge(second).get(0);
      Spent spent = last();
      assertThat(spent.level())
          .as("the first comparison on its rows")
          .isEqualTo(0.0304, within(1e-4));
      assertThat(said.explanation())
          .contains("(needs 1.8750)")
          .endsWith(" (level 0.0304; left: 0.0196 on these rows, 0.0696 of the promise)");
      assertThat(said.figures())
          .containsEntry("level", spent.level())
          .containsEntry("holdout_left", spent.holdoutLeft())
          .containsEntry("promise_left", spent.promiseLeft());
      model.promote(second, ALICE, "The same comparison again");
      assertThat(last().level()).isEqualTo(spent.level());
      assertThat(last().holdoutLeft()).isEqualTo(spent.holdoutLeft());
      assertThat(last().promiseLeft()).isBetween(spent.promiseLeft(), spent.promiseLeft() + 1e-4);
      model.promote(model.train(split), ALICE, "Another version");
      assertThat(last().level()).isEqualTo(0.0034, within(1e-4));
      model.judge(second);
      assertThat(last().level()).as("with another rival").isEqualTo(0.0019, within(1e-4));
    }
  }

  @Test
  void isSpentAgainForOtherGatesOnTheSameRows() {
    Split split = Flowers.split(home, 1);
    try (ManagedModel<Flower, String> one =
            Flowers.model(home)
                .gates(linear(notWorseThanProduction("accuracy").within(0.5)))
                .open();
        ManagedModel<Flower, String> other =
            Flowers.plain(home)
                .gates(linear(notWorseThanProduction("accuracy").within(0.4)))
                .open()) {
      Flowers.promoted(one, split);
      ModelVersion second = one.train(split);
      one.judge(second);
      double first = last().level();
      other.judge(second);
      assertThat(last().level()).as("a second test").isEqualTo(first / 4, within(1e-9));
      one.judge(second);
      assertThat(last().level()).as("the first test again").isEqualTo(first);
    }
  }

  @Test
  void isSpentAgainOnRowsThatWereExchangedInPart() {
    DatasetVersion data = Flowers.commit(home, 1, 400);
    Split split = data.split(Flowers.PLAN);
    try (ManagedModel<Flower, String> model =
        Flowers.model(home).gates(linear(notWorseThanProduction("accuracy").within(0.5))).open()) {
      Flowers.promoted(model, split);
      ModelVersion second = model.train(split);
      model.judge(second);
      double first = last().level();
      model.pinHoldout(
          data.split(byHash(7).train(0.6).validation(0.12).holdout(0.28)), ALICE, "Fewer rows");
      model.judge(second);
      assertThat(last().level()).isEqualTo(first / 4, within(1e-9));
    }
  }

  @Test
  void isNotSpentWhereProductionIsComparedWithItself() {
    try (ManagedModel<Flower, String> model =
        Flowers.model(home).gates(linear(notWorseThanProduction("accuracy").within(0.5))).open()) {
      ModelVersion production = Flowers.promoted(model, Flowers.split(home, 1));
      GateVerdict said = model.judge(production).get(0);
      assertThat(said.passed()).isTrue();
      assertThat(said.explanation()).doesNotContain("level");
      assertThat(last()).isEqualTo(new Spent(0, last().holdoutLeft(), 0.1));
    }
  }

  @Test
  void isThatOfThePolicyInAProcessThatNamesMore() {
    FalsePromotions few = new FalsePromotions(0.1, ofDays(365));
    try (ManagedModel<Flower, String> model =
            Flowers.model(home)
                .gates(linear(notWorseThanProduction("accuracy").within(0.5)))
                .open();
        ManagedModel<Flower, String> loose =
            Flowers.plain(home)
                .gates(linear(notWorseThanProduction("accuracy").within(0.4)))
                .falsePromotions(1_000)
                .per(ofDays(1))
                .open()) {
      Split split = Flowers.split(home, 1);
      Flowers.promoted(model, split);
      ModelVersion second = model.train(split);
      loose.judge(second);
      assertThat(last().promiseLeft()).isGreaterThan(99);
      model
          .changePolicy("production")
          .falsePromotions(few)
          .by(ALICE)
          .reason("Once in ten years")
          .commit();
      model
          .changePolicy("production")
          .gates(metric("accuracy").atLeast(0.1))
          .by(ALICE)
          .reason("Keeps what it does not name")
          .commit();
      assertThat(model.promotionPolicy("production").falsePromotions()).contains(few);
      loose.judge(model.train(split));
      assertThat(last().promiseLeft()).isLessThan(0.01);
      assertThat(last().level()).isLessThanOrEqualTo(0.005);
    }
  }

  @Test
  void bindsVerdictsOfAProcessThatPromisedMore() {
    Gate gate = notWorseThanProduction("accuracy").within(0.5);
    try (ManagedModel<Flower, String> loose = Flowers.model(home).gates(linear(gate)).open();
        ManagedModel<Flower, String> strict =
            Flowers.plain(home).gates(linear(gate)).falsePromotions(0.1).per(ofDays(365)).open()) {
      Split split = Flowers.split(home, 1);
      Flowers.promoted(loose, split);
      ModelVersion second = loose.train(split);
      loose.judge(second);
      int looks = home.models().looks("species").size();
      strict.promote(second, ALICE, "Judged at a level that this process does not give");
      assertThat(home.models().looks("species")).hasSize(looks + 1);
      assertThat(last().level()).isEqualTo(0.005, within(1e-9));
      ModelVersion third = loose.train(split);
      loose.judge(third);
      loose.promote(third, ALICE, "Judged at its own level");
      assertThat(home.models().looks("species")).hasSize(looks + 2);
    }
  }

  @Test
  void isThatOfTheProcessIfThePolicyAllowsMore() {
    try (ManagedModel<Flower, String> model =
        Flowers.model(home)
            .gates(linear(notWorseThanProduction("accuracy").within(0.5)))
            .falsePromotions(0.1)
            .per(ofDays(365))
            .open()) {
      model
          .changePolicy("production")
          .falsePromotions(new FalsePromotions(5, ofDays(1)))
          .by(ALICE)
          .reason("Generous")
          .commit();
      Split split = Flowers.split(home, 1);
      Flowers.promoted(model, split);
      model.judge(model.train(split));
      assertThat(last().level()).isEqualTo(0.005, within(1e-9));
    }
  }

  @Test
  void letsNothingPassWhereAlmostNothingIsPromised() {
    Split split = Flowers.split(home, 1);
    try (ManagedModel<Flower, String> model = Flowers.plain(home).trainer(QUICK).open()) {
      model.promote(model.train(split), ALICE, "First");
    }
    try (ManagedModel<Flower, String> model =
        Flowers.model(home)
            .gates(linear(betterThanProduction("accuracy")))
            .falsePromotions(1e-12)
            .per(ofDays(1))
            .open()) {
      assertThat(model.judge(model.train(split)).get(0))
          .returns(Verdict.INCONCLUSIVE, GateVerdict::verdict)
          .satisfies(said -> assertThat(said.explanation()).contains("rows are needed in all"));
    }
  }

  @Test
  void refusesToCompareOnceItIsUsedUp() {
    home.close();
    home =
        Flowers.open(
            Lifecycle.builder()
                .location(URI.create("memory:new"))
                .clock(() -> Instant.parse("2026-05-01T09:00:00Z")));
    Gate gate = notWorseThanProduction("accuracy").within(0.5);
    try (ManagedModel<Flower, String> loose = Flowers.model(home).gates(linear(gate)).open();
        ManagedModel<Flower, String> strict =
            Flowers.plain(home).gates(linear(gate)).falsePromotions(0.1).per(ofDays(365)).open()) {
      Split split = Flowers.split(home, 1);
      Flowers.promoted(loose, split);
      loose.judge(loose.train(split));
      ModelVersion third = loose.train(split);
      int looks = home.models().looks("species").size();
      assertThatThrownBy(() -> strict.promote(third, ALICE, "No chance is left at this time"))
          .isInstanceOf(SealedDataException.class)
          .hasMessage(
              "Cannot promote species:3: nothing is left of the promise of at most 0.1 false"
                  + " promotions in 365 days for a comparison with production at"
                  + " 2026-05-01T09:00:00Z (more is added as time passes)");
      assertThat(home.models().looks("species")).as("no look was taken").hasSize(looks);
    }
  }

  @Test
  void hasAPeriod() {
    var builder = Flowers.model(home);
    builder.falsePromotions(2);
    assertThatThrownBy(builder::open)
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid builder of species: false promotions in no period (name it with per)");
    assertThatThrownBy(() -> builder.falsePromotions(2))
        .hasMessage("Invalid builder of species: rate of false promotions set twice");
  }
}
