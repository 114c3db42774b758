package io.lifecycle4j.core.serving.rule;

import static io.lifecycle4j.condition.Conditions.errorRate;
import static io.lifecycle4j.condition.Conditions.latency;
import static io.lifecycle4j.condition.Conditions.latencyP99;
import static io.lifecycle4j.condition.Conditions.metric;
import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.condition.Condition;
import io.lifecycle4j.condition.MetricBound;
import io.lifecycle4j.condition.MetricSubject;
import io.lifecycle4j.condition.Subject;
import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.core.condition.LiveFacts;
import io.lifecycle4j.core.serving.rule.RuleEvidence.Finding;
import io.lifecycle4j.core.serving.traffic.CountedCalls;
import io.lifecycle4j.core.serving.traffic.TrafficReading;
import io.lifecycle4j.core.serving.traffic.TrafficRecorder;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.core.traffic.TrafficCounter;
import io.lifecycle4j.registry.ArmFigures;
import io.lifecycle4j.storage.spi.Medium;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A version is judged beside the one before it, which a rollout gave requests to. */
class RuleBesideTest {
  private static final Instant NOW = Fixtures.TIME;
  private static final long MILLI = 1_000_000;

  private final Medium medium = Media.memory();
  private final Recalls recalls = new Recalls();

  @AfterEach
  void close() {
    medium.close();
  }

  /** Live recalls by version, each within 0.05. */
  private static final class Recalls implements LiveFacts {
    private final Map<Integer, Double> known = new HashMap<>();
    private final Set<Integer> asked = new HashSet<>();

    @Override
    public OptionalDouble number(int version, Instant since, Subject subject) {
      asked.add(version);
      Double recall = known.get(version);
      if (recall == null) {
        return OptionalDouble.empty();
      }
      return OptionalDouble.of(
          subject instanceof MetricBound bound
              ? recall + (bound.side() == MetricBound.Side.UPPER ? 0.05 : -0.05)
              : recall);
    }

    @Override
    public Optional<Certain> certain(int version, Instant since, MetricSubject metric) {
      return Optional.ofNullable(known.get(version))
          .map(recall -> new Certain(recall - 0.05, recall + 0.05, 100));
    }

    @Override
    public boolean isMeasured(int version, Instant since, Subject subject) {
      return known.containsKey(version);
    }

    @Override
    public void refresh() {}
  }

  /** Judges 1,000 requests of version 2, so many of which failed. */
  private RuleJudgement judge(Condition rule, int errors, RuleEvidence evidence) {
    CountedCalls calls = new CountedCalls();
    TrafficCounter counter = calls.of(2);
    for (int i = 0; i < 1_000; i++) {
      counter.add(MILLI);
      if (i < errors) {
        counter.failed();
      }
    }
    try (TrafficRecorder recorder = new TrafficRecorder(calls, medium.journals(), "fraud")) {
      recorder.recordAll(NOW);
    }
    evidence.traffic().read(NOW);
    return RuleJudgement.of(rule, evidence);
  }

  private RuleEvidence beside(ArmFigures control) {
    return new RuleEvidence(
        new TrafficReading(medium.journals(), "fraud", Duration.ofMinutes(10)),
        recalls,
        2,
        NOW.minus(Duration.ofHours(12)),
        NOW,
        OptionalInt.of(1),
        Optional.of(control));
  }

  private static ArmFigures control(int errors) {
    return new ArmFigures(10_000, errors, 0, Duration.ofMillis(30));
  }

  private Finding ofBefore(Condition rule, int errors, ArmFigures control) {
    RuleEvidence evidence = beside(control);
    RuleJudgement judged = judge(rule, errors, evidence);
    List<Finding> before = judged.ofBefore(evidence);
    assertThat(before).hasSize(1);
    return before.get(0);
  }

  @Test
  void blamesAVersionThatFailsMoreOftenThanTheOneBesideIt() {
    Finding better = ofBefore(errorRate().above(0.02), 100, control(10));
    assertThat(better.holds()).isFalse();
    assertThat(better.said()).isEqualTo("error rate is 0.10 % of 10000 requests");
    assertThat(ofBefore(errorRate().above(0.02), 100, control(300)).holds())
        .as("above the bound, and better by the sequential test")
        .isFalse();
  }

  @Test
  void blamesNoVersionForWhatTheOneBesideItDoesAsOften() {
    assertThat(ofBefore(errorRate().above(0.02), 100, control(1_000)).holds()).isTrue();
  }

  @Test
  void comparesTheLatencyThatARolloutCounts() {
    Condition slow = latencyP99().above(Duration.ofMillis(20));
    Finding p99 = ofBefore(slow, 0, control(0));
    assertThat(p99.value()).hasValue(30);
    assertThat(p99.holds()).as("it was as slow").isTrue();
    Finding median = ofBefore(latency(50).above(Duration.ofMillis(20)), 0, control(0));
    assertThat(median.value()).as("not counted").isEmpty();
    assertThat(median.holds()).isFalse();
  }

  @Test
  void comparesLiveMetricsOfBothVersions() {
    Condition rule = metric("recall").below(0.6);
    recalls.known.put(2, 0.4);
    RuleEvidence evidence = beside(control(0));
    assertThat(judge(rule, 0, evidence).holds()).as("the other is not measured yet").isFalse();
    assertThat(recalls.asked).as("but asked for").contains(1);

    recalls.known.put(1, 0.45);
    RuleJudgement judged = judge(rule, 0, evidence);
    assertThat(judged.holds()).isTrue();
    assertThat(judged.ofBefore(evidence)).allMatch(Finding::holds);
    recalls.known.put(1, 0.55);
    assertThat(judged.ofBefore(evidence)).as("certainly better").noneMatch(Finding::holds);
    recalls.known.put(1, 0.8);
    assertThat(judged.ofBefore(evidence)).noneMatch(Finding::holds);
  }
}
