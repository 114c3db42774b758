package io.lifecycle4j.core;

import static io.lifecycle4j.contract.Together.awaitTrue;
import static io.lifecycle4j.core.Flowers.ALICE;
import static io.lifecycle4j.core.Flowers.SETOSA;
import static io.lifecycle4j.schema.Tasks.classification;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.contract.Moves;
import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.core.Flowers.Flower;
import io.lifecycle4j.core.evaluation.Evaluator;
import io.lifecycle4j.core.loading.Pace;
import io.lifecycle4j.core.registry.Action;
import io.lifecycle4j.core.registry.AliasTarget;
import io.lifecycle4j.core.registry.By;
import io.lifecycle4j.core.registry.Decisions;
import io.lifecycle4j.core.registry.ModelVersions;
import io.lifecycle4j.core.registry.Move;
import io.lifecycle4j.core.registry.Promotions;
import io.lifecycle4j.core.serving.OnRecord;
import io.lifecycle4j.core.serving.Servers;
import io.lifecycle4j.core.serving.Serving;
import io.lifecycle4j.core.serving.VersionMoves;
import io.lifecycle4j.error.ModelUnavailableException;
import io.lifecycle4j.error.OperationInterruptedException;
import io.lifecycle4j.error.OverloadedException;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.Authorizer;
import io.lifecycle4j.registry.Change.AliasMoved;
import io.lifecycle4j.registry.Transition;
import io.lifecycle4j.registry.spi.ModelRegistry;
import io.lifecycle4j.serving.ServingStatus.State;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.Logger;

/** What is logged of versions that do not load, and how long opening waits. */
@Timeout(60)
class ProductionServingTest {
  @TempDir Path directory;

  /** The methods that read what is in production. */
  private static final Set<String> READS = Set.of("named", "history");

  private final HinderedEngine hindered = new HinderedEngine();
  private final Queue<String> errors = new ConcurrentLinkedQueue<>();
  private final Queue<String> infos = new ConcurrentLinkedQueue<>();
  private final CountDownLatch released = new CountDownLatch(1);
  private Lifecycle home;
  private ManagedModel<Flower, String> model;
  private ModelVersions versions;
  private Promotions promotions;
  private Serving<Flower, String> serving;

  /** What the next reads of an alias throw, and how many of them do. */
  private volatile Failures failure = Failures.STORAGE;

  private final AtomicInteger failing = new AtomicInteger();

  @BeforeEach
  void open() {
    home = Flowers.in(directory, hindered);
    model = Flowers.model(home).serving(flower -> "rose").open();
    Rooms rooms = ((DefaultLifecycle) home).rooms();
    ModelRooms<Flower, String> own =
        ModelRooms.of(
            rooms, ((DefaultManagedModelBuilder<Flower, String>) Flowers.plain(home)).settings());
    versions = new ModelVersions("species", registry());
    promotions =
        new Promotions(
            versions,
            new Decisions("species", registry(), Authorizer.ALL, Decisions.LOG),
            new Evaluator(rooms.holdouts(), own.loads()),
            List.of(),
            classification("species"),
            rooms.clock());
    serving = serving(LoggedLines.of(errors, infos));
  }

