package io.lifecycle4j.core.serving.rule;

import static io.lifecycle4j.condition.Conditions.drifted;
import static io.lifecycle4j.condition.Conditions.errorRate;
import static io.lifecycle4j.condition.Conditions.latencyP99;
import static io.lifecycle4j.condition.Conditions.metric;
import static io.lifecycle4j.condition.Conditions.refusalRate;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.condition.Condition;
import io.lifecycle4j.condition.WatchSubject;
import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.contract.Moves;
import io.lifecycle4j.contract.TestClock;
import io.lifecycle4j.core.condition.LiveFacts;
import io.lifecycle4j.core.registry.By;
import io.lifecycle4j.core.registry.Registries;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.core.traffic.TrafficCounter;
import io.lifecycle4j.crashkit.Disk;
import io.lifecycle4j.crashkit.FaultyFileSystem;
import io.lifecycle4j.crashkit.KthFault;
import io.lifecycle4j.crashkit.MemoryFileSystem;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.error.OverloadedException;
import io.lifecycle4j.model.ModelManifest;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.Change;
import io.lifecycle4j.registry.Change.Direction;
import io.lifecycle4j.registry.RuleActed;
import io.lifecycle4j.registry.Transition;
import io.lifecycle4j.registry.spi.ModelRegistry;
import io.lifecycle4j.serving.RuleDecision;
import io.lifecycle4j.serving.RuleDecision.Outcome;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.storage.spi.Medium;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Processes judge a version together, and one decides; no thread runs but that of the test. */
class RuleControlTest {
  private static final Condition RULE = errorRate().above(0.02);
  private static final long MILLI = 1_000_000;
  private static final Map<String, Double> FIGURES = Map.of("error_rate", 0.04);
  private static final LiveFacts NONE = new FactsOfTwo(subject -> OptionalDouble.empty());

  private Disk disk = new Disk();
  private FaultyFileSystem files = new FaultyFileSystem(new MemoryFileSystem(disk));
  private final List<RuleDecision> heard = new ArrayList<>();
  private final TestClock now = new TestClock(Fixtures.TIME);

  private Medium medium() {
    return Media.file(new MemoryFileSystem(disk).getPath("/home"));
  }

  private RuleReplica replica(Condition rule) {
    return replica(medium(), rule, NONE, null);
  }

  private RuleReplica replica(
      Medium medium,
      Condition rule,
      LiveFacts live,
      @Nullable BiFunction<Integer, By, AuditRecord> rollback) {
    return new RuleReplica(medium, rule, live, rollback, now, heard);
  }

  /** Promotes version 1, and then version 2. */
  private void promoteTwo() {
    try (Medium medium = medium();
        ModelRegistry registry = Registries.over(medium, now)) {
      ModelManifest manifest =
          Fixtures.model(registry.put(new NamedContent("w", Content.of("weights"))));
      registry.register("fraud", manifest, Fixtures.ALICE, "trained");
      registry.register("fraud", manifest, Fixtures.ALICE, "trained");
      apply(registry, Moves.moved("fraud", 0, 1, Direction.FORWARD));
      apply(registry, Moves.moved("fraud", 1, 2, Direction.FORWARD));
    }
  }

  private static void apply(ModelRegistry registry, Change change) {
    registry.apply(Transition.builder(Fixtures.ALICE, "For the test").change(change).build());
  }

  @Test
  void judgesTheRequestsOfAllProcessesTogether() {
    promoteTwo();
    try (RuleReplica one = replica(RULE);
        RuleReplica other = replica(RULE)) {
      one.count(2, 700, 28);
      assertThat(one.decide().outcome()).as("uncertain alone").isEqualTo(Outcome.QUIET);
      other.count(2, 3_000, 120);
      now.passSeconds(1);
      other.control().round();

      RuleDecision decision = one.decide();

      assertThat(decision.outcome()).isEqualTo(Outcome.ROLLED_BACK);
      assertThat(decision.reason())
          .isEqualTo("Rule: error rate above 0.02 (error rate is 4.00 % of 3700 requests)");
      assertThat(decision.figures())
          .isEqualTo(Map.of("error_rate", 0.04, "requests of error_rate", 3_700.0));
      assertThat(one.registry().named("fraud", ModelRegistry.PRODUCTION)).hasValue(1);
    }
  }

