package io.lifecycle4j.core;

import static io.lifecycle4j.condition.Conditions.metric;
import static io.lifecycle4j.core.Flowers.ALICE;
import static io.lifecycle4j.core.Flowers.SETOSA;
import static io.lifecycle4j.registry.Actor.by;
import static io.lifecycle4j.registry.Gates.gate;
import static io.lifecycle4j.registry.Gates.withoutBaseline;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.contract.LinearEngine;
import io.lifecycle4j.contract.Together;
import io.lifecycle4j.core.Flowers.Flower;
import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.error.GateFailedException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.PolicyMet;
import io.lifecycle4j.registry.PolicyOverridden;
import io.lifecycle4j.serving.Rollout;
import io.lifecycle4j.serving.RolloutBuilder;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Promotions are locked, and a policy is overridden. */
@Timeout(60)
class PromotionLockTest {
  private static final Actor BOB = by("bob");
  private static final Duration STEP = Duration.ofMinutes(30);

  private final AtomicReference<Instant> now = new AtomicReference<>(SmallLife.NOON);
  private Lifecycle home;
  private ManagedModel<Flower, String> model;
  private ModelVersion first;
  private ModelVersion second;

  @BeforeEach
  void promoteOne() {
    home =
        Lifecycle.builder()
            .location(URI.create("memory:new"))
            .clock(now::get)
            .engine(new LinearEngine())
            .withoutEnvironment()
            .open();
    model = Flowers.model(home).open();
    first = Flowers.promoted(model, Flowers.split(home, 1));
    second = model.train(Flowers.split(home, 2));
  }

  @AfterEach
  void close() {
    home.close();
  }

  private void policy(double accuracy) {
    model
        .changePolicy("production")
        .gates(metric("accuracy").atLeast(accuracy), withoutBaseline("It is linear"))
        .by(ALICE)
        .reason("Agreed")
        .commit();
  }

  private RolloutBuilder rollout() {
    return model
        .rollout(second)
        .minimumRequests(50)
        .margin(0.5)
        .latencyWithin(1_000)
        .canary(0.5, 1)
        .stepEvery(STEP);
  }

  /** Answers enough requests for a step, and lets its time pass. */
  private void pass(Rollout rollout) {
    awaitTrue(
        () -> {
          for (int i = 0; i < 100; i++) {
            model.predict("user-" + i, SETOSA);
          }
          return rollout.figures().canary().requests() >= 50
              && rollout.figures().control().requests() >= 50;
        });
    now.updateAndGet(before -> before.plus(STEP));
  }

  private void awaitTrue(BooleanSupplier reached) {
    Together.awaitTrue(
        () -> {
          ((DefaultManagedModel<Flower, String>) model).rollouts().decide();
          return reached.getAsBoolean();
        });
  }

  @Test
  void letsNothingMoveForwardButBack() {
    model.promote(second, ALICE, "Second");
    ModelVersion third = model.train(Flowers.split(home, 3));
    AuditRecord lock = home.models().governed("species").lockPromotions(BOB, "Sale on Friday");
    assertThat(lock.toString()).endsWith(" promotions of species locked by bob: Sale on Friday");
    assertThat(model.findPromotionLock()).contains(lock);

    String locked = ": bob locked promotions at 2026-02-28T12:00:00Z: Sale on Friday (";
    assertThatThrownBy(() -> model.promote(third, ALICE, "Third"))
        .isInstanceOf(ConflictException.class)
        .hasMessageStartingWith("Cannot promote species:3" + locked);
    assertThatThrownBy(
            () -> model.promote(third).override("Now").by(ALICE).reason("Third").commit())
        .isInstanceOf(ConflictException.class);
    assertThatThrownBy(() -> model.promote(third).to("staging").by(ALICE).reason("x").commit())
        .isInstanceOf(ConflictException.class)
        .hasMessageStartingWith("Cannot promote species:3 to staging" + locked);
    assertThatThrownBy(() -> model.rollout(third).start(ALICE, "Third"))
        .isInstanceOf(ConflictException.class)
        .hasMessageStartingWith("Cannot move production of species to version 3" + locked);
    assertThat(model.promote(third).preview().refusals())
        .singleElement()
        .satisfies(refusal -> assertThat(refusal).startsWith("Cannot promote species:3" + locked));
    assertThatThrownBy(() -> model.lockPromotions(ALICE, "Again"))
        .isInstanceOf(ConflictException.class)
        .hasMessageStartingWith("Cannot lock promotions of species" + locked);
    model.rollback(ALICE, "Scores look wrong");
    assertThat(model.findProduction()).contains(first);

    model.unlockPromotions(ALICE, "The sale is over");
    assertThatThrownBy(() -> model.unlockPromotions(ALICE, "Again"))
        .isInstanceOf(ConflictException.class)
        .hasMessage("Cannot unlock promotions of species: they are not locked");
    model.promote(third, ALICE, "Third");
    assertThat(model.findProduction()).contains(third);
    assertThat(model.findPromotionLock()).isEmpty();
  }

