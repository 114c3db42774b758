package io.lifecycle4j.core;

import static io.lifecycle4j.core.Flowers.ALICE;
import static io.lifecycle4j.core.Flowers.SETOSA;
import static io.lifecycle4j.core.Flowers.VIRGINICA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.contract.Together;
import io.lifecycle4j.core.Flowers.Flower;
import io.lifecycle4j.core.registry.Registries;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.ModelUnavailableException;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.spi.ModelRegistry;
import io.lifecycle4j.serving.Prediction;
import io.lifecycle4j.serving.Shadow;
import io.lifecycle4j.serving.ShadowReport;
import io.lifecycle4j.serving.ShadowReport.Difference;
import io.lifecycle4j.serving.ShadowReport.State;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A version predicts beside the one that serves, and no caller notices. */
@Timeout(60)
class ShadowTest {
  private static final Instant SOON = Fixtures.TIME.plus(Duration.ofHours(1));

  /** Its sums do not fit a float. */
  private static final Flower HUGE = new Flower(3.4e38, 0.3, "sand");

  private final HinderedEngine hindered = new HinderedEngine();
  private final AtomicReference<Instant> now = new AtomicReference<>(Fixtures.TIME);
  private final CountDownLatch released = new CountDownLatch(1);
  private Lifecycle home;
  private ManagedModel<Flower, String> model;
  private ModelVersion second;

  /** A home in which version 1 serves and version 2 is a candidate. */
  @BeforeEach
  void open() {
    home =
        Lifecycle.builder()
            .location(URI.create("memory:new"))
            .clock(now::get)
            .engine(hindered)
            .open();
    model = Flowers.model(home).open();
    Flowers.promoted(model, Flowers.split(home, 1));
    second = model.train(Flowers.split(home, 2));
  }

  @AfterEach
  void close() {
    released.countDown();
    home.close();
    assertThat(hindered.engine.violations()).isEmpty();
    assertThat(hindered.engine.open()).isZero();
  }

  private Shadow<String> started() {
    return model.shadow(second).until(SOON).start(ALICE, "Compare");
  }

  private static void await(Shadow<?> shadow, State state) {
    Together.awaitTrue(() -> shadow.report().state() == state);
  }

  private static ShadowReport<String> awaitRows(Shadow<String> shadow, long rows) {
    Together.awaitTrue(
        () -> {
          ShadowReport<String> report = shadow.report();
          return report.compared() + report.failed() + report.dropped() >= rows;
        });
    return shadow.report();
  }

  private static void predict(ManagedModel<Flower, String> asked, int times) {
    for (int i = 0; i < times; i++) {
      assertThat(asked.predict(SETOSA).value()).isEqualTo("setosa");
    }
  }

  @Test
  void isNotStartedOnTheVersionThatItWouldBeComparedWith() {
    ModelVersion first = model.findProduction().orElseThrow();
    Shadow.Builder<String> nothing = model.shadow(first);
    assertThatThrownBy(() -> nothing.start(ALICE, "Compare"))
        .isInstanceOf(ConflictException.class)
        .hasMessage("Cannot shadow species:1: it is in production");
    assertThat(model.findShadow()).isEmpty();
    try (ManagedModel<Flower, String> function =
        Flowers.plain(home).serving(flower -> "setosa").open()) {
      await(function.shadow(first).start(ALICE, "Replace the function"), State.RUNNING);
    }
  }

