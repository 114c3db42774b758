package io.lifecycle4j.micrometer;

import static io.lifecycle4j.contract.Together.awaitTrue;
import static io.lifecycle4j.micrometer.Houses.ALICE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.error.ModelUnavailableException;
import io.lifecycle4j.micrometer.Houses.House;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.monitoring.DriftMonitor;
import io.lifecycle4j.observation.LifecycleObserver;
import io.lifecycle4j.observation.Observation;
import io.lifecycle4j.observation.ObservedSubject;
import io.lifecycle4j.observation.Operation;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MockClock;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is measured of a home, and that the reference lists all of it. */
@Timeout(60)
class LifecycleMetersTest {
  private static final Path REFERENCE = Path.of("../../docs/reference/meters.md");
  private static final House SMALL = new House(60);

  private final SimpleMeterRegistry registry =
      new SimpleMeterRegistry(SimpleConfig.DEFAULT, new SlowClock());

  /** A millisecond later each time, so that the stages of each call are timed. */
  private static final class SlowClock implements Clock {
    private final AtomicLong now = new AtomicLong();

    @Override
    public long wallTime() {
      return System.currentTimeMillis();
    }

    @Override
    public long monotonicTime() {
      return now.addAndGet(PredictMeters.PAUSE);
    }
  }

  /** How far the clock of the home is ahead, in seconds. */
  private final AtomicLong ahead = new AtomicLong();

  /** Lives the life of a model that uses all there is to measure. */
  private static void live(MeterRegistry registry) {
    LifecycleMeters meters = LifecycleMeters.of(registry).withLiveQuality(Duration.ofDays(1));
    try (Lifecycle home = Houses.home(meters)) {
      Split split = Houses.split(home);
      try (ManagedModel<House, Double> model =
          Houses.model(home).monitor(DriftMonitor.builder().window(50).build()).open()) {
        assertThatThrownBy(() -> model.predict(SMALL))
            .isInstanceOf(ModelUnavailableException.class);
        ModelVersion first = Houses.promoted(model, split);
        model.predict(Collections.nCopies(50, SMALL));
        assertThat(model.monitoring().findDrift()).isPresent();
        ModelVersion second = Houses.promoted(model, split);
        model.evaluate(second);
        model.rollback(ALICE, "why");
        model.recordGroundTruth(Map.of(model.predict(SMALL).id(), 180.0));
        model.shadow(second).start(ALICE, "why");
        registry.get("lifecycle4j.alerts.open").gauge().value(); // has all of them read
        awaitTrue(() -> !registry.find("lifecycle4j.quality.value").gauges().isEmpty());
        model.findShadow().orElseThrow().stop(ALICE, "why");
        model.rollout(second).start(ALICE, "why");
        assertThat(first.number()).isEqualTo(1);
      }
      home.maintenance().collectGarbage().run();
      home.datasets().dataset("houses").purge(1, "alice", "asked to");
    }
  }

  private Timer timer(String name, String... tags) {
    return registry.get(name).tags(tags).timer();
  }

  @Test
  void measureEachCallByItsVersionAndItsEnd() {
    live(registry);
    assertThat(timer("lifecycle4j.predict", "error", "none", "version", "1").count()).isEqualTo(2);
    assertThat(
            timer("lifecycle4j.predict", "error", "MODEL_UNAVAILABLE", "version", "none").count())
        .isEqualTo(1);
    for (String stage : new String[] {"prepare", "run", "decode"}) {
      Timer timer = timer("lifecycle4j.predict.stage", "stage", stage, "version", "1");
      assertThat(timer.count()).as(stage).isEqualTo(2);
      assertThat(timer.totalTime(TimeUnit.NANOSECONDS)).as(stage).isPositive();
    }
    assertThat(
            registry.get("lifecycle4j.predict.rows").tags("version", "1").summary().totalAmount())
        .isEqualTo(51);
    assertThat(timer("lifecycle4j.promote", "error", "none", "model", "price").count())
        .isEqualTo(2);
    assertThat(timer("lifecycle4j.rollback", "error", "none").count()).isEqualTo(1);
    assertThat(counter("lifecycle4j.calls.rejected", "reason", "unavailable")).isEqualTo(1);
    assertThat(counter("lifecycle4j.calls.rejected", "reason", "full")).isZero();
    assertThat(counter("lifecycle4j.predict.runs")).isEqualTo(2);
    assertThat(counter("lifecycle4j.version.changes")).as("and a rollback").isEqualTo(3);
  }

