package io.lifecycle4j.core.serving;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.contract.LinearEngine;
import io.lifecycle4j.contract.Moves;
import io.lifecycle4j.core.registry.RolloutState;
import io.lifecycle4j.core.serving.log.AnsweredBy;
import io.lifecycle4j.core.serving.rollout.Counted;
import io.lifecycle4j.core.serving.rollout.StepCounters;
import io.lifecycle4j.core.serving.traffic.CountedCalls;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.registry.RolloutFigures;
import io.lifecycle4j.serving.Arm;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which version answers a call while another one is rolled out, and what is counted. */
class CanaryShareTest {
  private static final int KEYS = 2_000;

  private final LinearEngine engine = new LinearEngine();

  private final AtomicReference<@Nullable AnsweredBy> last = new AtomicReference<>();
  private final ModelServer<Double, Double> server =
      new Servers<Double, Double>().observer(row -> last.set(row.by())).build();

  @AfterEach
  void close() {
    server.close();
    assertThat(engine.open()).isZero();
    assertThat(engine.violations()).isEmpty();
  }

  /** Returns the counts of a step of a rollout. */
  static StepCounters step(int step) {
    return new StepCounters(
        new RolloutState(
            Moves.rollout("line", 1, 2, "a1"),
            Optional.empty(),
            Fixtures.TIME,
            step,
            RolloutFigures.NONE,
            Optional.empty()),
        new CountedCalls());
  }

  private StepCounters serve(int step) {
    StepCounters counters = step(step);
    server.routes().serve(Versions.route(engine, 1));
    step(2, new CanaryShare<>(Versions.route(engine, 2), counters));
    return counters;
  }

  /** Lets a version answer its share beside the champion. */
  private void step(long entry, CanaryShare<Double, Double> share) {
    server.routes().change(now -> now.by(entry, now.champion(), share, null));
  }

  /** Lets the version that is rolled out bake. */
  private StepCounters bake() {
    StepCounters baking = step(2);
    Route<Double, Double> canary = requireNonNull(server.routes().plan().canary()).route();
    server
        .routes()
        .change(now -> now.by(3, canary, new CanaryShare<>(null, baking), now.champion()));
    return baking;
  }

  private AnsweredBy by(String key) {
    version(key);
    return requireNonNull(last.get());
  }

  @Test
  void saysByWhichEntryAndAsWhatAVersionAnswered() {
    StepCounters counters = serve(1);
    for (int key = 0; key < KEYS; key++) {
      AnsweredBy by = by("user-" + key);
      int bucket = counters.bucket("user-" + key);
      Arm arm = counters.arm(bucket) == null ? Arm.CHAMPION : Arm.CONTROL;
      assertThat(by)
          .isEqualTo(
              counters.isServed(bucket)
                  ? new AnsweredBy(2, 2, "linear", Arm.CANARY)
                  : new AnsweredBy(2, 1, "linear", arm));
    }
    bake();
    assertThat(by("alice")).isEqualTo(new AnsweredBy(3, 2, "linear", Arm.CHAMPION));
    server.routes().change(now -> now.by(4, null, null, now.standby()));
    assertThat(by("alice")).isEqualTo(new AnsweredBy(4, 1, "linear", Arm.STANDBY));
  }

  private int version(String key) {
    return server.predictOne(key, 1.0).version().orElseThrow();
  }

  private Set<Integer> seeing(int version) {
    return IntStream.range(0, KEYS)
        .filter(key -> version("user-" + key) == version)
        .boxed()
        .collect(Collectors.toSet());
  }

  @Test
  void answersAKeyAlwaysByTheSameVersion() {
    serve(1);
    Set<Integer> first = seeing(2);
    assertThat(first.size() / (double) KEYS).isCloseTo(0.25, within(0.03));
    assertThat(seeing(2)).isEqualTo(first);
  }

  @Test
  void keepsAKeyOnTheNewVersionInTheNextStep() {
    serve(0);
    Set<Integer> first = seeing(2);
    Route<Double, Double> canary = requireNonNull(server.routes().plan().canary()).route();
    step(3, new CanaryShare<>(canary, step(1)));
    assertThat(seeing(2)).containsAll(first).hasSizeGreaterThan(first.size());
  }

  @Test
  void spreadsCallsWithoutAKey() {
    serve(1);
    long seen =
        IntStream.range(0, KEYS)
            .filter(i -> server.predictOne(1.0).version().orElseThrow() == 2)
            .count();
    assertThat(seen / (double) KEYS).isCloseTo(0.25, within(0.05));
  }

  @Test
  void countsBothArmsAlike() {
    StepCounters counters = serve(1);
    Set<Integer> seen = seeing(2);
    assertThat(Counted.canary(counters).requests()).isEqualTo(seen.size());
    assertThat(Counted.control(counters).requests() / (double) KEYS).isCloseTo(0.25, within(0.03));
    assertThat(Counted.canary(counters).errors()).isZero();
    assertThat(Counted.canary(counters).latencyP99()).isPositive();
  }

  @Test
  void countsACallOfSeveralInputsOnce() {
    StepCounters counters = serve(1);
    String key = "user-" + seeing(2).iterator().next();
    long before = Counted.canary(counters).requests();
    List<Double> inputs = Arrays.asList(1.0, null, 2.0, null);
    assertThat(server.predictEach(key, inputs)).hasSize(4);
    assertThat(Counted.canary(counters).requests()).isEqualTo(before + 1);
    assertThat(Counted.canary(counters).refusals()).isEqualTo(1);
    assertThatThrownBy(() -> server.predict(key, Collections.singletonList((Double) null)))
        .isInstanceOf(LifecycleException.class);
    assertThat(Counted.canary(counters).refusals()).isEqualTo(2);
  }

  @Test
  void countsAllCallsOnceTheVersionBakes() {
    serve(1);
    StepCounters baking = bake();
    seeing(2);
    assertThat(Counted.canary(baking).requests()).isEqualTo(KEYS);
    assertThat(Counted.control(baking).requests()).isZero();
  }
}
