package io.lifecycle4j.core;

import static io.lifecycle4j.core.Flowers.ALICE;
import static io.lifecycle4j.core.Flowers.SETOSA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.contract.Moves;
import io.lifecycle4j.contract.Together;
import io.lifecycle4j.core.Flowers.Flower;
import io.lifecycle4j.core.loading.Pace;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.ModelUnavailableException;
import io.lifecycle4j.error.PredictionFailedException;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.Undecided;
import io.lifecycle4j.serving.Rollout;
import io.lifecycle4j.serving.Rollout.State;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A rollout puts no version into production that cannot be loaded, neither forward nor back. */
@Timeout(60)
class TurnBackTest {
  private static final Duration STEP = Duration.ofMinutes(30);

  @TempDir Path directory;

  private final AtomicReference<Instant> now = new AtomicReference<>(SmallLife.NOON);
  private final AtomicLong nanos = new AtomicLong();
  private final HinderedEngine hindered = new HinderedEngine();
  private final CountDownLatch released = new CountDownLatch(1);
  private Lifecycle home;
  private ManagedModel<Flower, String> model;
  private ModelVersion first;
  private ModelVersion second;
  private ModelVersion third;

  @BeforeEach
  void promoteTwo() {
    home = open();
    try (ManagedModel<Flower, String> trained = Flowers.model(home).open()) {
      first = Flowers.promoted(trained, Flowers.split(home, 1));
      second = Flowers.promoted(trained, Flowers.split(home, 2));
      third = trained.train(Flowers.split(home, 3));
    }
    model = Flowers.plain(home).open();
  }

  private Lifecycle open() {
    return open(hindered);
  }

  /** Opens the home as another process does, which tries again at once, not after a second. */
  private Lifecycle open(HinderedEngine engine) {
    return Flowers.at(
        new Pace(Duration.ZERO, Duration.ZERO, Pace.DEFAULT.patience(), nanos::get),
        Lifecycle.builder()
            .location(directory.resolve("home").toUri())
            .clock(now::get)
            .engine(engine)
            .withoutEnvironment()
            .open());
  }

  @AfterEach
  void close() {
    released.countDown();
    home.close();
    assertThat(hindered.engine.open()).isZero();
    assertThat(hindered.engine.violations()).isEmpty();
  }

  private void corrupt(ModelVersion... versions) {
    for (ModelVersion version : versions) {
      hindered.before(
          version,
          () -> {
            throw new CorruptDataException("Corrupt weights of " + version.label());
          });
    }
  }

  /** Starts again, so that nothing is loaded which cannot be loaded again. */
  private Rollout restart() {
    home.close();
    home = open();
    model = Flowers.plain(home).open();
    return model.findRollout().orElseThrow();
  }

  private Rollout started() {
    return model
        .rollout(third)
        .canary(0.5, 1)
        .minimumRequests(50)
        .margin(0.1)
        .latencyWithin(1_000)
        .decideWithin(STEP)
        .ifUndecided(Undecided.FORWARD)
        .start(ALICE, "Carefully");
  }

  private void endStep() {
    now.updateAndGet(before -> before.plus(STEP));
  }

  private Rollout baking() {
    Rollout rollout = started();
    awaitTrue(() -> asked(100) && rollout.figures().control().requests() > 500);
    endStep();
    awaitTrue(() -> rollout.state() == State.BAKING);
    return rollout;
  }

  private boolean asked(int requests) {
    for (int i = 0; i < requests; i++) {
      model.predict("user-" + i, SETOSA);
    }
    return true;
  }

  private void awaitTrue(BooleanSupplier reached) {
    awaitTrue(model, reached);
  }

  private static void awaitTrue(ManagedModel<Flower, String> decides, BooleanSupplier reached) {
    Together.awaitTrue(
        () -> {
          ((DefaultManagedModel<Flower, String>) decides).rollouts().decide();
          return reached.getAsBoolean();
        });
  }

  /** Lets loads of a version fail for want of memory, and counts them. */
  private AtomicInteger exhaust(ModelVersion version) {
    AtomicInteger loads = new AtomicInteger();
    hindered.before(
        version,
        () -> {
          loads.incrementAndGet();
          throw new OutOfMemoryError("a moment");
        });
    return loads;
  }

  private void hang() {
    while (released.getCount() > 0) {
      LockSupport.parkNanos(200_000);
    }
  }

  private void failOften() {
    for (int i = 0; i < 20; i++) {
      failNow(10);
      asked(30);
    }
  }

  private void failNow(int requests) {
    hindered.engine.meanwhile(
        () -> {
          throw new PredictionFailedException("out of order");
        });
    for (int i = 0; i < requests; i++) {
      assertThatThrownBy(() -> model.predict(SETOSA)).hasMessage("out of order");
    }
    hindered.engine.meanwhile(() -> {});
  }

  private void assertProduction(ModelVersion version) {
    assertThat(model.findProduction()).hasValue(version);
    // who decided serves it a moment after the entry
    Together.awaitTrue(() -> model.predict(SETOSA).version().orElseThrow() == version.number());
  }

  private static AuditRecord last(Rollout rollout) {
    List<AuditRecord> decisions = rollout.decisions();
    return decisions.get(decisions.size() - 1);
  }

  @Test
  void goesBackToAnEarlierVersionIfTheFilesOfTheChampionAreCorrupt() {
    baking();
    corrupt(second);
    Rollout rollout = restart();
    failOften();
    awaitTrue(() -> rollout.state() == State.TURNED_BACK);
    assertThat(last(rollout).transition().reason())
        .startsWith("Worse: errors ")
        .contains(" (skipped: species:2 cannot be loaded: ")
        .contains("Corrupt weights of species:2");
    assertThat(Moves.moved(last(rollout)).version()).isEqualTo(1);
    assertProduction(first);
  }

