package io.lifecycle4j.core.serving;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.contract.LinearEngine;
import io.lifecycle4j.contract.Moves;
import io.lifecycle4j.core.data.DatasetStores;
import io.lifecycle4j.core.evaluation.Evaluator;
import io.lifecycle4j.core.model.Engines;
import io.lifecycle4j.core.registry.Promotions;
import io.lifecycle4j.core.registry.Registries;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.Transition;
import io.lifecycle4j.registry.spi.ModelRegistry;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.storage.spi.Medium;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A version that stands by is loaded once, however often another one fails. */
@Timeout(60)
class EarlierVersionsTest {
  private final LinearEngine engine = new LinearEngine();
  private final Medium medium = Media.memory();
  private final ModelRegistry registry = Registries.over(medium, () -> Fixtures.TIME);
  private final Queue<Integer> begun = new ConcurrentLinkedQueue<>();
  private final Semaphore begins = new Semaphore(0);
  private final Semaphore ends = new Semaphore(0);
  private final VersionLoads loads = Versions.loads(engine, Media.memory(), Duration.ofSeconds(20));
  private final ModelServer<Double, Double> server = Servers.plain();
  private Promotions promotions;
  private EarlierVersions<Double, Double> earlier;

  @BeforeEach
  void promoteThree() throws Exception {
    for (int version = 1; version <= 3; version++) {
      registry.put(new NamedContent(String.valueOf(version), Versions.file(version)));
      registry.register(
          "line",
          Versions.version(version, Versions.INPUT.schema()).manifest(),
          Fixtures.ALICE,
          "For a test");
      registry.apply(Moves.promotion("line", version - 1, version));
    }
    Engines engines = new Engines(List.of(engine));
    promotions =
        new Promotions(
            "line",
            registry,
            new Evaluator(
                DatasetStores.over(medium, () -> Fixtures.TIME),
                engines,
                file -> InputStream.nullInputStream()),
            List.of());
    earlier =
        new EarlierVersions<>("line", promotions, loads, this::load, server.routes(), Serving.LOG);
    server.routes().serve(Versions.route(engine, 3));
  }

  @AfterEach
  void close() {
    ends.release(9);
    loads.close();
    server.close();
    assertThat(engine.open()).isZero();
  }

  private Route<Double, Double> load(ModelVersion version) {
    begun.add(version.number());
    begins.release();
    ends.acquireUninterruptibly();
    return Versions.route(engine, version.number());
  }

  private void awaitStandby() {
    while (server.routes().plan().standby() == null) {
      Thread.onSpinWait();
    }
  }

  @Test
  void loadsOneOnceHoweverOftenItIsAskedFor() throws Exception {
    earlier.standBy(server.routes().moves(), 3);
    begins.acquire();
    earlier.standBy(server.routes().moves(), 3);
    earlier.standBy(server.routes().moves(), 3);
    ends.release();
    awaitStandby();
    earlier.standBy(server.routes().moves(), 3);
    assertThat(begun).containsExactly(2);
  }

  @Test
  void loadsOneForTheVersionThatFailsByNow() throws Exception {
    earlier.standBy(server.routes().moves(), 3);
    begins.acquire();
    registry.apply(Moves.rollback("line", 3, 2));
    server.routes().serve(Versions.route(engine, 2));
    earlier.standBy(server.routes().moves(), 2);
    ends.release(2);
    awaitStandby();
    assertThat(begun).containsExactly(2, 1);
  }

  @Test
  void freesItIfAnUnknownChangeStoppedServingSinceThen() throws Exception {
    earlier.standBy(server.routes().moves(), 3);
    begins.acquire();
    server.routes().unroute();
    ends.release();
    loads.close(); // waits for the load
    assertThat(server.routes().plan().standby()).isNull();
    assertThat(server.isServing()).isFalse();
    assertThat(engine.open()).isZero();
  }

  @Test
  void freesAVersionWhoseRolloutStartsAfterTheClosing() {
    ProductionServing<Double, Double> serving =
        new ProductionServing<>(
            new VersionFollower("line", registry),
            promotions,
            Versions.routes(loads),
            server.routes(),
            Serving.LOG);
    serving.close();
    Transition rollout =
        Transition.builder(Fixtures.ALICE, "For a test")
            .change(Moves.rollout("line", 3, 2, "r"))
            .build();
    serving.start(() -> registry.apply(rollout), Versions.route(engine, 2));
    assertThat(engine.open()).as("the third serves").isEqualTo(1);
  }
}
