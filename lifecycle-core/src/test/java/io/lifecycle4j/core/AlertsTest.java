package io.lifecycle4j.core;

import static io.lifecycle4j.core.Flowers.ALICE;
import static io.lifecycle4j.core.Flowers.SETOSA;
import static io.lifecycle4j.core.Flowers.VIRGINICA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.ManagedModelBuilder;
import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.core.Flowers.Flower;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.data.SplitRole;
import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.monitoring.Alert;
import io.lifecycle4j.monitoring.AlertCause;
import io.lifecycle4j.monitoring.AlertDecision;
import io.lifecycle4j.monitoring.AlertDecision.Outcome;
import io.lifecycle4j.monitoring.AlertHint.Remedy;
import io.lifecycle4j.monitoring.AlertPolicy;
import io.lifecycle4j.monitoring.AlertSeverity;
import io.lifecycle4j.monitoring.DriftBacktest;
import io.lifecycle4j.monitoring.DriftMonitor;
import io.lifecycle4j.monitoring.DriftMonitorBuilder;
import io.lifecycle4j.monitoring.DriftReport;
import io.lifecycle4j.serving.Replay;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Alerts of a served model: opened by drift, kept over restarts, with their predictions. */
@Timeout(60)
class AlertsTest {
  private static final int WINDOW = 200;
  private static final Instant FUTURE = Instant.parse("2200-01-01T00:00:00Z");
  private static final Instant NEVER = Instant.EPOCH;
  private static final AlertCause LENGTH = AlertCause.drift("length");

  @TempDir private Path directory;
  private final BlockingQueue<Alert> received = new LinkedBlockingQueue<>();

  private ManagedModelBuilder<Flower, String> model(Lifecycle home) {
    return Flowers.model(home)
        .monitor(DriftMonitor.builder().window(WINDOW).falseAlarmRate(0.01).build())
        .alerts(AlertPolicy.builder().clearAfter(1).build())
        .onAlert("pager", received::add);
  }

  private static Split split(Lifecycle home, long seed) {
    return Flowers.commit(home, seed, 2_000).split(Flowers.PLAN);
  }

  /** Returns the inputs of as many windows, from rows that are like those of the reference. */
  private static List<Flower> flowers(Split split, int windows) {
    List<Flower> flowers = new ArrayList<>();
    split
        .rows(SplitRole.TRAIN)
        .forEach(row -> flowers.add(new Flower(row.number(0), row.number(1), row.text(2))));
    return flowers.subList(0, windows * WINDOW);
  }

  /** Returns the same flowers, measured in inches instead of centimetres. */
  private static List<Flower> inches(List<Flower> flowers) {
    return flowers.stream()
        .map(flower -> new Flower(flower.length() / 2.54, flower.width(), flower.soil()))
        .toList();
  }

