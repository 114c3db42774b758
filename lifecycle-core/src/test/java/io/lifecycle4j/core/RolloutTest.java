package io.lifecycle4j.core;

import static io.lifecycle4j.condition.Conditions.metric;
import static io.lifecycle4j.core.Flowers.ALICE;
import static io.lifecycle4j.core.Flowers.SETOSA;
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
import io.lifecycle4j.error.PredictionFailedException;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.Undecided;
import io.lifecycle4j.serving.LoggedPrediction;
import io.lifecycle4j.serving.Rollout;
import io.lifecycle4j.serving.Rollout.State;
import io.lifecycle4j.serving.RolloutBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A version that serves more and more requests, as its users see it. */
@Timeout(60)
class RolloutTest {
  private static final Duration STEP = Duration.ofMinutes(30);

  @TempDir Path directory;

  private final AtomicReference<Instant> now = new AtomicReference<>(SmallLife.NOON);
  private final LinearEngine engine = new LinearEngine();
  private Lifecycle home;
  private ManagedModel<Flower, String> model;
  private ModelVersion second;

  @BeforeEach
  void promoteOne() {
    home = open();
    try (ManagedModel<Flower, String> trained = Flowers.model(home).open()) {
      Flowers.promoted(trained, Flowers.split(home, 1));
      second = trained.train(Flowers.split(home, 2));
    }
    model = Flowers.plain(home).open();
  }

  private Lifecycle open() {
    return Lifecycle.builder()
        .location(directory.resolve("home").toUri())
        .clock(now::get)
        .engine(engine)
        .withoutEnvironment()
        .open();
  }

  @AfterEach
  void close() {
    home.close();
    assertThat(engine.open()).isZero();
    assertThat(engine.violations()).isEmpty();
  }

  private RolloutBuilder rollout() {
    return model.rollout(second).minimumRequests(50).margin(0.5).latencyWithin(1_000);
  }

  private int version(String key) {
    return model.predict(key, SETOSA).version().orElseThrow();
  }

  private void ask(int requests) {
    for (int i = 0; i < requests; i++) {
      version("user-" + i);
    }
  }

  private void pass(Duration time) {
    now.updateAndGet(before -> before.plus(time));
  }

  private List<String> keysServed() {
    return IntStream.range(0, 1_000)
        .mapToObj(i -> "user-" + i)
        .filter(key -> version(key) == second.number())
        .toList();
  }

  private long served() {
    return keysServed().size();
  }

  private void awaitTrue(BooleanSupplier reached) {
    Together.awaitTrue(
        () -> {
          ((DefaultManagedModel<Flower, String>) model).rollouts().decide();
          return reached.getAsBoolean();
        });
  }

  @Test
  void servesMoreAndMoreRequestsAndBakes() {
    Rollout rollout = rollout().canary(0.2, 0.5, 1).stepEvery(STEP).start(ALICE, "Carefully");
    assertThat(rollout.state()).isEqualTo(State.RUNNING);
    awaitTrue(() -> served() > 0);
    assertThat(served()).isBetween(150L, 250L);

    pass(STEP);
    awaitTrue(() -> rollout.step() == 1);
    awaitTrue(() -> served() > 400);
    assertThat(rollout.share()).isEqualTo(0.5);
    assertThat(model.findProduction()).hasValueSatisfying(it -> assertThat(it.number()).isOne());

    pass(STEP);
    awaitTrue(() -> rollout.state() == State.BAKING);
    awaitTrue(() -> served() == 1_000);
    assertThat(model.findProduction()).hasValue(second);
    assertThat(engine.open()).as("the version before stays warm").isEqualTo(2);

    pass(Duration.ofHours(24));
    awaitTrue(() -> rollout.state() == State.PROMOTED);
    awaitTrue(() -> engine.open() == 1);
    assertThat(rollout.decisions())
        .extracting(record -> record.transition().actor().name())
        .containsExactly("alice", "rollout", "rollout", "rollout");
    assertThat(rollout.decisions().get(1).transition().reason())
        .startsWith("Not worse: errors 0.00 % of ");
    assertThat(rollout.figures().canary().requests())
        .as("twice 150 in the first step, 400 in the second, and more if a decision took longer")
        .isGreaterThan(700);
    assertThat(rollout.share()).isOne();
  }