  private ModelRegistry registry() {
    ModelRegistry registry = ((DefaultLifecycle) home).rooms().registry();
    return (ModelRegistry)
        Proxy.newProxyInstance(
            ModelRegistry.class.getClassLoader(),
            new Class<?>[] {ModelRegistry.class},
            (proxy, method, arguments) -> {
              if (READS.contains(method.getName()) && failing.getAndDecrement() > 0) {
                failure.fail();
              }
              try {
                return method.invoke(registry, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  @Test
  void opensOnTheVersionToWhichProductionMovesMeanwhile() {
    Flowers.promoted(model, Flowers.split(home, 1));
    ModelVersion second = Flowers.promoted(model, Flowers.split(home, 2));
    AtomicInteger loads = new AtomicInteger();
    hindered.before(
        second,
        () -> {
          if (loads.getAndIncrement() == 0) {
            model.rollback(ALICE, "Worse");
          }
        });
    try (ManagedModel<Flower, String> opened = Flowers.plain(home).open()) {
      // the second version may have served for a moment; no call fails
      awaitTrue(() -> opened.predict(Flowers.SETOSA).version().orElseThrow() == 1);
    }
    assertThat(loads.get()).isPositive();
  }

  private static long followers() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("lifecycle4j-follow-species"))
        .count();
  }

  private Serving<Flower, String> serving(Logger log) {
    return serving(home, log);
  }

  private Serving<Flower, String> serving(Lifecycle by, Logger log) {
    Rooms rooms = ((DefaultLifecycle) by).rooms();
    return new Serving<>(
        versions,
        new Decisions("species", registry(), Authorizer.ALL, Decisions.LOG),
        ModelRooms.of(
                rooms,
                ((DefaultManagedModelBuilder<Flower, String>) Flowers.plain(home)).settings())
            .routes(),
        Servers.unlogged(),
        Servers.settings(),
        rooms.clock(),
        log);
  }

  private VersionMoves<Flower, String> moves(Serving<Flower, String> by, Logger log) {
    Rooms rooms = ((DefaultLifecycle) home).rooms();
    return by.moves(
        new Decisions("species", registry(), Authorizer.ALL, log),
        new OnRecord(rooms.medium(), versions, by, rooms.clock()));
  }

  private static By by(String reason) {
    return new By(Action.PROMOTE, ALICE, reason);
  }

  private Move promotion(ModelVersion version, String reason) {
    return promotions.promotion(version, AliasTarget.PRODUCTION, by(reason), Optional.empty());
  }

  @AfterEach
  void close() {
    released.countDown();
    serving.close();
    home.close();
    assertThat(hindered.engine.violations()).isEmpty();
    assertThat(hindered.engine.open()).isZero();
  }

  @Test
  void saysWhatServesAndWhatIsMoved() {
    Flowers.promoted(model, Flowers.split(home, 1));
    serving.open(Duration.ofSeconds(30));
    assertThat(infos).containsExactly("Version 1 of species serves now, run by linear");

    ModelVersion second = model.train(Flowers.split(home, 2));
    VersionMoves<Flower, String> moves = moves(serving, LoggedLines.of(errors, infos));
    String promoted = moves.move(promotion(second, "Better")).toString();
    String back = moves.move(promotions.rollback(AliasTarget.PRODUCTION, by("Worse"))).toString();
    assertThat(infos)
        .containsSubsequence(
            promoted,
            "Version 2 of species serves now, run by linear",
            back,
            "Version 1 of species serves now, run by linear");
    assertThat(promoted)
        .endsWith("Z production of species moved from 1 to 2 without gates by alice: Better");
    assertThat(back).endsWith("Z production of species rolled back from 2 to 1 by alice: Worse");
  }

  private static AliasMoved moved(Transition transition) {
    return transition.find(AliasMoved.class).orElseThrow();
  }

  @Test
  void movesAndServesThoughNothingCanBeLogged() {
    ModelVersion first = model.train(Flowers.split(home, 1));
    Logger broken =
        (Logger)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {Logger.class},
                (proxy, method, arguments) -> {
                  throw new OutOfMemoryError("made by the test");
                });
    try (Serving<Flower, String> silent = serving(broken)) {
      silent.open(Duration.ofSeconds(30));
      moves(silent, broken).move(promotion(first, "First"));
      assertThat(silent.status().state()).isEqualTo(State.CURRENT);
      assertThat(silent.server().predict(List.of(SETOSA)).get(0).version()).hasValue(1);
    }
  }

  @ParameterizedTest
  @EnumSource(Failures.class)
  @OnlyLarger
  void servesWhatIsPromotedWhateverReadsThrew(Failures thrown) {
    Flowers.promoted(model, Flowers.split(home, 1));
    serving.open(Duration.ofSeconds(30));
    model.train(Flowers.split(home, 2));
    failure = thrown;
    failing.set(5);
    ((DefaultLifecycle) home).rooms().registry().apply(Moves.promotion("species", 1, 2));
    awaitTrue(() -> infos.contains("Version 2 of species serves now, run by linear"));
    assertThat(failing.get()).isNegative();
  }

  @Test
  void endsItsThreadAndStartsNoneOnceClosed() {
    serving.open(Duration.ofSeconds(30));
    awaitTrue(() -> followers() == 0); // nothing is in production
    Flowers.promoted(model, Flowers.split(home, 1));
    awaitTrue(() -> !infos.isEmpty());
    assertThat(followers()).isEqualTo(1);
    Thread.currentThread().interrupt();
    serving.close();
    assertThat(Thread.interrupted()).as("the flag is kept").isTrue();
    serving.close();
    assertThat(followers()).isZero();
    model.promote(model.train(Flowers.split(home, 2)), ALICE, "Second");
    awaitTrue(() -> followers() == 0); // that of the model looks once, and ends
    assertThat(infos).hasSize(1);
  }

  @Test
  void namesBothVersionsInAnError() {
    Flowers.promoted(model, Flowers.split(home, 1));
    serving.open(Duration.ofSeconds(30));
    hindered.before(model.train(Flowers.split(home, 2)), Failures.OUT_OF_MEMORY::fail);
    ((DefaultLifecycle) home).rooms().registry().apply(Moves.promotion("species", 1, 2));
    awaitTrue(() -> !errors.isEmpty());
    assertThat(errors.peek())
        .isEqualTo(
            "Version 2 of species is in production, but version 1 serves here: Cannot load"
                + " species:2: java.lang.OutOfMemoryError: made by the test; it is tried again in 1"
                + " s (roll back, promote another version, or mend what is wrong)");
    assertThat(serving.status().state()).isEqualTo(State.FAILED);
  }

  @Test
  void waitsForAVersionThatHangsNoLongerThanItsPatience() {
    ModelVersion first = Flowers.promoted(model, Flowers.split(home, 1));
    hindered.before(first, this::hang);
    serving.open(Duration.ofMillis(20));
    assertThat(serving.status().state()).isEqualTo(State.LOADING);
    assertThatThrownBy(() -> serving.server().predict(List.of(SETOSA)))
        .isInstanceOf(ModelUnavailableException.class)
        .hasMessage(
            "Cannot predict with species: version 1 in production is still being loaded (wait, roll"
                + " back, or promote another version)");
    released.countDown();
    awaitTrue(() -> serving.status().isCurrent());
    assertThat(serving.server().predict(List.of(SETOSA)).get(0).version()).hasValue(1);
  }

  @Test
  void goesBackToAVersionThatHangsNoLongerThanItsPatience() {
    ModelVersion first = Flowers.promoted(model, Flowers.split(home, 1));
    Flowers.promoted(model, Flowers.split(home, 2));
    hindered.before(first, this::hang);
    Move back = promotions.rollback(AliasTarget.PRODUCTION, by("Worse"));
    Lifecycle impatient =
        Flowers.at(
            new Pace(
                Duration.ofSeconds(1),
                Duration.ofMinutes(1),
                Duration.ofMillis(20),
                System::nanoTime),
            home);
    try (Serving<Flower, String> hurried = serving(impatient, Serving.LOG)) {
      hurried.open(Duration.ofSeconds(30));
      assertThatThrownBy(() -> moves(hurried, Decisions.LOG).move(back))
          .isInstanceOf(OverloadedException.class)
          .hasMessage(
              "Cannot load species:1: it is not loaded after PT0.02S (see what the threads"
                  + " lifecycle4j-load-species:1 wait for; then try again, or do it in another"
                  + " process that has the model open)");
      released.countDown();
    }
    serving.open(Duration.ofSeconds(30));
    assertThat(moved(moves(serving, Decisions.LOG).move(back).transition()))
        .extracting(AliasMoved::version)
        .isEqualTo(1);
  }

  private void hang() {
    while (released.getCount() > 0) {
      LockSupport.parkNanos(200_000);
    }
  }

  @Test
  void stopsWaitingWhenItIsInterrupted() {
    ModelVersion first = Flowers.promoted(model, Flowers.split(home, 1));
    hindered.before(first, this::hang);
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> serving.open(Duration.ofSeconds(30)))
        .isInstanceOf(OperationInterruptedException.class);
    assertThat(Thread.interrupted()).as("the flag is kept").isTrue();
  }
}