  @Test
  void repeatsPredictionsAndReportsWhatIsDifferent() {
    try (ManagedModel<Flower, String> function =
        Flowers.plain(home).serving(flower -> "setosa").open()) {
      Shadow<String> shadow = function.shadow(second).start(ALICE, "Replace the function");
      await(shadow, State.RUNNING);
      List<Prediction<String>> wrong = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        predict(function, 1);
        wrong.addAll(function.predict(List.of(VIRGINICA, VIRGINICA)));
      }

      ShadowReport<String> report = awaitRows(shadow, 15);
      assertThat(report.compared()).isEqualTo(15);
      assertThat(report.different()).isEqualTo(10);
      assertThat(report.failed() + report.dropped()).isZero();
      assertThat(report.largest())
          .extracting(Difference::id)
          .containsExactlyInAnyOrderElementsOf(wrong.stream().map(Prediction::id).toList());
      assertThat(report.largest())
          .allSatisfy(
              each -> {
                assertThat(each.served()).isEqualTo("setosa");
                assertThat(each.shadowed()).isEqualTo("virginica");
              });
      assertThat(report.latencies())
          .hasValueSatisfying(each -> assertThat(each.shadowMedian()).isGreaterThan(Duration.ZERO));
      assertThat(shadow.until()).isEqualTo(Fixtures.TIME.plus(Duration.ofDays(1)));
    }
  }

  @Test
  void countsWhatItCannotPredict() {
    try (ManagedModel<Flower, String> function =
        Flowers.plain(home).serving(flower -> "setosa").open()) {
      Shadow<String> shadow = function.shadow(second).start(ALICE, "Compare");
      await(shadow, State.RUNNING);
      function.predict(HUGE);
      predict(function, 1);
      ShadowReport<String> report = awaitRows(shadow, 2);
      assertThat(report.failed()).isEqualTo(1);
      assertThat(report.compared()).isEqualTo(1);
    }
  }

  @Test
  void repeatsAShareOfThem() {
    Shadow<String> shadow =
        model.shadow(second).share(0.5).tolerance(0.1).until(SOON).start(ALICE, "Compare");
    await(shadow, State.RUNNING);
    predict(model, 1_000);
    assertThat(awaitRows(shadow, 350).compared()).isLessThan(650);
    assertThat(shadow.share()).isEqualTo(0.5);
  }

  @Test
  void endsByTheClockOfTheHome() {
    Shadow<String> shadow = started();
    await(shadow, State.RUNNING);
    predict(model, 3);
    awaitRows(shadow, 3);
    assertThat(hindered.engine.open()).isEqualTo(2);

    now.set(SOON);

    await(shadow, State.ENDED);
    Together.awaitTrue(() -> hindered.engine.open() == 1);
    assertThat(shadow.report().compared()).isEqualTo(3);
    assertThat(model.findShadow()).isEmpty();
    Shadow<String> next =
        model.shadow(second).until(SOON.plusSeconds(1)).start(ALICE, "Compare again");
    await(next, State.RUNNING);
    assertThat(shadow.report().state()).isEqualTo(State.ENDED);
  }

  @Test
  void runsInEveryProcessUntilItIsStopped() {
    try (ManagedModel<Flower, String> replica = Flowers.plain(home).open()) {
      Shadow<String> shadow = started();
      Together.awaitTrue(() -> replica.findShadow().isPresent());
      Shadow<String> there = replica.findShadow().orElseThrow();
      await(there, State.RUNNING);
      predict(replica, 4);
      awaitRows(there, 4);
      assertThat(shadow.report().compared()).isZero();

      AuditRecord record = there.stop(ALICE, "Seen enough");

      assertThat(record)
          .hasToString("2026-01-02T03:04:05Z shadow species:2 stopped by alice: Seen enough");
      assertThat(there.report().compared()).isEqualTo(4);
      await(shadow, State.ENDED);
      assertThat(model.findShadow()).isEmpty();
      Together.awaitTrue(() -> hindered.engine.open() == 2);
    }
  }

  @Test
  void goesOnWhenTheModelIsOpenedAgain() {
    started();
    model.close();
    model = Flowers.model(home).open();
    Shadow<String> shadow = model.findShadow().orElseThrow();
    await(shadow, State.RUNNING);
    predict(model, 2);
    assertThat(awaitRows(shadow, 2).compared()).isEqualTo(2);
  }

  @Test
  void holdsUpNoCallerWhenItHangs() {
    hindered.engine.meanwhile(
        () -> {
          if (Thread.currentThread().getName().startsWith("lifecycle4j-shadow-")) {
            Together.awaitTrue(() -> released.getCount() == 0);
          }
        });
    Shadow<String> shadow = started();
    await(shadow, State.RUNNING);
    while (shadow.report().dropped() == 0) {
      predict(model, 1_000);
    }
    shadow.stop(ALICE, "Hangs");
    assertThat(shadow.report().state()).isEqualTo(State.ENDED);
    assertThat(hindered.engine.open()).as("it is still used").isEqualTo(2);
    released.countDown();
    Together.awaitTrue(() -> hindered.engine.open() == 1);
  }

  @Test
  void holdsUpNoCallerWhileItIsLoaded() {
    started();
    model.close();
    hindered.before(second, () -> Together.awaitTrue(() -> released.getCount() == 0));
    model = Flowers.model(home).open();
    Shadow<String> shadow = model.findShadow().orElseThrow();
    predict(model, 10);
    assertThat(shadow.report().state()).isEqualTo(State.LOADING);
    shadow.stop(ALICE, "Hangs");
    assertThat(shadow.report().state()).isEqualTo(State.ENDED);
  }

  @Test
  void failsAloneWhenItCannotBeLoaded() {
    started();
    model.close();
    hindered.before(
        second,
        () -> {
          throw new ModelUnavailableException("No engine");
        });
    model = Flowers.model(home).open();
    Shadow<String> shadow = model.findShadow().orElseThrow();
    await(shadow, State.FAILED);
    predict(model, 10);
    shadow.stop(ALICE, "Cannot be loaded");
    assertThatThrownBy(this::started)
        .isInstanceOf(ModelUnavailableException.class)
        .hasMessage("No engine");
    assertThat(model.findShadow()).as("nothing was written").isEmpty();
    assertThat(hindered.engine.open()).isEqualTo(1);
  }

  /** A registry that lets something happen once a change is made, before anybody reads it. */
  private ModelRegistry registry(AtomicReference<Runnable> meanwhile) {
    ModelRegistry registry = Registries.over(Media.memory(), now::get);
    return (ModelRegistry)
        Proxy.newProxyInstance(
            ModelRegistry.class.getClassLoader(),
            new Class<?>[] {ModelRegistry.class},
            (proxy, method, arguments) -> {
              Object made = method.invoke(registry, arguments);
              if (method.getName().equals("apply")) {
                meanwhile.getAndSet(() -> {}).run();
              }
              return made;
            });
  }

  @Test
  void freesItsVersionIfAnotherOneRunsByThen() {
    AtomicReference<Runnable> meanwhile = new AtomicReference<>(() -> {});
    try (Lifecycle other =
            Lifecycle.builder()
                .location(URI.create("memory:new"))
                .registry(registry(meanwhile))
                .clock(now::get)
                .engine(hindered)
                .open();
        ManagedModel<Flower, String> one = Flowers.model(other).open();
        ManagedModel<Flower, String> replica = Flowers.plain(other).open()) {
      Flowers.promoted(one, Flowers.split(other, 1));
      ModelVersion candidate = one.train(Flowers.split(other, 2));
      ModelVersion third = one.train(Flowers.split(other, 3));
      meanwhile.set(
          () -> {
            replica.findShadow().orElseThrow().stop(ALICE, "Compare another one");
            replica.shadow(third).until(SOON).start(ALICE, "Compare");
          });
      Shadow<String> shadow = one.shadow(candidate).until(SOON).start(ALICE, "Compare");
      assertThat(shadow.report().state()).isEqualTo(State.ENDED);
      await(one.findShadow().orElseThrow(), State.RUNNING);
    }
    assertThat(hindered.engine.open()).as("in the first home").isEqualTo(1);
  }

  @Test
  void repeatsNothingThatItPredictedItself() {
    Shadow<String> shadow = started();
    await(shadow, State.RUNNING);
    model.promote(second, ALICE, "Good enough");
    predict(model, 50);
    model.rollback(ALICE, "Not good enough");
    predict(model, 1);
    assertThat(awaitRows(shadow, 1).compared()).isEqualTo(1);
  }

  @Test
  void isRefusedIfItCannotRun() {
    assertThatThrownBy(() -> model.shadow(second).until(Fixtures.TIME).start(ALICE, "Late"))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(
            "Invalid end of a shadow: %s (must be after now, %s)", Fixtures.TIME, Fixtures.TIME);
    assertThatThrownBy(() -> model.shadow(second).share(0).start(ALICE, "None"))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid share of a shadow: 0 (must be more than 0 and at most 1)");
    assertThatThrownBy(() -> model.shadow(second).tolerance(Double.NaN).start(ALICE, "Any"))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageStartingWith("Invalid tolerance of a shadow: NaN");
    assertThatThrownBy(() -> model.shadow(second).share(1).share(1))
        .isInstanceOf(InvalidValueException.class);

    Shadow<String> shadow = started();
    assertThatThrownBy(this::started)
        .isInstanceOf(ConflictException.class)
        .hasMessage(
            "Cannot start a shadow of species: version 2 is a shadow until %s (stop it first)",
            SOON);
    shadow.stop(ALICE, "Enough");
    assertThatThrownBy(() -> shadow.stop(ALICE, "Again"))
        .isInstanceOf(ConflictException.class)
        .hasMessageEndingWith(" of species: it was stopped");
    assertThat(model.history())
        .extracting(record -> record.transition().changes().get(0).toString())
        .endsWith("shadow species:2 started until " + SOON, "shadow species:2 stopped");
    model.close();
    assertThatThrownBy(shadow::report)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("The model species is closed");
  }
}
