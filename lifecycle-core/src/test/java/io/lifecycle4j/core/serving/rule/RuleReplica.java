package io.lifecycle4j.core.serving.rule;

import io.lifecycle4j.condition.Condition;
import io.lifecycle4j.contract.Moves;
import io.lifecycle4j.contract.TestClock;
import io.lifecycle4j.core.condition.LiveFacts;
import io.lifecycle4j.core.loading.Pace;
import io.lifecycle4j.core.registry.By;
import io.lifecycle4j.core.registry.ModelVersions;
import io.lifecycle4j.core.registry.Registries;
import io.lifecycle4j.core.serving.traffic.CountedCalls;
import io.lifecycle4j.core.serving.traffic.TrafficRecorder;
import io.lifecycle4j.core.traffic.TrafficCounter;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.Change.Direction;
import io.lifecycle4j.registry.Transition;
import io.lifecycle4j.registry.spi.ModelRegistry;
import io.lifecycle4j.serving.RuleDecision;
import io.lifecycle4j.serving.RuleDecision.Outcome;
import io.lifecycle4j.storage.spi.Medium;
import java.time.Instant;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** A process with a rollback rule. */
final class RuleReplica implements AutoCloseable {
  private final Medium medium;
  private final ModelRegistry registry;
  private final CountedCalls traffic = new CountedCalls();
  private final TrafficRecorder recorder;
  private final RuleControl control;
  private final TestClock now;

  RuleReplica(
      Medium medium,
      Condition rule,
      LiveFacts live,
      @Nullable BiFunction<Integer, By, AuditRecord> rollback,
      TestClock now,
      List<RuleDecision> heard) {
    this.medium = medium;
    this.now = now;
    this.registry = Registries.over(medium, now);
    this.recorder = new TrafficRecorder(traffic, medium.journals(), "fraud");
    this.control =
        new RuleControl(
            rule,
            new ModelVersions("fraud", registry),
            new RuleActions(rollback == null ? this::moveBack : rollback, Pace.DEFAULT, heard::add),
            recorder,
            live,
            medium.journals(),
            now);
  }

  private AuditRecord moveBack(int version, By by) {
    return registry.apply(
        Transition.builder(by.actor(), by.reason())
            .change(by.grounds().orElseThrow())
            .change(Moves.moved("fraud", version, 1, Direction.BACK))
            .build());
  }

  RuleControl control() {
    return control;
  }

  ModelRegistry registry() {
    return registry;
  }

  CountedCalls traffic() {
    return traffic;
  }

  void count(int version, int requests, int errors) {
    count(version, requests, errors, 1_000_000);
  }

  void count(int version, int requests, int errors, long nanos) {
    TrafficCounter counter = traffic.of(version);
    for (int i = 0; i < requests; i++) {
      counter.add(nanos);
      if (i < errors) {
        counter.failed();
      }
    }
  }

  /** Returns the newest decision after a second. */
  RuleDecision decide() {
    now.passSeconds(61);
    control.round();
    return decisions().findNewest().orElseThrow();
  }

  DecisionJournal decisions() {
    return new DecisionJournal(medium.journals(), "fraud");
  }

  List<RuleDecision> rollbacks() {
    return decisions().between(Instant.EPOCH, now.instant().plusSeconds(1)).stream()
        .filter(each -> each.outcome() == Outcome.ROLLED_BACK)
        .toList();
  }

  @Override
  public void close() {
    control.close();
    recorder.close();
    registry.close();
    medium.close();
  }
}
