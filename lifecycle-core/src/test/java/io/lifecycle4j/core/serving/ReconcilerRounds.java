package io.lifecycle4j.core.serving;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.contract.LinearEngine;
import io.lifecycle4j.contract.Moves;
import io.lifecycle4j.contract.OverLinear;
import io.lifecycle4j.core.LoggedLines;
import io.lifecycle4j.core.loading.LineVersions;
import io.lifecycle4j.core.loading.Pace;
import io.lifecycle4j.core.loading.VersionLoads;
import io.lifecycle4j.core.loading.VersionLoads.Purpose;
import io.lifecycle4j.core.model.Engines;
import io.lifecycle4j.core.registry.ModelVersions;
import io.lifecycle4j.core.registry.Registries;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.error.PredictionFailedException;
import io.lifecycle4j.model.ModelArtifact;
import io.lifecycle4j.model.spi.LoadedModel;
import io.lifecycle4j.registry.Change;
import io.lifecycle4j.registry.Transition;
import io.lifecycle4j.registry.spi.ModelRegistry;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.storage.spi.Medium;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.slf4j.Logger;

/** A model whose versions a reconciler loads, in rounds that a test makes. */
abstract class ReconcilerRounds {
  final LinearEngine engine = new LinearEngine();
  final AtomicReference<Instant> now = new AtomicReference<>(Fixtures.TIME);
  private final Medium medium = Media.memory();
  final ModelRegistry registry = Registries.over(medium, now::get);
  final Map<Integer, Runnable> hooks = new ConcurrentHashMap<>();
  final Queue<Integer> begun = new ConcurrentLinkedQueue<>();
  final Queue<String> warnings = new ConcurrentLinkedQueue<>();
  final Semaphore ended = new Semaphore(0);
  final RouteSwitch<Double, Double> server = new RouteSwitch<>("line", null);

  /** The bytes that each version is said to have; 0 for those it has. */
  volatile long size;

  /** The nanoseconds that have passed for attempts to load a version again. */
  final AtomicLong nanos = new AtomicLong();

  final VersionLoads loads =
      new VersionLoads(
          "line",
          number ->
              size == 0
                  ? Versions.version(number, Versions.INPUT.schema())
                  : LineVersions.version(number, Versions.INPUT.schema(), size),
          new Engines(List.of(new HookedEngine())),
          file -> new ByteArrayInputStream(LineVersions.weights(Integer.parseInt(file.name()))),
          Media.memory(),
          now::get,
          new Pace(
              Duration.ofSeconds(1), Duration.ofMinutes(1), Pace.DEFAULT.patience(), nanos::get));
  final ModelVersions versions = new ModelVersions("line", registry);
  final Reconciler<Double, Double> reconciler = reconciler();

  /** Runs the hook of a version before it is loaded. */
  private final class HookedEngine implements OverLinear {
    @Override
    public LinearEngine engine() {
      return engine;
    }

    @Override
    public LoadedModel load(ModelArtifact artifact, Files files) {
      int version = Integer.parseInt(artifact.files().get(0).name());
      begun.add(version);
      hooks.getOrDefault(version, () -> {}).run();
      ModelArtifact real = Versions.version(version, Versions.INPUT.schema()).manifest().artifact();
      return engine.load(real, files);
    }
  }

  private Reconciler<Double, Double> reconciler() {
    Routes<Double, Double> routes = Versions.routes(loads);
    Logger log = LoggedLines.of("warn", warnings);
    return new Reconciler<>(
        "line",
        routes,
        server,
        new ServingStanding("line", versions, log),
        new LoadedVersions<>(loads, Purpose.SERVE, routes::load, ended::release),
        now::get,
        log);
  }

  @BeforeEach
  void register() throws Exception {
    for (int version = 1; version <= 3; version++) {
      registry.put(new NamedContent(String.valueOf(version), LineVersions.file(version)));
      registry.register(
          "line",
          Versions.version(version, Versions.INPUT.schema()).manifest(),
          Fixtures.ALICE,
          "For a test");
    }
  }

  @AfterEach
  void close() {
    reconciler.end();
    loads.close();
    server.close();
    server.drain(Duration.ofSeconds(20));
    registry.close();
    medium.close();
    assertThat(engine.open()).isZero();
    assertThat(engine.violations()).isEmpty();
  }

  void promote(int from, int to) {
    registry.apply(Moves.promotion("line", from, to));
  }

  long apply(Change... changes) {
    Transition.Builder entry = Transition.builder(Fixtures.ALICE, "For a test");
    for (Change change : changes) {
      entry.change(change);
    }
    return registry.apply(entry.build()).sequence();
  }

  Duration round() {
    return reconciler.round(versions.wanted());
  }

  /** Makes rounds until so many loads that they begin have ended. */
  void roundsOfLoads(int count) {
    for (int i = 0; i < count; i++) {
      round();
      ended.acquireUninterruptibly();
    }
    round();
  }

  /** Lets the version that serves fail until its breaker opens. */
  void fail(int version) {
    Route<Double, Double> route = requireNonNull(server.plan().champion());
    assertThat(route.version()).isEqualTo(version);
    for (int i = 0; i < CircuitBreaker.WINDOW; i++) {
      PredictionRecord<Double, Double> row = new PredictionRecord<>(null, (double) i);
      row.failed(PredictionRecord.Ending.FAILED, new PredictionFailedException("by the test"));
      route.breaker().record(List.of(row));
    }
    assertThat(route.breaker().isClosed()).isFalse();
  }

  int standby() {
    Route<Double, Double> route = server.plan().standby();
    return route == null ? 0 : route.version();
  }
}
