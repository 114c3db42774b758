package io.lifecycle4j.core.serving.rollout;

import io.lifecycle4j.core.data.DatasetStores;
import io.lifecycle4j.core.evaluation.Evaluator;
import io.lifecycle4j.core.evaluation.Holdouts;
import io.lifecycle4j.core.json.Json;
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
import io.lifecycle4j.core.storage.JournalReads;
import io.lifecycle4j.core.storage.Media;
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
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
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
  static StepCounters counted(RolloutState state, int requests, int errors) {
    StepCounters step = new StepCounters(state);
    for (int i = 0; i < requests; i++) {
      ArmCounter canary = Objects.requireNonNull(step.arm(0));
      canary.add(NANOS);
      if (i < errors) {
        canary.failed();
      }
      if (!state.isBaking()) {
        int bucket = (int) Math.round(BUCKETS * state.share());
        Objects.requireNonNull(step.arm(bucket)).add(NANOS);
      }
    }
    return step;
  }

  public static void main(String[] arguments) {
    InstantSource clock = clock(Path.of(arguments[1]));
    int requests = Integer.parseInt(arguments[2]);
    try (Medium medium = Media.file(Path.of(arguments[0]));
        ModelRegistry registry = Registries.over(medium, clock)) {
      RolloutTransitions rollouts = rollouts(medium, registry, clock);
      StepCounters counted = counted(rollouts.find().orElseThrow(), requests, 0);
      AtomicReference<StepCounters> counters = new AtomicReference<>(counted);
      try (RolloutControl control =
          new RolloutControl(
              rollouts,
              decisions(registry, Decisions.LOG),
              counters::get,
              medium,
              clock,
              RolloutControl.LOG)) {
        boolean recorded = false;
        while (true) { // until it is killed
          registry.refresh();
          control.wake();
          if (!recorded && isRecorded(medium.journals(), counted)) {
            recorded = true;
            System.out.println(RECORDED);
          }
          LockSupport.parkNanos(NANOS);
        }
      }
    }
  }

  private static boolean isRecorded(JournalStore journals, StepCounters counters) {
    byte[] line = Json.PLAIN.write(SignalLine.of(counters));
    return journals.names().stream()
        .filter(name -> name.startsWith("rollout-counts-"))
        .flatMap(name -> JournalReads.last(journals, name).stream())
        .anyMatch(entry -> Arrays.equals(entry.payload(), line));
  }
}
