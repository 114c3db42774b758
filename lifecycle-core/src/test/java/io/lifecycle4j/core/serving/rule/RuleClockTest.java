package io.lifecycle4j.core.serving.rule;

import static io.lifecycle4j.condition.Conditions.errorRate;
import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.contract.Moves;
import io.lifecycle4j.contract.TestClock;
import io.lifecycle4j.core.loading.Pace;
import io.lifecycle4j.core.registry.By;
import io.lifecycle4j.core.registry.ModelVersions;
import io.lifecycle4j.core.registry.Registries;
import io.lifecycle4j.core.serving.traffic.CountedCalls;
import io.lifecycle4j.core.serving.traffic.TrafficRecorder;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.core.traffic.TrafficCounter;
import io.lifecycle4j.model.ModelManifest;
import io.lifecycle4j.registry.Change;
import io.lifecycle4j.registry.Change.Direction;
import io.lifecycle4j.registry.Transition;
import io.lifecycle4j.registry.spi.ModelRegistry;
import io.lifecycle4j.serving.RuleDecision;
import io.lifecycle4j.serving.RuleDecision.Outcome;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.storage.spi.Medium;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A rule judges on though the clock is set back after a promotion, or a person rolls back. */
class RuleClockTest {
  private static final Duration BACK = Duration.ofHours(-3);

  private final TestClock now = new TestClock(Fixtures.TIME);
  private final Medium medium = Media.memory();
  private final ModelRegistry registry = Registries.over(medium, now);
  private final CountedCalls traffic = new CountedCalls();
  private final TrafficRecorder recorder = new TrafficRecorder(traffic, medium.journals(), "fraud");
  private final List<RuleDecision> heard = new ArrayList<>();
  private final RuleControl control =
      new RuleControl(
          errorRate().above(0.02),
          new ModelVersions("fraud", registry),
          new RuleActions(
              (version, by) ->
                  registry.apply(
                      Transition.builder(by.actor(), by.reason())
                          .change(Moves.moved("fraud", version, 1, Direction.BACK))
                          .build()),
              Pace.DEFAULT,
              heard::add),
          recorder,
          new FactsOfTwo(subject -> OptionalDouble.empty()),
          medium.journals(),
          now);

  @BeforeEach
  void promoteTwo() {
    ModelManifest manifest =
        Fixtures.model(registry.put(new NamedContent("w", Content.of("weights"))));
    for (int version = 1; version <= 2; version++) {
      registry.register("fraud", manifest, Fixtures.ALICE, "trained");
      Change forward = Moves.moved("fraud", version - 1, version, Direction.FORWARD);
      registry.apply(Transition.builder(Fixtures.ALICE, "For the test").change(forward).build());
    }
  }

  @AfterEach
  void close() {
    control.close();
    recorder.close();
    registry.close();
    medium.close();
  }

  private void round(int requests, int errors) {
    TrafficCounter counter = traffic.of(2);
    for (int i = 0; i < requests; i++) {
      counter.add(1_000_000);
      if (i < errors) {
        counter.failed();
      }
    }
    now.passSeconds(1);
    control.round();
  }

  private RuleDecision rollback() {
    assertThat(heard).last().matches(last -> last.outcome() == Outcome.ROLLED_BACK);
    return heard.get(heard.size() - 1);
  }

  @Test
  void takesNoRollbackOfAPersonForOneOfARule() {
    registry.apply(
        Transition.builder(By.user(), "Rule: error rate above 0.02 (as I said)")
            .change(Moves.moved("fraud", 2, 1, Direction.BACK))
            .build());
    round(0, 0);

    assertThat(heard).noneMatch(decision -> decision.outcome() == Outcome.ROLLED_BACK);
  }

  @Test
  void judgesAtOnceIfItWasSetBackAfterAPromotion() {
    now.pass(BACK);
    round(1_000, 900);

    assertThat(rollback().reason()).contains("of 1000 requests");
  }

  @Test
  void countsAllRequestsSinceItWasSetBack() {
    round(1_000, 0);
    now.pass(BACK);
    for (int second = 0; second < 4; second++) {
      round(500, second < 3 ? 0 : 249); // fewer than half fail: there must be enough of them
    }

    assertThat(rollback().reason()).contains("of 2000 requests");
  }

  @Test
  void storesDecisionsAlsoAfterItWasSetBack() {
    round(10, 0);
    now.pass(BACK);
    round(10, 0);

    assertThat(heard)
        .extracting(RuleDecision::outcome)
        .containsExactly(Outcome.QUIET, Outcome.QUIET);
  }

  @Test
  void addsNoDecisionAgainThatWasStoredBeforeItWasSetBack() {
    RuleReplica first = replica();
    first.count(2, 1_000, 900);
    assertThat(first.decide().outcome()).isEqualTo(Outcome.ROLLED_BACK);
    first.control().close();
    now.pass(BACK);
    RuleReplica next = replica();
    next.decide();

    assertThat(next.decisions().between(Instant.EPOCH, Instant.MAX))
        .filteredOn(decision -> decision.outcome() == Outcome.ROLLED_BACK)
        .hasSize(1);
    next.control().close();
    next.registry().close();
    first.registry().close();
  }

  private RuleReplica replica() {
    FactsOfTwo nothing = new FactsOfTwo(subject -> OptionalDouble.empty());
    return new RuleReplica(medium, errorRate().above(0.02), nothing, null, now, heard);
  }
}