  @Test
  void keepsARolloutInItsStep() {
    Rollout rollout = rollout().bakeFor(Duration.ZERO).start(ALICE, "Carefully");
    model.lockPromotions(BOB, "Sale");
    List<AuditRecord> before = model.history();
    pass(rollout);
    pass(rollout);
    assertThat(model.history()).isEqualTo(before);
    assertThat(rollout.step()).isZero();
    assertThat(rollout).hasToString("Rollout[species:2, RUNNING, step 0, promotions are locked]");

    model.unlockPromotions(BOB, "Over");
    awaitTrue(() -> rollout.state() == Rollout.State.PROMOTED);
    assertThat(model.findProduction()).contains(second);
  }

  @Test
  void turnsARolloutBackThatBeganUnderAnotherPolicy() {
    policy(0.5);
    Rollout rollout = rollout().start(ALICE, "Carefully");
    policy(0.999);
    pass(rollout);
    awaitTrue(() -> rollout.state() == Rollout.State.TURNED_BACK);

    assertThat(rollout.decisions())
        .last()
        .satisfies(
            record ->
                assertThat(record.transition().reason())
                    .startsWith(
                        "The policy has changed: alice set it to 'accuracy at least 0.999, without"
                            + " baselines: It is linear' at "));
    assertThat(model.findProduction()).contains(first);
  }

  @Test
  void turnsARolloutBackWhoseVersionIsArchived() {
    Rollout rollout = rollout().start(ALICE, "Carefully");
    home.models().describe(second).archive().by(BOB).reason("Broken").commit();
    pass(rollout);
    awaitTrue(() -> rollout.state() == Rollout.State.TURNED_BACK);

    assertThat(rollout.decisions())
        .last()
        .matches(record -> record.transition().reason().equals("The version is archived"));
    assertThat(model.findProduction()).contains(first);
  }

  @Test
  void endsARolloutUnderThePolicyThatItBeganUnder() {
    policy(0.5);
    Rollout rollout = rollout().start(ALICE, "Carefully");
    pass(rollout);
    awaitTrue(() -> rollout.state() == Rollout.State.BAKING);

    assertThat(model.history().get(model.history().size() - 1).transition().find(PolicyMet.class))
        .isPresent();
  }

  @Test
  void recordsWhoOverridesThePolicyAndWhy() {
    policy(0.9999);
    assertThatThrownBy(() -> model.promote(second, ALICE, "Second"))
        .isInstanceOf(GateFailedException.class);

    AuditRecord record =
        model.promote(second).override("The old one leaks").by(BOB).reason("Second").commit();

    assertThat(record.toString())
        .endsWith(
            " species:2 rejected by 1 of 1 gate: accuracy is 0.9138 (needs at least 0.9999),"
                + " policy of production overridden for species:2"
                + " (The old one leaks), production of species moved from 1 to 2 by bob: Second");
    assertThat(record.transition().verdicts()).singleElement().matches(it -> !it.passed());
    assertThat(model.history()).last().isEqualTo(record);
    assertThat(model.findProduction()).contains(second);
  }

  @Test
  void saysThatGatesOfTheProcessWereOverridden() {
    try (ManagedModel<Flower, String> gated =
        Flowers.plain(home).gates(gate("never", (a, b) -> false)).open()) {
      AuditRecord record = gated.promote(second).override("Now").by(BOB).reason("It").commit();

      assertThat(record.toString())
          .contains(" gates of the process overridden for species:2 (Now), production of ");
    }
  }

  @Test
  void overridesWhatCannotBeJudged() {
    ManagedModel<Flower, String> knows =
        Flowers.plain(home).gates(gate("fair", (a, b) -> true)).open();
    knows
        .changePolicy("production")
        .gates(gate("fair", (a, b) -> true), withoutBaseline("It is linear"))
        .by(ALICE)
        .reason("Agreed")
        .commit();
    assertThatThrownBy(() -> model.promote(second, ALICE, "Second"))
        .isInstanceOf(NotFoundException.class);

    AuditRecord record = model.promote(second).override("Now").by(BOB).reason("Second").commit();

    assertThat(record.transition().verdicts())
        .singleElement()
        .satisfies(
            verdict ->
                assertThat(verdict.toString())
                    .startsWith("ERROR fair: this process does not know the gate 'fair'"));
    assertThat(record.transition().find(PolicyOverridden.class)).isPresent();
  }

  @Test
  void overridesNothingThatIsFulfilled() {
    policy(0.5);

    AuditRecord record = model.promote(second).override("Now").by(BOB).reason("Second").commit();

    assertThat(record.transition().find(PolicyOverridden.class)).isEmpty();
    assertThat(record.transition().find(PolicyMet.class)).isPresent();
    assertThatThrownBy(() -> model.promote(second).override(" "))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Missing reason of an override");
  }
}
