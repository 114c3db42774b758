package io.lifecycle4j.core.serving;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.contract.Moves;
import io.lifecycle4j.core.error.Rounds;
import io.lifecycle4j.core.loading.LineVersions;
import io.lifecycle4j.core.registry.Wanted;
import io.lifecycle4j.core.serving.rollout.StepCounters;
import io.lifecycle4j.error.ModelUnavailableException;
import io.lifecycle4j.registry.Change.Direction;
import io.lifecycle4j.registry.RolloutEnd;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which versions are loaded for what the registry says, round by round. */
@Timeout(60)
class ReconcilerTest extends ReconcilerRounds {
  private static final Duration STAND_BY = Reconciler.STAND_BY;

  /** Serves a version that was promoted, without one before. */
  private void serve(int version) {
    promote(0, version);
    roundsOfLoads(1);
    assertThat(server.version()).isEqualTo(version);
  }

  @Test
  void keepsTheVersionBeforeWarmForSomeTimeAfterAPromotionAlsoAfterARestart() {
    promote(0, 1);
    now.set(Fixtures.TIME.plus(Duration.ofDays(1)));
    promote(1, 2);
    roundsOfLoads(2);
    assertThat(begun).as("production first").containsExactly(2, 1);
    assertThat(server.version()).isEqualTo(2);
    assertThat(standby()).isEqualTo(1);
    assertThat(round()).isBetween(STAND_BY, STAND_BY.plusSeconds(1));

    now.updateAndGet(before -> before.plus(STAND_BY));
    round();
    assertThat(standby()).isEqualTo(1);
    now.updateAndGet(before -> before.plusMillis(1));
    assertThat(round()).isEqualTo(Rounds.UNTIL_WOKEN);
    assertThat(standby()).isZero();
    assertThat(engine.open()).isEqualTo(1);
  }

  @Test
  void isNotKeptForEverByAClockThatIsAhead() {
    now.set(Fixtures.TIME.plus(Duration.ofDays(365)));
    promote(0, 1);
    promote(1, 2);
    now.set(Fixtures.TIME);
    roundsOfLoads(1);
    assertThat(round()).isEqualTo(Rounds.UNTIL_WOKEN);
    assertThat(begun).containsExactly(2);
  }

  @Test
  void loadsNothingAgainThatItHas() {
    serve(1);
    promote(1, 2);
    reconciler.offer(Versions.route(engine, 2));
    round();
    Route<Double, Double> second = requireNonNull(server.plan().champion());
    assertThat(second.version()).isEqualTo(2);
    assertThat(standby()).isEqualTo(1);
    assertThat(server.plan().entry()).isEqualTo(versions.wanted().entry());

    apply(Moves.moved("line", 2, 1, Direction.BACK));
    round();
    assertThat(server.version()).isEqualTo(1);
    assertThat(standby()).as("what was rolled back answers no more").isZero();
    assertThat(engine.open()).isEqualTo(1);
    assertThat(begun).containsExactly(1);
  }

  @Test
  void keepsNoneWarmAfterAPromotionUnlessThereIsCertainlyMemoryForBoth() {
    serve(1);
    promote(1, 2);
    reconciler.offer(Versions.route(engine, 2));
    size = LineVersions.heap() / 10 * 4;
    round();
    assertThat(server.version()).isEqualTo(2);
    assertThat(standby()).isZero();
    size = 0;
    fail(2);
    roundsOfLoads(1);
    assertThat(standby()).as("better than a version that fails").isEqualTo(1);
    assertThat(begun).containsExactly(1, 1);
  }

  private void bake() {
    promote(0, 1);
    apply(Moves.rollout("line", 1, 2, "r"));
    apply(Moves.stepped("line", 2, "r", 1));
    apply(Moves.stepped("line", 2, "r", 2), Moves.moved("line", 1, 2, Direction.FORWARD));
    now.updateAndGet(before -> before.plus(Duration.ofHours(23)));
  }

