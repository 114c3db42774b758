package io.lifecycle4j.core;

import static io.lifecycle4j.contract.Together.awaitTrue;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.contract.LinearEngine;
import io.lifecycle4j.core.Flowers.Flower;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.monitoring.DriftMonitor;
import io.lifecycle4j.observation.Gauge;
import io.lifecycle4j.observation.LifecycleObserver;
import io.lifecycle4j.observation.Measure;
import io.lifecycle4j.observation.Observation;
import io.lifecycle4j.observation.ObservedSubject;
import io.lifecycle4j.observation.Operation;
import io.lifecycle4j.serving.Shadow;
import io.lifecycle4j.serving.ShadowReport;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What gauges show of drift, alerts, shadows and live quality. */
@Timeout(60)
class ModelFiguresTest {
  private static final ObservedSubject SPECIES = ObservedSubject.model("species");

  private final Shown shown = new Shown();

  /** How far the clock of the home is ahead, in seconds. */
  private final AtomicLong ahead = new AtomicLong();

  /** Holds all gauges, and asks for live quality. */
  private static final class Shown implements LifecycleObserver {
    private final Map<String, Gauge> gauges = new ConcurrentHashMap<>();
    private final List<String> twice = new CopyOnWriteArrayList<>();

    @Override
    public Observation start(Operation operation, ObservedSubject subject) {
      return Observation.NONE;
    }

    @Override
    public void gauge(Gauge gauge) {
      String name = gauge.measure().id() + gauge.part().map(part -> ":" + part).orElse("");
      if (gauges.put(name, gauge) != null) {
        twice.add(name);
      }
    }

    @Override
    public Optional<Duration> liveQuality() {
      return Optional.of(Duration.ofDays(1_000)); // the clock runs fast
    }

    boolean has(String name) {
      return gauges.containsKey(name);
    }

    double value(String name) {
      return Objects.requireNonNull(gauges.get(name), name).value().getAsDouble();
    }
  }

  private Lifecycle home(LifecycleObserver observer) {
    return Flowers.open(
        Lifecycle.builder()
            .location(URI.create("memory:new"))
            .clock(() -> Instant.now().plusSeconds(ahead.get()))
            .observer(observer),
        new LinearEngine());
  }

  private static ManagedModel<Flower, String> monitored(Lifecycle home) {
    return Flowers.model(home).monitor(DriftMonitor.builder().window(50).build()).open();
  }

  /** Reads a gauge, a second later each time. */
  private double later(String name) {
    ahead.incrementAndGet(); // it is read again after a minute of it
    return shown.value(name);
  }

  private static boolean isReading() {
    return Thread.getAllStackTraces().keySet().stream()
        .anyMatch(thread -> thread.getName().equals("lifecycle4j-figures-species"));
  }

  @Test
  void showDriftAndQualityOfEachOpeningOnce() {
    try (Lifecycle home = home(shown)) {
      for (int opening = 1; opening <= 2; opening++) {
        try (ManagedModel<Flower, String> model = monitored(home)) {
          if (opening == 1) {
            awaitTrue(() -> later("alerts.open") == 0);
            assertThat(shown.value("drift.columns")).as("no window").isNaN();
            assertThat(shown.value("drift.age")).as("no window").isNaN();
            assertThat(shown.value("quality.labelled")).as("nothing serves").isNaN();
            Flowers.promoted(model, Flowers.split(home, 1));
            model.predict(Collections.nCopies(50, Flowers.SETOSA));
            assertThat(model.monitoring().findDrift()).isPresent();
            model.recordGroundTruth(Map.of(model.predict(Flowers.SETOSA).id(), "setosa"));
          }
          awaitTrue(() -> later("drift.columns") > 0);
          awaitTrue(() -> later("quality.labelled") == 1);
          awaitTrue(() -> shown.has("quality.value:accuracy"));
          assertThat(shown.value("quality.value:accuracy")).isEqualTo(1);
          assertThat(shown.value("drift.effect:length")).isPositive();
          assertThat(shown.value("drift.p:length")).isLessThan(1e-6);
          assertThat(shown.value("drift.age")).isPositive();
          assertThat(shown.value("shadow.compared")).as("none runs").isNaN();
        }
        assertThat(shown.value("drift.columns")).as("closed").isNaN();
        assertThat(shown.value("drift.effect:length")).as("closed").isNaN();
      }
    }
    assertThat(shown.twice).isEmpty();
  }

  @Test
  void showWhatAShadowPredictsDifferently() {
    try (Lifecycle home = home(shown)) {
      ModelVersion candidate;
      try (ManagedModel<Flower, String> training = Flowers.model(home).open()) {
        candidate = training.train(Flowers.split(home, 1));
      }
      try (ManagedModel<Flower, String> function =
          Flowers.plain(home).serving(flower -> "setosa").open()) {
        Shadow<String> shadow = function.shadow(candidate).start(Flowers.ALICE, "Compare");
        awaitTrue(() -> shadow.report().state() == ShadowReport.State.RUNNING);
        function.predict(List.of(Flowers.SETOSA, Flowers.VIRGINICA, Flowers.VIRGINICA));
        awaitTrue(() -> later("shadow.compared") == 3);
        assertThat(shown.value("shadow.different")).isEqualTo(2);
      }
    }
  }

  @Test
  void areNotReadWhileNobodyReadsGauges() {
    try (Lifecycle home = home(shown);
        ManagedModel<Flower, String> model = monitored(home)) {
      assertThat(model.ready()).isFalse();
      assertThat(isReading()).isFalse();
      assertThat(shown.value("alerts.open")).as("read on another thread").isNaN();
      awaitTrue(() -> shown.value("alerts.open") == 0);
      awaitTrue(() -> !isReading()); // it ends without work
    }
  }

  @Test
  void areShownAlsoIfAnObserverThrows() {
    LifecycleObserver broken =
        new LifecycleObserver() {
          @Override
          public Observation start(Operation operation, ObservedSubject subject) {
            return Observation.NONE;
          }

          @Override
          public Optional<Duration> liveQuality() {
            throw new IllegalStateException("made by the test");
          }
        };
    try (Lifecycle home = home(broken);
        ManagedModel<Flower, String> model = monitored(home)) {
      assertThat(model.ready()).isFalse();
    }
  }

  @Test
  void nameTheirPartsIfTheyHaveSome() {
    assertThatThrownBy(() -> new Gauge(Measure.DRIFT_P, SPECIES, () -> 1))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid part of drift.p: none (needs one: true)");
    assertThatThrownBy(
            () -> new Gauge(Measure.ALERTS_OPEN, SPECIES, Optional.of("length"), () -> 1))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid part of alerts.open: length (needs one: false)");
  }
}