  @Test
  void goesBackWhenItsAnswersAreWorse() {
    Rollout rollout = model.rollout(second).canary(0.5, 1).start(ALICE, "Carefully");
    awaitTrue(() -> !keysServed().isEmpty());
    List<String> keys = keysServed();
    AtomicBoolean failing = new AtomicBoolean();
    engine.meanwhile(
        () -> {
          if (failing.get()) {
            throw new PredictionFailedException("out of order");
          }
        });
    for (int i = 0; i < 200; i++) {
      failing.set(true);
      assertThatThrownBy(() -> version(keys.get(0))).hasMessage("out of order");
      failing.set(false);
      ask(10);
    }
    awaitTrue(() -> rollout.state() == State.TURNED_BACK);
    awaitTrue(() -> served() == 0);
    AuditRecord last = rollout.decisions().get(1);
    assertThat(last.transition().reason()).startsWith("Worse: errors ");
    assertThat(model.history()).endsWith(last);
    assertThat(rollout.share()).isZero();
  }

  @Test
  void doesWhatThePlanSaysIfItIsUndecided() {
    Rollout back = rollout().decideWithin(STEP).start(ALICE, "Carefully");
    pass(STEP);
    awaitTrue(() -> back.state() == State.TURNED_BACK);
    assertThat(back.decisions().get(1).transition().reason()).startsWith("Undecided after PT30M: ");

    Rollout forward =
        rollout()
            .canary(0.5, 1)
            .bakeFor(Duration.ZERO)
            .decideWithin(STEP)
            .ifUndecided(Undecided.FORWARD)
            .start(ALICE, "Anyway");
    pass(STEP);
    awaitTrue(() -> forward.state() == State.PROMOTED);
    assertThat(model.findProduction()).hasValue(second);
  }

  @Test
  void isEndedByAPromotionARollbackOrAPerson() {
    Rollout rollout = rollout().start(ALICE, "Carefully");
    assertThatThrownBy(() -> rollout().start(ALICE, "Twice"))
        .isInstanceOf(ConflictException.class)
        .hasMessage(
            "Cannot start a rollout of species:2: one of version 2 is running (abort it first)");
    model.promote(second, ALICE, "At once");
    assertThat(rollout.state()).isEqualTo(State.SUPERSEDED);
    assertThat(served()).isEqualTo(1_000);
    assertThatThrownBy(() -> rollout.abort(ALICE, "Late")).isInstanceOf(ConflictException.class);

    model.rollback(ALICE, "Back");
    Rollout again = rollout().start(ALICE, "Again");
    awaitTrue(() -> served() > 0);
    assertThat(model.findRollout())
        .hasValueSatisfying(it -> assertThat(it.id()).isEqualTo(again.id()));
    again.abort(ALICE, "Not now");
    assertThat(again.state()).isEqualTo(State.ABORTED);
    awaitTrue(() -> served() == 0);
    assertThat(rollout.state()).as("of the one before").isEqualTo(State.SUPERSEDED);
  }

  @Test
  void goesBackInOneEntryWhenItIsAbortedWhileItBakes() {
    Rollout rollout =
        rollout()
            .canary(0.5, 1)
            .decideWithin(STEP)
            .ifUndecided(Undecided.FORWARD)
            .start(ALICE, "Quickly");
    pass(STEP);
    awaitTrue(() -> rollout.state() == State.BAKING);
    int before = model.history().size();
    rollout.abort(ALICE, "Looks odd");
    assertThat(model.history()).hasSize(before + 1);
    assertThat(model.findProduction()).hasValueSatisfying(it -> assertThat(it.number()).isOne());
    awaitTrue(() -> served() == 0);
  }

  @Test
  void goesOnWhereItWasAfterARestart() {
    Rollout rollout = rollout().canary(0.5, 1).start(ALICE, "Carefully");
    List<Integer> versions = versions();
    awaitTrue(() -> rollout.figures().canary().requests() > 0);
    home.close();
    home = open();
    model = Flowers.plain(home).open();
    awaitTrue(() -> served() > 0);
    assertThat(versions()).isEqualTo(versions);
    Rollout found = model.findRollout().orElseThrow();
    assertThat(found.id()).isEqualTo(rollout.id());
    assertThat(found.state()).isEqualTo(State.RUNNING);
    awaitTrue(() -> found.figures().canary().requests() > 1_000);
  }