  private double counter(String name, String... tags) {
    return registry.get(name).tags(tags).functionCounter().count();
  }

  @Test
  void timeTheStagesOfOneCallInAMillisecond() {
    MockClock clock = new MockClock();
    SimpleMeterRegistry slow = new SimpleMeterRegistry(SimpleConfig.DEFAULT, clock);
    LifecycleObserver meters = LifecycleMeters.of(slow);
    ObservedSubject model = ObservedSubject.model("price");
    for (int call = 0; call < 100; call++) {
      Observation observation = meters.start(Operation.PREDICT, model);
      assertThat(observation.timesStages()).as("call %s", call).isEqualTo(call % 10 == 0);
      observation.ran(2, 1, 1, 1);
      observation.stop(model.version(1));
      clock.add(100, TimeUnit.MICROSECONDS);
    }
    assertThat(slow.get("lifecycle4j.predict").timer().count()).isEqualTo(100);
    assertThat(slow.get("lifecycle4j.predict.rows").summary().totalAmount()).isEqualTo(200);
    assertThat(slow.get("lifecycle4j.predict.stage").tag("stage", "run").timer().count())
        .isEqualTo(10);
  }

  @Test
  void areThoseThatTheReferenceLists() throws IOException {
    live(registry);
    LifecycleMeters meters = LifecycleMeters.of(registry);
    for (Operation rare : // take long to reach
        Set.of(Operation.REGISTER, Operation.RETRAIN, Operation.LOG_ROLL_UP)) {
      ObservedSubject subject =
          rare == Operation.LOG_ROLL_UP ? ObservedSubject.HOME : ObservedSubject.model("price");
      meters.start(rare, subject).stop(subject);
    }
    assertThat(registered()).containsExactlyElementsOf(listed());
  }

  private Set<String> registered() {
    Set<String> lines = new TreeSet<>();
    for (Meter meter : registry.getMeters()) {
      Meter.Id id = meter.getId();
      if (id.getName().endsWith(".histogram") || id.getTag("le") != null) {
        continue; // the buckets, which this registry shows as gauges
      }
      String type = id.getType().name().toLowerCase(Locale.ROOT);
      lines.add(
          String.join(
              " | ",
              "`" + id.getName() + "`",
              type.equals("distribution_summary") ? "summary" : type,
              id.getBaseUnit() == null ? "" : id.getBaseUnit(),
              id.getTags().stream().map(Tag::getKey).sorted().collect(Collectors.joining(", "))));
    }
    return lines;
  }

