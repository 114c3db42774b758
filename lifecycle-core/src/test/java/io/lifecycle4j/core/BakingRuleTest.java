package io.lifecycle4j.core;

import static io.lifecycle4j.condition.Conditions.errorRate;
import static io.lifecycle4j.contract.Together.awaitTrue;
import static io.lifecycle4j.core.Flowers.ALICE;
import static io.lifecycle4j.core.Flowers.SETOSA;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.contract.TestClock;
import io.lifecycle4j.core.FailingEngine.Fault;
import io.lifecycle4j.core.Flowers.Flower;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.Undecided;
import io.lifecycle4j.serving.Rollout;
import io.lifecycle4j.serving.Rollout.State;
import io.lifecycle4j.serving.RuleDecision;
import io.lifecycle4j.serving.RuleDecision.Outcome;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** While a rollout bakes, a rule judges its version beside the one before. */
@Timeout(60)
class BakingRuleTest {
  private static final Flower LARGE = new Flower(5_000, 2, "sand");
  private static final Duration STEP = Duration.ofMinutes(30);

  private final FailingEngine engine = new FailingEngine();
  private final TestClock clock = new TestClock(SmallLife.NOON);
  private final Lifecycle home =
      Flowers.open(Lifecycle.builder().location(URI.create("memory:new")).clock(clock), engine);
  private final ManagedModel<Flower, String> model =
      Flowers.model(home).rollbackWhen(errorRate().above(0.02)).open();
  private int users;

  @AfterEach
  void close() {
    home.close();
  }

  /** Each user asks once, so that both arms of a rollout get large inputs: every fifth. */
  private void ask(int requests) {
    for (int i = 0; i < requests; i++) {
      model.predictEach("user-" + users, List.of(users % 5 == 0 ? LARGE : SETOSA));
      users++;
    }
  }

  /** Rolls version 2 out beside version 1, until it bakes for some hours. */
  private Rollout bake(ModelVersion second) {
    Rollout rollout =
        model
            .rollout(second)
            .canary(0.5, 1)
            .minimumRequests(50)
            .margin(0.5)
            .latencyWithin(1_000)
            .decideWithin(STEP)
            .ifUndecided(Undecided.FORWARD)
            .start(ALICE, "Carefully");
    awaitTrue(() -> decided(rollout).figures().canary().requests() > 50 || isAsked());
    clock.pass(STEP);
    awaitTrue(() -> decided(rollout).state() == State.BAKING);
    assertThat(rollout.figures().control().requests()).isPositive();
    awaitTrue(() -> model.predict(SETOSA).version().orElse(0) == second.number());
    model.judgeRule(); // writes what was counted until now
    clock.pass(Duration.ofHours(6)); // so that what the rule counted of version 1 is forgotten
    return rollout;
  }

  private boolean isAsked() {
    ask(10);
    return false;
  }

  private Rollout decided(Rollout rollout) {
    ((DefaultManagedModel<Flower, String>) model).rollouts().decide();
    return rollout;
  }

  /** Asks until the rule decides so about version 2. */
  private RuleDecision awaitDecision(Outcome outcome) {
    AtomicReference<RuleDecision> found = new AtomicReference<>();
    awaitTrue(
        () -> {
          ask(50);
          clock.passSeconds(1);
          model.ruleDecisions().between(SmallLife.NOON, clock.instant()).stream()
              .filter(decision -> decision.version() == 2 && decision.outcome() == outcome)
              .findFirst()
              .ifPresent(found::set);
          return found.get() != null;
        });
    return requireNonNull(found.get());
  }

  @Test
  void leavesAVersionThatFailsAsTheOneBeforeDid() {
    ModelVersion first = Flowers.promoted(model, Flowers.split(home, 1));
    ModelVersion second = model.train(Flowers.split(home, 2));
    engine.set(first, Fault.THROWS_ON_LARGE_ONES);
    engine.set(second, Fault.THROWS_ON_LARGE_ONES);
    bake(second);

    RuleDecision decision = awaitDecision(Outcome.STAYED);

    assertThat(decision.reason()).contains("; version 1 was no better: [error rate is ");
    assertThat(decision.figures()).containsKeys("error_rate", "error_rate before");
    assertThat(model.findProduction()).hasValue(second);
  }

  @Test
  void rollsAVersionBackThatFailsBesideOneThatDidNot() {
    Flowers.promoted(model, Flowers.split(home, 1));
    ModelVersion second = model.train(Flowers.split(home, 2));
    Rollout rollout = bake(second);
    engine.set(second, Fault.THROWS_ON_LARGE_ONES);

    RuleDecision decision = awaitDecision(Outcome.ROLLED_BACK);

    assertThat(decision.figures()).containsEntry("error_rate before", 0.0);
    assertThat(model.history().get(model.history().size() - 1).transition().reason())
        .matches(
            "Rule: error rate above 0.02 \\(error rate is [0-9]+.[0-9]+ % of [0-9]+ requests; of"
                + " version 1, error rate is 0.00 % of [0-9]+ requests\\)");
    assertThat(rollout.state()).isEqualTo(State.SUPERSEDED);
  }
}