  private static void predict(ManagedModel<Flower, String> model, List<Flower> flowers) {
    for (int from = 0; from < flowers.size(); from += WINDOW) {
      model.predict(flowers.subList(from, from + WINDOW));
      assertThat(model.monitoring().findDrift()).isPresent(); // it is judged now
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private Alert next() throws InterruptedException {
    Alert next = received.poll(60, TimeUnit.SECONDS);
    assertThat(next).isNotNull();
    return next;
  }

  private Alert next(AlertCause cause) throws InterruptedException {
    Alert alert = next();
    while (!alert.cause().equals(cause)) {
      alert = next();
    }
    return alert;
  }

  @Test
  void areOpenedByDriftAndSurviveARestart() throws InterruptedException {
    Alert alert;
    try (Lifecycle home = Flowers.in(directory);
        ManagedModel<Flower, String> model = model(home).open()) {
      Split split = split(home, 1);
      Flowers.promoted(model, split);
      predict(model, inches(flowers(split, 2)));
      alert = next(LENGTH);
      assertThat(alert.isOpen()).isTrue();
      assertThat(alert.version()).isEqualTo("species:1");
      assertThat(alert.severity()).isEqualTo(AlertSeverity.CRITICAL);
      assertThat(alert.figures()).containsKeys("effect", "p", "level", "importance");
      assertThat(alert.hints())
          .anySatisfy(
              hint -> {
                assertThat(hint.remedy()).isEqualTo(Remedy.CHECK_SOURCE);
                assertThat(hint.reason()).endsWith("as between inches and centimetres");
              });
    }
    try (Lifecycle home = Flowers.in(directory);
        ManagedModel<Flower, String> model = model(home).open()) {
      Alert kept = model.alerts().find(LENGTH).orElseThrow();
      assertThat(kept.id()).isEqualTo(alert.id());
      assertThat(kept.span().rows()).isEqualTo(2 * WINDOW);
      assertThat(model.alerts().open()).contains(kept);
      model.alerts().acknowledge(kept.id(), ALICE, "Told the lab");
      assertThatThrownBy(() -> model.alerts().acknowledge(kept.id(), ALICE, "Again"))
          .isInstanceOf(ConflictException.class);
      predict(model, flowers(split(home, 1), 1));
      assertThat(next(LENGTH).state()).isEqualTo(Alert.State.CLEARED);
      assertThat(model.alerts().find(kept.id()).orElseThrow().state())
          .isEqualTo(Alert.State.CLEARED);
      assertThat(model.alerts().decisions(Instant.MIN, Instant.MAX))
          .filteredOn(decision -> decision.alert().equals(kept.id()))
          .extracting(AlertDecision::outcome)
          .containsExactly(
              Outcome.OPENED, Outcome.CONTINUED, Outcome.ACKNOWLEDGED, Outcome.CLEARED);
    }
    try (Lifecycle home = Flowers.in(directory);
        ManagedModel<Flower, String> model = model(home).open()) {
      assertThat(model.alerts().open()).isEmpty();
      assertThat(model.alerts().between(Instant.MIN, Instant.MAX)).isNotEmpty();
      assertThat(model.alerts().between(alert.opened().plusSeconds(600), Instant.MAX)).isEmpty();
    }
  }

  @Test
  void areOpenedWhileAListenerOfReportsHangs() throws InterruptedException {
    CountDownLatch hangs = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    try (Lifecycle home = Flowers.inMemory();
        ManagedModel<Flower, String> model =
            model(home)
                .onDrift(
                    report -> {
                      hangs.countDown();
                      await(goOn);
                    })
                .open()) {
      Split split = split(home, 1);
      Flowers.promoted(model, split);
      predict(model, flowers(split, 1));
      await(hangs);
      predict(model, inches(flowers(split, 1)));

      assertThat(model.alerts().find(LENGTH)).isPresent();
      assertThat(next(LENGTH).isOpen()).isTrue();
      goOn.countDown();
    }
  }

  @Test
  @OnlyLarger
  void nameTheirPredictionsAndReplayThemByTheVersionBefore() throws InterruptedException {
    try (Lifecycle home = Flowers.in(directory);
        ManagedModel<Flower, String> model = model(home).open()) {
      Split split = split(home, 1);
      Flowers.promoted(model, split);
      model.predict(List.of(SETOSA, VIRGINICA)); // of another version
      Flowers.promoted(model, split(home, 2));
      predict(model, inches(flowers(split, 1)));
      Alert alert = next(LENGTH);
      assertThat(alert.version()).isEqualTo("species:2");
      assertThat(model.alerts().predictions(alert.id()).count()).isEqualTo(WINDOW);
      Replay replay = model.alerts().replay(alert.id()).run();
      assertThat(replay.model()).isEqualTo("species:1");
      assertThat(replay.compared()).isEqualTo(WINDOW);
    }
  }

  @Test
  void sayWhatIsNotThere() throws InterruptedException {
    try (Lifecycle home = Flowers.inMemory();
        ManagedModel<Flower, String> model = model(home).open()) {
      assertThat(model.alerts().find("a1")).isEmpty();
      assertThat(model.alerts().decisions(Instant.MIN, Instant.MAX)).isEmpty();
      assertThatThrownBy(() -> model.alerts().predictions("a1"))
          .isInstanceOf(NotFoundException.class)
          .hasMessage("Alert of species does not exist: a1");
      assertThatThrownBy(() -> model.alerts().between(Instant.MAX, Instant.MIN))
          .isInstanceOf(InvalidValueException.class);
      Split split = split(home, 1);
      Flowers.promoted(model, split);
      predict(model, inches(flowers(split, 1)));
      String id = next(LENGTH).id();
      assertThatThrownBy(() -> model.alerts().replay(id))
          .isInstanceOf(NotFoundException.class)
          .hasMessage(
              "Cannot replay alert %s: no version was in production before species:1"
                  .formatted(id));
    }
  }

  @Test
  @OnlyLarger
  void areCountedOnLoggedTrafficBeforeAnybodyIsPaged() {
    DriftMonitor tried = DriftMonitor.builder().window(WINDOW).falseAlarmRate(0.001).build();
    try (Lifecycle home = Flowers.inMemory();
        ManagedModel<Flower, String> model = Flowers.model(home).open()) { // not monitored
      Split split = split(home, 1);
      Flowers.promoted(model, split);
      List<Flower> flowers = flowers(split, 4);
      model.predict(flowers.subList(0, 2 * WINDOW));
      model.predict(inches(flowers.subList(2 * WINDOW, 4 * WINDOW)));
      model.predict(List.of(SETOSA)); // its window does not become full
      DriftBacktest backtest = model.backtest(tried).between(Instant.EPOCH, FUTURE);
      assertThat(backtest.rows()).isEqualTo(4 * WINDOW + 1);
      assertThat(backtest.windows()).isEqualTo(4);
      assertThat(backtest.drifted()).isEqualTo(2);
      assertThat(backtest.expected()).isEqualTo(0.004, within(1e-9));
      assertThat(backtest.leftOut()).isEmpty();
      assertThat(backtest.alerts())
          .filteredOn(alert -> alert.cause().equals(LENGTH))
          .singleElement()
          .matches(alert -> alert.span().windows() == 2 && alert.isOpen());
      assertThat(backtest.reports().get(0).columns().get(0).importance()).isPresent();
      assertThat(backtest.summary()).contains("2 of 4 windows drifted");
      assertThat(model.alerts().open()).as("nothing is written").isEmpty();
      assertThat(model.backtest(tried).between(FUTURE, FUTURE).windows()).isZero();
    }
  }

  @Test
  void areCountedByTimeAndOverSlidingWindowsAsTheyWouldBeServed() {
    AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-03-01T00:30:00Z"));
    try (Lifecycle home = Flowers.open(Lifecycle.builder().directory(directory).clock(now::get));
        ManagedModel<Flower, String> model = Flowers.model(home).open()) {
      Split split = split(home, 1);
      Flowers.promoted(model, split);
      List<Flower> flowers = flowers(split, 4);
      for (int hour = 0; hour < 3; hour++) {
        model.predict(flowers.subList(hour * WINDOW, (hour + 1) * WINDOW));
        now.updateAndGet(before -> before.plus(Duration.ofHours(1)));
      }
      model.predict(inches(flowers.subList(600, 700)));
      now.updateAndGet(before -> before.plus(Duration.ofDays(3)));
      model.predict(inches(flowers.subList(700, 740)));

      DriftMonitorBuilder hourly = DriftMonitor.builder().falseAlarmRate(0.001);
      DriftBacktest byHour =
          model.backtest(hourly.window(Duration.ofHours(1)).build()).between(NEVER, FUTURE);
      assertThat(byHour.windows()).isEqualTo(5);
      assertThat(byHour.reports())
          .extracting(DriftReport::rows, DriftReport::closedEarly, DriftReport::closed)
          .containsExactly(
              tuple(100L, false, Instant.parse("2026-03-01T04:00:00Z")),
              tuple(40L, true, Instant.parse("2026-03-04T04:00:00Z")));

      DriftMonitorBuilder half = DriftMonitor.builder().falseAlarmRate(0.001);
      DriftBacktest sliding =
          model.backtest(half.window(WINDOW).sliding(2).build()).between(NEVER, FUTURE);
      assertThat(sliding.windows()).as("each part but the first ends a window").isEqualTo(6);
      assertThat(sliding.reports()).extracting(DriftReport::rows).containsExactly(200L);
    }
  }

  @Test
  void areOfTheOnlySegmentThatDrifted() {
    try (Lifecycle home = Flowers.inMemory();
        ManagedModel<Flower, String> model = Flowers.model(home).open()) {
      Split split = split(home, 1);
      Flowers.promoted(model, split);
      List<Flower> flowers = new ArrayList<>(flowers(split, 4));
      String soil = flowers.get(0).soil();
      flowers.replaceAll(
          flower -> flower.soil().equals(soil) ? inches(List.of(flower)).get(0) : flower);
      model.predict(flowers);
      DriftMonitor tried =
          DriftMonitor.builder()
              .reference(split.version())
              .by("soil")
              .window(WINDOW)
              .falseAlarmRate(0.001)
              .build();

      DriftBacktest backtest = model.backtest(tried).between(NEVER, FUTURE);

      assertThat(backtest.drifted()).isEqualTo(4);
      assertThat(backtest.alerts())
          .extracting(alert -> alert.cause().subject())
          .contains("length (soil=" + soil + ")")
          .noneMatch(subject -> subject.contains("(soil=") && !subject.contains(soil));
    }
  }
}