  @Test
  void isTheSameInAllProcesses() {
    try (Lifecycle otherHome = open();
        ManagedModel<Flower, String> other = Flowers.plain(otherHome).open()) {
      Rollout rollout =
          model
              .rollout(second)
              .canary(0.5, 1)
              .minimumRequests(1_500)
              .latencyWithin(1_000)
              .start(ALICE, "Carefully");
      List<Integer> versions = versions();
      awaitTrue(() -> versions(other).equals(versions));
      pass(STEP);
      awaitTrue(
          () -> { // by the counts of both
            served();
            versions(other);
            ((DefaultManagedModel<Flower, String>) other).rollouts().decide();
            return rollout.state() == State.BAKING;
          });
      awaitTrue(() -> versions(other).stream().allMatch(version -> version == second.number()));
      assertThat(other.findRollout().orElseThrow().decisions()).isEqualTo(rollout.decisions());
      assertThat(rollout.decisions()).hasSize(2);
    }
  }

  private long plan() {
    return model.trace(model.predict(SETOSA).id()).prediction().plan();
  }

  @Test
  void isLoggedByItsEntries() {
    List<AuditRecord> before = model.history();
    assertThat(plan()).isEqualTo(before.get(before.size() - 2).sequence()); // then one was trained
    Rollout rollout = rollout().canary(0.5, 1).start(ALICE, "Carefully");
    awaitTrue(() -> served() > 0);
    assertThat(plan()).isEqualTo(rollout.decisions().get(0).sequence());
    versions(model);
    List<LoggedPrediction> canaries = new ArrayList<>();
    model.predictions().where("arm = 'CANARY'").forEach(canaries::add);
    assertThat(canaries)
        .isNotEmpty()
        .allMatch(logged -> logged.version().getAsInt() == rollout.version());
    assertThat(model.trace(canaries.get(0).id()).decision()).contains(rollout.decisions().get(0));
    rollout.abort(ALICE, "Not now");
    awaitTrue(() -> plan() == rollout.decisions().get(1).sequence());
    assertThat(served()).isZero();
  }

  @Test
  void isLeftToOthersWhereAFunctionServes() {
    rollout().decideWithin(STEP).start(ALICE, "Carefully");
    model.close();
    pass(STEP);
    model = Flowers.plain(home).serving(flower -> "rose").open();
    ((DefaultManagedModel<Flower, String>) model).rollouts().decide();
    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .doesNotContain("lifecycle4j-rollout-species");
    model.close();
    model = Flowers.plain(home).open();
    awaitTrue(() -> model.findRollout().orElseThrow().state() == State.TURNED_BACK);
  }

  private static List<Integer> versions(ManagedModel<Flower, String> asked) {
    return IntStream.range(0, 500)
        .mapToObj(i -> asked.predict("user-" + i, SETOSA).version().orElseThrow())
        .toList();
  }

  private List<Integer> versions() {
    awaitTrue(() -> served() > 0);
    return versions(model);
  }

  @Test
  void passesTheGatesBeforeItStarts() {
    model.close();
    model = Flowers.plain(home).gates(metric("accuracy").atLeast(0.9999)).open();
    assertThatThrownBy(() -> rollout().start(ALICE, "Try"))
        .isInstanceOf(GateFailedException.class)
        .hasMessageStartingWith("Cannot roll out species:2: accuracy");
    assertThat(model.findRollout()).isEmpty();
  }

  @Test
  void refusesSettingsThatDoNotFit() {
    assertThatThrownBy(() -> model.rollout(second).canary(0.5, 0.1, 1).start(ALICE, "Try"))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(
            "Invalid shares of a rollout: [0.5, 0.1, 1] (must increase to 1, by at least 0.0001 in"
                + " each of 2 to 100 steps)");
    assertThatThrownBy(() -> model.rollout(second).canary(0.00004, 1).start(ALICE, "Nobody"))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining("by at least 0.0001");
    assertThatThrownBy(
            () -> model.rollout(second).decideWithin(Duration.ofMinutes(1)).start(ALICE, "Try"))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid time to decide: PT1M (must be at least the time of a step, PT30M)");
    for (long seconds : new long[] {Long.MAX_VALUE / 2, Long.MIN_VALUE}) {
      Duration never = Duration.ofSeconds(seconds);
      assertThatThrownBy(() -> model.rollout(second).stepEvery(never).start(ALICE, "Try"))
          .isInstanceOf(InvalidValueException.class)
          .hasMessageStartingWith("Invalid time of a step: " + never);
    }
    assertThatThrownBy(() -> model.rollout(second).margin(0.1).margin(0.2))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid rollout: margin set twice");
    assertThatThrownBy(
            () -> model.rollout(model.findProduction().orElseThrow()).start(ALICE, "Try"))
        .isInstanceOf(ConflictException.class)
        .hasMessage("Cannot roll out species:1: it is in production");
  }
}