  @Test
  void isDecidedByAnotherProcessWhenTheFirstIsGone() {
    promoteTwo();
    try (RuleReplica other = replica(RULE)) {
      try (RuleReplica one = replica(RULE)) {
        one.count(2, 1_000, 0);
        assertThat(one.decide().outcome()).isEqualTo(Outcome.QUIET);
        other.count(2, 500, 400);
        now.passSeconds(1);
        other.control().round();
        assertThat(other.rollbacks()).as("the first decides").isEmpty();
      }
      assertThat(other.decide().outcome()).isEqualTo(Outcome.ROLLED_BACK);
      assertThat(other.rollbacks()).hasSize(1);
    }
  }

  @Test
  void forgetsWhatIsOlderThanTheTrailingTime() {
    promoteTwo();
    try (RuleReplica one = replica(RULE.and(drifted()))) {
      one.count(2, 1_000, 1_000);
      assertThat(one.decide().figures()).containsEntry("error_rate", 1.0);
      now.pass(Duration.ofMinutes(5));
      one.count(2, 10, 0);
      assertThat(one.decide().figures()).containsEntry("error_rate", 0.0);
    }
  }

  @Test
  void isCertainBeforeItBlamesLatencies() {
    promoteTwo();
    Condition slow = latencyP99().above(Duration.ofMillis(20));
    try (RuleReplica one = replica(slow)) {
      one.count(2, 196, 0, MILLI);
      one.count(2, 4, 0, 40 * MILLI);
      RuleDecision decision = one.decide();
      assertThat(decision.figures().get("latency_p99")).isBetween(40.0, 43.0);
      assertThat(decision.outcome()).as("4 of 200 may be chance").isEqualTo(Outcome.QUIET);
      one.count(2, 200, 0, 40 * MILLI);
      decision = one.decide();
      assertThat(decision.outcome()).isEqualTo(Outcome.ROLLED_BACK);
      assertThat(decision.reason())
          .matches(
              "Rule: p99 latency above 20 ms \\(p99 latency is 4[0-2].[0-9]{3} ms of 400"
                  + " requests\\)");
    }
  }

  @Test
  void leavesAVersionThatRefusesWhatTheOneBeforeRefused() {
    promoteTwo();
    try (RuleReplica one = replica(refusalRate().above(0.1))) {
      for (int version = 1; version <= 2; version++) {
        TrafficCounter counter = one.traffic().of(version);
        for (int i = 0; i < 200; i++) {
          counter.add(MILLI);
          counter.refused();
        }
      }
      RuleDecision decision = one.decide();
      assertThat(decision.outcome()).isEqualTo(Outcome.STAYED);
      assertThat(decision.reason())
          .isEqualTo(
              "refusal rate is 100.00 % of 200 requests; version 1 was no better: [refusal rate is"
                  + " 100.00 % of 200 requests]");
    }
  }

  @Test
  void judgesLiveMetricsAndDrift() {
    promoteTwo();
    AtomicReference<OptionalDouble> recall = new AtomicReference<>(OptionalDouble.empty());
    AtomicReference<OptionalDouble> end = new AtomicReference<>(OptionalDouble.of(0.65));
    LiveFacts live =
        new FactsOfTwo(
            subject -> {
              if (subject == WatchSubject.Count.DRIFTED_COLUMNS) {
                return OptionalDouble.of(2);
              }
              return subject.equals(metric("recall").upperBound()) ? end.get() : recall.get();
            });
    try (RuleReplica one =
        replica(medium(), metric("recall").below(0.6).and(drifted()), live, null)) {
      one.count(2, 1, 0);
      assertThat(one.decide().reason()).isEqualTo("recall is not known; drifted columns is 2.000");
      recall.set(OptionalDouble.of(0.55));
      assertThat(one.decide().outcome()).as("not certain").isEqualTo(Outcome.QUIET);
      end.set(OptionalDouble.of(0.59));
      RuleDecision decision = one.decide();
      assertThat(decision.outcome()).isEqualTo(Outcome.ROLLED_BACK);
      assertThat(decision.figures())
          .isEqualTo(Map.of("metrics.recall", 0.55, "drifted_columns", 2.0));
    }
  }

  @Test
  void actsOnAHardFailureInTheRoundThatFollowsIt() {
    promoteTwo();
    try (RuleReplica leads = replica(RULE);
        RuleReplica fails = replica(RULE)) {
      leads.control().round();
      fails.count(2, 5_000, 0);
      fails.control().round();
      leads.control().round();
      now.passSeconds(10);
      fails.count(2, 10, 10);
      fails.control().round();
      leads.control().round();

      assertThat(leads.rollbacks()).hasSize(1);
      assertThat(RuleControl.PAUSE.multipliedBy(5)).isLessThan(Duration.ofSeconds(1));
    }
  }

