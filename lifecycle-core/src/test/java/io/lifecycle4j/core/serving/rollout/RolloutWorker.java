package io.lifecycle4j.core.serving.rollout;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.core.data.DatasetStores;
import io.lifecycle4j.core.evaluation.Evaluator;
import io.lifecycle4j.core.evaluation.Holdouts;
import io.lifecycle4j.core.loading.Pace;
import io.lifecycle4j.core.loading.VersionLoads;
import io.lifecycle4j.core.model.Engines;
import io.lifecycle4j.core.registry.Decisions;
import io.lifecycle4j.core.registry.ModelVersions;
import io.lifecycle4j.core.registry.Move;
import io.lifecycle4j.core.registry.Promotions;
import io.lifecycle4j.core.registry.Registries;
import io.lifecycle4j.core.registry.RolloutState;
import io.lifecycle4j.core.registry.RolloutTransitions;
import io.lifecycle4j.core.serving.traffic.CountedCalls;
import io.lifecycle4j.core.serving.traffic.TrafficRecorder;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.core.traffic.LatencyCounts;
import io.lifecycle4j.core.traffic.TrafficCounter;
import io.lifecycle4j.registry.Authorizer;
import io.lifecycle4j.registry.spi.ModelRegistry;
import io.lifecycle4j.schema.Tasks;
import io.lifecycle4j.storage.spi.JournalStore;
import io.lifecycle4j.storage.spi.Medium;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.slf4j.Logger;

/**
 * A process that takes part in the rollout of a model until it is killed. It counts requests of
 * both arms in the step that it finds, and says so once they are recorded.
 */
final class RolloutWorker {
  static final String RECORDED = "recorded";
  private static final int BUCKETS = 10_000;
  private static final long NANOS = 1_000_000;

  private RolloutWorker() {}

  /** Returns a clock that a test sets for all processes. */
  static InstantSource clock(Path file) {
    return () -> {
      try {
        return Instant.parse(Files.readString(file));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    };
  }

  /** Returns the rollouts of a model that has no data. */
  static RolloutTransitions rollouts(Medium medium, ModelRegistry registry, InstantSource clock) {
    ModelVersions versions = new ModelVersions("fraud", registry);
    VersionLoads loads =
        new VersionLoads(
            "fraud",
            versions::version,
            new Engines(List.of()),
            file -> InputStream.nullInputStream(),
            medium,
            clock,
            Pace.DEFAULT);
    Evaluator evaluator =
        new Evaluator(new Holdouts(DatasetStores.over(medium, clock), medium, clock), loads);
    Decisions decisions = new Decisions("fraud", registry, Authorizer.ALL, Decisions.LOG);
    return new RolloutTransitions(
        versions,
        new Promotions(
            versions,
            decisions,
            evaluator,
            List.of(),
            Tasks.regression("fraud"),
            InstantSource.system()));
  }

  /** Decides the first of several ways, whether or not its version can be loaded. */
  static Consumer<Move> decisions(ModelRegistry registry, Logger log) {
    Decisions decisions = new Decisions("fraud", registry, Authorizer.ALL, log);
    return move ->
        decisions.decide(move.by().action(), move.ways().get(0).entry().apply(move.by()));
  }

  /** Counts requests of both arms, of which the canary fails some. */
  static void count(CountedCalls calls, RolloutState state, int requests, int errors) {
    StepCounters step = new StepCounters(state, calls);
    for (int i = 0; i < requests; i++) {
      TrafficCounter canary = Objects.requireNonNull(step.arm(0));
      canary.add(NANOS);
      if (i < errors) {
        canary.failed();
      }
      if (!state.isBaking()) {
        int bucket = (int) Math.round(BUCKETS * state.share());
        Objects.requireNonNull(step.arm(bucket)).add(NANOS);
      }
    }
  }

  public static void main(String[] arguments) {
    InstantSource clock = clock(Path.of(arguments[1]));
    int requests = Integer.parseInt(arguments[2]);
    try (Medium medium = Media.file(Path.of(arguments[0]));
        ModelRegistry registry = Registries.over(medium, clock)) {
      RolloutTransitions rollouts = rollouts(medium, registry, clock);
      CountedCalls calls = new CountedCalls();
      count(calls, rollouts.find().orElseThrow(), requests, 0);
      try (TrafficRecorder recorder = new TrafficRecorder(calls, medium.journals(), "fraud");
          RolloutControl control =
              new RolloutControl(
                  rollouts,
                  decisions(registry, Decisions.LOG),
                  recorder,
                  medium,
                  clock,
                  RolloutControl.LOG)) {
        boolean recorded = false;
        while (true) { // until it is killed
          registry.refresh();
          control.wake();
          if (!recorded && isRecorded(medium.journals(), requests)) {
            recorded = true;
            System.out.println(RECORDED);
          }
          LockSupport.parkNanos(NANOS);
        }
      }
    }
  }

  /** Returns whether a line has so many requests of an arm: no other process counts as many. */
  private static boolean isRecorded(JournalStore journals, int requests) {
    String latencies = "\"latencies\":[" + LatencyCounts.bucket(NANOS) + "," + requests + "]";
    return journals.names().stream()
        .filter(name -> name.startsWith("traffic-"))
        .flatMap(name -> Fixtures.texts(journals.read(name, 1)).stream())
        .anyMatch(line -> line.contains(latencies));
  }
}