  @Test
  void goesBackToTheChampionThatIsLoadedWhateverBecameOfItsFiles() {
    Rollout rollout = baking();
    corrupt(first, second, third);
    rollout.abort(ALICE, "Looks odd");
    assertThat(last(rollout).transition().reason()).isEqualTo("Looks odd");
    assertProduction(second);
  }

  @Test
  void staysInProductionAsLongAsNoEarlierVersionCanBeLoaded() {
    baking();
    corrupt(first, second);
    Rollout rollout = restart();
    int before = model.history().size();
    assertThatThrownBy(() -> rollout.abort(ALICE, "Looks odd"))
        .isInstanceOf(ModelUnavailableException.class)
        .hasMessageStartingWith("Cannot roll back species (")
        .hasMessageContaining("species:2 cannot be loaded: ")
        .hasMessageContaining("species:1 cannot be loaded: ");
    assertThat(model.history()).hasSize(before);
    assertProduction(third);
    hindered.free(second);
    rollout.abort(ALICE, "Mended");
    assertThat(rollout.state()).isEqualTo(State.ABORTED);
    assertProduction(second);
  }

  @Test
  void endsIfItsVersionCannotBeLoadedForTheLastStep() {
    started();
    corrupt(third);
    Rollout rollout = restart();
    endStep();
    awaitTrue(() -> rollout.state() == State.TURNED_BACK);
    assertThat(last(rollout).transition().reason())
        .startsWith("Undecided after PT30M: ")
        .contains(" (skipped: species:3 cannot be loaded: ");
    assertThat(Moves.what(last(rollout))).isEqualTo("unknown");
    assertProduction(second);
  }

  @Test
  void anotherProcessDecidesWhileALoadHangs() {
    baking();
    CountDownLatch begun = new CountDownLatch(1);
    hindered.before(
        second,
        () -> {
          begun.countDown();
          hang();
        });
    Rollout rollout = restart();
    failOften();
    awaitTrue(() -> begun.getCount() == 0);
    HinderedEngine healthy = new HinderedEngine();
    try (Lifecycle other = open(healthy)) {
      ManagedModel<Flower, String> elsewhere = Flowers.plain(other).open();
      awaitTrue(elsewhere, () -> rollout.state() == State.TURNED_BACK);
      assertThat(Moves.moved(last(rollout)).version()).isEqualTo(2);
      awaitTrue(() -> elsewhere.predict(SETOSA).version().orElse(0) == 2);
    }
    released.countDown();
    assertThat(healthy.engine.open()).isZero();
    assertProduction(second);
  }

  @Test
  void goesOnCountingWhileALoadHangsAndPassesNothingOverAfterAJumpOfTheClock() {
    baking();
    hindered.before(second, this::hang);
    AtomicInteger passedOver = new AtomicInteger();
    hindered.before(first, passedOver::incrementAndGet);
    Rollout rollout = restart();
    failOften();
    awaitRounds(rollout);
    now.updateAndGet(before -> before.plus(Duration.ofHours(1)));
    awaitRounds(rollout);
    assertThat(rollout.state()).isEqualTo(State.BAKING);
    assertThat(passedOver).as("loads of the next one").hasValue(0);
    released.countDown();
    awaitTrue(() -> rollout.state() == State.TURNED_BACK);
    assertThat(last(rollout).transition().reason()).doesNotContain("skipped");
    assertProduction(second);
  }

  /** Each round records what was counted, and decides after that. */
  private void awaitRounds(Rollout rollout) {
    for (int i = 0; i < 3; i++) {
      long counted = rollout.figures().canary().requests();
      awaitTrue(() -> asked(1) && rollout.figures().canary().requests() > counted);
    }
  }

  @Test
  void passesOverNoVersionThatCannotBeLoadedForAMoment() {
    baking();
    AtomicInteger loads = exhaust(second);
    Rollout rollout = restart();
    failOften();
    awaitTrue(() -> loads.get() >= 2);
    assertThat(rollout.state()).isEqualTo(State.BAKING);
    hindered.free(second);
    awaitTrue(() -> rollout.state() == State.TURNED_BACK);
    assertThat(last(rollout).transition().reason()).doesNotContain("skipped");
    assertProduction(second);
  }

  @Test
  void passesOverAVersionAfterMinutesOfAttempts() {
    baking();
    exhaust(second);
    Rollout rollout = restart();
    failOften();
    awaitTrue(
        () -> {
          nanos.addAndGet(Duration.ofMinutes(1).toNanos());
          return rollout.state() == State.TURNED_BACK;
        });
    assertThat(last(rollout).transition().reason())
        .contains(" (skipped: species:2 cannot be loaded: ");
    assertProduction(first);
  }

  @Test
  void anotherProcessTakesTheLastStepIfItsVersionIsNotLoadedHere() {
    started();
    AtomicInteger loads = exhaust(third);
    Rollout rollout = restart();
    endStep();
    awaitTrue(() -> loads.get() >= 2);
    assertThat(rollout.state()).isEqualTo(State.RUNNING);
    try (Lifecycle other = open(new HinderedEngine())) {
      ManagedModel<Flower, String> elsewhere = Flowers.plain(other).open();
      awaitTrue(elsewhere, () -> rollout.state() == State.BAKING);
    }
    hindered.free(third);
    assertProduction(third);
  }
}