  @Test
  void writesTheSameDecisionOnceAMinute() {
    promoteTwo();
    try (RuleReplica one = replica(RULE)) {
      for (int second = 0; second < 150; second++) {
        one.count(2, 1, 0);
        now.passSeconds(1);
        one.control().round();
      }
      assertThat(one.decisions().between(Instant.EPOCH, now.instant().plusSeconds(1)))
          .hasSize(3)
          .isEqualTo(heard);
    }
  }

  @Test
  void addsTheDecisionThatAProcessDidNotLiveToWrite() {
    promoteTwo();
    try (Medium medium = medium();
        ModelRegistry registry = Registries.over(medium, now)) {
      registry.apply(
          Transition.builder(By.user(), "Rule: error rate above 0.02 (it was)")
              .change(new RuleActed("fraud", 2, "error_rate > 0.02", "it was", FIGURES))
              .change(Moves.moved("fraud", 2, 1, Direction.BACK))
              .build());
    }
    for (int process = 0; process < 2; process++) {
      try (RuleReplica one = replica(RULE)) {
        one.control().round();
        assertThat(one.rollbacks()).hasSize(1);
        RuleDecision decision = one.rollbacks().get(0);
        assertThat(decision.version()).isEqualTo(2);
        assertThat(decision.figures()).isEqualTo(FIGURES);
        assertThat(decision.reason()).isEqualTo("Rule: error rate above 0.02 (it was)");
        assertThat(decision.entry()).hasValue(one.registry().history("fraud").get(4).sequence());
      }
    }
  }

  /** Each write fails once, and then the process dies; another one goes on. */
  @Test
  void movesOnceWhateverWriteFails() {
    KthFault fault;
    int k = 0;
    do {
      disk = new Disk();
      files = new FaultyFileSystem(new MemoryFileSystem(disk));
      promoteTwo();
      fault =
          KthFault.from(
              ++k,
              () -> new IOException("Input/output error"),
              (operation, path) -> operation.changes());
      try (RuleReplica dies = replica(failing(), RULE, NONE, null)) {
        dies.count(2, 50, 50);
        files.fail(fault);
        try {
          dies.control().round();
        } catch (LifecycleException e) {
          assertThat(e).isNotNull();
        }
      } catch (LifecycleException e) {
        assertThat(fault.fired()).as("%s", e).isTrue();
      }
      files.heal();
      try (RuleReplica next = replica(RULE)) {
        next.count(2, 50, 50);
        next.decide();
        next.count(2, 1, 0);
        next.count(1, 1, 0);
        next.decide();
        List<AuditRecord> history = next.registry().history("fraud");
        assertThat(history)
            .as("write %s", k)
            .filteredOn(each -> each.transition().reason().startsWith("Rule: "))
            .hasSize(1);
        assertThat(next.rollbacks()).as("write %s", k).hasSize(1);
        assertThat(next.rollbacks().get(0).entry())
            .isEqualTo(OptionalLong.of(history.get(history.size() - 1).sequence()));
      }
    } while (fault.fired());
    assertThat(k).isGreaterThan(5);
  }

  private Medium failing() {
    return Media.file(files.path(new MemoryFileSystem(disk).getPath("/home")));
  }

  @Test
  void triesAgainOnlyOnceAVersionMayBeLoaded() {
    promoteTwo();
    AtomicInteger attempts = new AtomicInteger();
    BiFunction<Integer, By, AuditRecord> loading =
        (version, by) -> {
          attempts.incrementAndGet();
          throw new OverloadedException("It is being loaded");
        };
    try (RuleReplica one = replica(medium(), RULE, NONE, loading)) {
      one.count(2, 50, 50);
      for (int round = 0; round < 5; round++) {
        now.passSeconds(1);
        one.control().round();
      }
      assertThat(attempts).hasValue(1);
      assertThat(one.decisions().findNewest().orElseThrow().reason())
          .endsWith("; It is being loaded");
      one.control().loaded();
      now.passSeconds(1);
      one.control().round();
      assertThat(attempts).hasValue(2);
      one.control().judge();
      assertThat(attempts).as("a person does not wait").hasValueGreaterThan(2);
    }
  }

  @Test
  void letsOthersDecideIfItCannot() {
    promoteTwo();
    BiFunction<Integer, By, AuditRecord> hangs =
        (version, by) -> {
          throw new IllegalStateException("The engine is gone");
        };
    try (RuleReplica one = replica(medium(), RULE, NONE, hangs);
        RuleReplica other = replica(RULE)) {
      one.count(2, 50, 50);
      assertThatThrownBy(one.control()::round).hasMessage("The engine is gone");
      assertThat(other.decide().outcome()).isEqualTo(Outcome.ROLLED_BACK);
    }
  }
}