  @Test
  void triesAgainToKeepTheVersionBeforeWarmWhileOneBakes() {
    bake();
    hooks.put(1, this::fail);
    roundsOfLoads(2);
    assertThat(server.version()).isEqualTo(2);
    assertThat(standby()).isZero();
    assertThat(warnings).containsExactly("Version 1 of line cannot stand by");
    hooks.clear();
    assertThat(round()).isEqualTo(Duration.ofSeconds(1));
    nanos.addAndGet(Duration.ofSeconds(1).toNanos());
    roundsOfLoads(1);
    assertThat(standby()).isEqualTo(1);
    assertThat(begun).containsExactly(2, 1, 1);

    apply(Moves.ended("line", 2, "r", RolloutEnd.PROMOTED));
    round();
    assertThat(engine.open()).as("it has baked").isEqualTo(1);
  }

  private void fail() {
    throw new ModelUnavailableException("made by the test");
  }

  @Test
  void loadsTheNextEarlierVersionIfOneFailsAndOnceHoweverOftenItIsAsked() {
    promote(0, 1);
    promote(1, 2);
    promote(2, 3);
    now.updateAndGet(before -> before.plus(Duration.ofDays(1)));
    roundsOfLoads(1);
    fail(3);
    Semaphore gate = new Semaphore(0);
    hooks.put(2, this::fail);
    hooks.put(1, gate::acquireUninterruptibly);
    roundsOfLoads(1);
    round();
    round();
    gate.release();
    ended.acquireUninterruptibly();
    round();
    assertThat(standby()).isEqualTo(1);
    assertThat(begun).containsExactly(3, 2, 1);
    assertThat(warnings).endsWith("Version 1 of line answers while version 3 fails");

    promote(3, 2);
    reconciler.offer(Versions.route(engine, 2));
    now.updateAndGet(before -> before.plus(Duration.ofDays(1)));
    round();
    assertThat(standby()).as("another version serves, and does not fail").isZero();
  }

  @Test
  void freesItIfAnUnknownChangeStoppedServingSinceThen() {
    promote(0, 1);
    promote(1, 2);
    Semaphore gate = new Semaphore(0);
    hooks.put(1, gate::acquireUninterruptibly);
    roundsOfLoads(1);
    Wanted wanted = versions.wanted();
    reconciler.round(
        new Wanted(
            wanted.entry(),
            wanted.champion(),
            Optional.of("A newer library withdrew it"),
            wanted.before(),
            wanted.moved(),
            Optional.empty(),
            Optional.empty()));
    gate.release();
    ended.acquireUninterruptibly();
    assertThat(server.plan().routes()).isEmpty();
    assertThat(engine.open()).isZero();
  }

  @Test
  void servesTheStepThatARolloutIsInFromOneLoadOn() {
    serve(1);
    long start = apply(Moves.rollout("line", 1, 2, "r"));
    roundsOfLoads(1);
    CanaryShare<Double, Double> first = requireNonNull(server.plan().canary());
    assertThat(requireNonNull(first.route()).version()).isEqualTo(2);
    assertThat(server.plan().entry()).isEqualTo(start);
    round();
    assertThat(counters()).as("of the same step").isSameAs(first.counters());

    long step = apply(Moves.stepped("line", 2, "r", 1));
    round();
    assertThat(counters()).isNotSameAs(first.counters());
    assertThat(server.plan().entry()).isEqualTo(step);

    apply(Moves.stepped("line", 2, "r", 2), Moves.moved("line", 1, 2, Direction.FORWARD));
    round();
    assertThat(server.plan().champion()).as("loaded before").isSameAs(first.route());
    assertThat(standby()).isEqualTo(1);
    assertThat(requireNonNull(server.plan().canary()).route()).isNull();

    long end =
        apply(
            Moves.ended("line", 2, "r", RolloutEnd.TURNED_BACK),
            Moves.moved("line", 2, 1, Direction.BACK));
    round();
    assertThat(server.version()).isEqualTo(1);
    assertThat(server.plan().canary()).isNull();
    assertThat(server.plan().entry()).isEqualTo(end);
    assertThat(engine.open()).isEqualTo(1);
    assertThat(begun).containsExactly(1, 2);
  }