  private static Set<String> listed() throws IOException {
    return Files.readAllLines(REFERENCE).stream()
        .filter(line -> line.startsWith("| `"))
        .map(line -> line.substring(2).split(" *\\| *"))
        .map(cells -> String.join(" | ", cells[0], cells[1], cells[2], cells[3]))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void canBeScrapedByPrometheus() {
    PrometheusMeterRegistry prometheus =
        new PrometheusMeterRegistry(
            PrometheusConfig.DEFAULT, new PrometheusRegistry(), new SlowClock());
    AtomicReference<String> complaint = new AtomicReference<>();
    prometheus.config().onMeterRegistrationFailed((id, why) -> complaint.set(id + ": " + why));
    live(prometheus);
    assertThat(complaint.get()).isNull();
    assertThat(prometheus.scrape())
        .contains(
            "lifecycle4j_predict_seconds_bucket{error=\"none\",model=\"price\",version=\"1\",le=\"0.001\"}",
            "lifecycle4j_predict_stage_seconds_count{model=\"price\",stage=\"run\",version=\"1\"}"
                + " 2",
            "lifecycle4j_calls_rejected_total{model=\"price\",reason=\"unavailable\"} 1.0",
            "lifecycle4j_home_size_bytes",
            "lifecycle4j_drift_effect{column=\"area\",model=\"price\"}",
            "lifecycle4j_promote_seconds_count{error=\"none\",model=\"price\"} 2");
  }

  @Test
  void showDriftAndAlertsAsTheyAreKnownAfterAWhile() {
    try (Lifecycle home = home();
        ManagedModel<House, Double> model = monitored(home)) {
      awaitTrue(() -> value("lifecycle4j.alerts.open") == 0); // it has been read
      assertThat(value("lifecycle4j.drift.columns")).isNaN();
      Houses.promoted(model, Houses.split(home));
      model.predict(Collections.nCopies(50, SMALL)); // all the same
      assertThat(model.monitoring().findDrift()).isPresent();
      awaitTrue(() -> !model.alerts().open().isEmpty());
      assertThat(value("lifecycle4j.drift.columns")).as("read not long ago").isNaN();

      awaitTrue(() -> later("lifecycle4j.drift.columns") > 0);

      assertThat(value("lifecycle4j.alerts.open")).isPositive();
      assertThat(registry.get("lifecycle4j.drift.p").tag("column", "area").gauge().value())
          .isLessThan(1e-6);
      assertThat(registry.get("lifecycle4j.drift.effect").tag("column", "area").gauge().value())
          .isPositive();
      assertThat(value("lifecycle4j.drift.age")).isPositive();
      assertThat(value("lifecycle4j.shadow.compared")).isNaN();
    }
    assertThat(value("lifecycle4j.drift.columns")).as("closed").isNaN();
    assertThat(value("lifecycle4j.drift.age")).as("closed").isNaN();
  }

  private Lifecycle home() {
    return Houses.home(LifecycleMeters.of(registry), () -> Instant.now().plusSeconds(ahead.get()));
  }

  private static ManagedModel<House, Double> monitored(Lifecycle home) {
    return Houses.model(home).monitor(DriftMonitor.builder().window(50).build()).open();
  }

  /** Reads a gauge, a second later each time. */
  private double later(String gauge) {
    ahead.incrementAndGet(); // it is read again after half a minute of it
    return value(gauge);
  }

  @Test
  void showAModelThatIsOpenedAgain() {
    try (Lifecycle home = home()) {
      for (int opening = 0; opening < 2; opening++) {
        try (ManagedModel<House, Double> model = monitored(home)) {
          if (opening == 0) {
            Houses.promoted(model, Houses.split(home));
            model.predict(Collections.nCopies(50, SMALL)); // all the same
            assertThat(model.monitoring().findDrift()).isPresent();
          }
          awaitTrue(() -> value("lifecycle4j.drift.columns") > 0);
          assertThat(registry.get("lifecycle4j.drift.effect").tag("column", "area").gauge().value())
              .isPositive();
          assertThat(value("lifecycle4j.alerts.open")).isNotNaN();
        }
        assertThat(value("lifecycle4j.drift.columns")).as("closed").isNaN();
      }
    }
  }

  @Test
  void showAHomeThatIsOpenedAgain() {
    for (int opening = 0; opening < 2; opening++) {
      try (Lifecycle home = home();
          ManagedModel<House, Double> model = monitored(home)) {
        assertThat(model.ready()).isFalse();
        assertThat(value("lifecycle4j.version.serving")).as("opening %s", opening).isZero();
        awaitTrue(() -> value("lifecycle4j.alerts.open") == 0);
        assertThat(registry.get("lifecycle4j.home.size").gauge().value()).isNotNaN();
      }
    }
  }

  private double value(String gauge) {
    return registry.get(gauge).tag("model", "price").gauge().value();
  }

  @Test
  void areNotMoreThanThoseOfTheLastVersions() {
    LifecycleObserver meters = LifecycleMeters.of(registry);
    ObservedSubject model = ObservedSubject.model("price");
    for (int version = 1; version <= 100; version++) {
      Observation call = meters.start(Operation.PREDICT, model);
      call.ran(1, 1, 1, 1);
      call.stop(model.version(version));
    }
    assertThat(registry.find("lifecycle4j.predict").timers())
        .extracting(timer -> timer.getId().getTag("version"))
        .hasSize(16)
        .contains("85", "100");
    assertThat(registry.find("lifecycle4j.predict.stage").timers()).hasSize(3 * 16);
    assertThat(registry.find("lifecycle4j.predict.rows").summaries()).hasSize(16);
    meters.start(Operation.PREDICT, model).stop(model.version(3));
    assertThat(timer("lifecycle4j.predict", "version", "3").count()).isEqualTo(1);
  }

  @Test
  void haveTheTagsThatAreGiven() {
    try (Lifecycle home = Houses.home(LifecycleMeters.of(registry, Tag.of("home", "a")))) {
      Houses.split(home);
    }
    assertThat(registry.get("lifecycle4j.split").tag("home", "a").timer().count()).isEqualTo(1);
    assertThat(registry.get("lifecycle4j.home.size").tag("home", "a").gauge().getId().getBaseUnit())
        .isEqualTo("bytes");
  }
}