  private StepCounters counters() {
    return requireNonNull(server.plan().canary()).counters();
  }

  @Test
  void freesWhatIsOfferedTooLateOrTwice() {
    serve(1);
    apply(Moves.rollout("line", 1, 2, "r"));
    promote(1, 3);
    reconciler.offer(Versions.route(engine, 2));
    reconciler.offer(Versions.route(engine, 3));
    round();
    assertThat(server.version()).isEqualTo(3);
    assertThat(server.plan().canary()).isNull();
    reconciler.offer(Versions.route(engine, 3));
    round();
    assertThat(engine.open()).as("the third, and the first stands by").isEqualTo(2);
  }

  @Test
  void keepsWhoServesUntilTheVersionInProductionIsLoaded() {
    serve(1);
    long entry = server.plan().entry();
    promote(1, 2);
    hooks.put(2, this::fail);
    roundsOfLoads(1);
    assertThat(server.version()).isEqualTo(1);
    assertThat(server.plan().entry()).isEqualTo(entry);
    promote(2, 3);
    roundsOfLoads(2);
    assertThat(server.version()).isEqualTo(3);
    assertThat(standby()).as("until the second can be loaded").isEqualTo(1);
    hooks.clear();
    nanos.addAndGet(Duration.ofSeconds(1).toNanos());
    roundsOfLoads(1);
    assertThat(standby()).isEqualTo(2);
    assertThat(begun).containsExactly(1, 2, 3, 2, 2);
  }

  @Test
  void endsTheShareOfARolloutThatProductionLeftBehind() {
    serve(2);
    apply(Moves.rollout("line", 2, 3, "r"));
    roundsOfLoads(1);
    assertThat(requireNonNull(server.plan().canary()).route()).isNotNull();
    hooks.put(1, this::fail);
    promote(2, 1);
    roundsOfLoads(1);
    assertThat(server.version()).as("until the first is loaded").isEqualTo(2);
    assertThat(server.plan().canary()).isNull();
    assertThat(engine.open()).isEqualTo(1);
  }

  private void pass(Duration time) {
    now.updateAndGet(before -> before.plus(time));
  }

  @Test
  void keepsAnEarlierVersionBesideOneThatFailedBeforeProductionMovedToIt() {
    promote(0, 1);
    promote(1, 2);
    pass(Duration.ofDays(1));
    roundsOfLoads(1);
    fail(2);
    promote(2, 3);
    reconciler.offer(Versions.route(engine, 3));
    round();
    assertThat(standby()).isEqualTo(2);

    apply(Moves.moved("line", 3, 2, Direction.BACK));
    pass(Duration.ofDays(1));
    round();
    assertThat(server.version()).isEqualTo(2);
    ended.acquireUninterruptibly();
    round();
    assertThat(standby()).isEqualTo(1);
    assertThat(warnings).containsExactly("Version 1 of line answers while version 2 fails");
  }

  @Test
  void loadsNoOlderVersionOnceANewerOneStandsBy() {
    promote(0, 1);
    promote(1, 2);
    promote(2, 3);
    pass(Duration.ofDays(1));
    roundsOfLoads(1);
    fail(3);
    Semaphore gate = new Semaphore(0);
    hooks.put(2, this::fail);
    hooks.put(1, gate::acquireUninterruptibly);
    roundsOfLoads(1);
    hooks.remove(2);
    nanos.addAndGet(Duration.ofSeconds(1).toNanos());
    roundsOfLoads(1);
    assertThat(standby()).isEqualTo(2);
    gate.release();
    ended.acquireUninterruptibly();
    assertThat(round()).isEqualTo(Rounds.UNTIL_WOKEN);
    assertThat(standby()).isEqualTo(2);
    assertThat(engine.open()).as("the third, and the second stands by").isEqualTo(2);
  }
}
