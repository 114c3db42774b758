package io.lifecycle4j.core.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.contract.LinearEngine;
import io.lifecycle4j.core.data.DatasetStores;
import io.lifecycle4j.core.loading.LineVersions;
import io.lifecycle4j.core.loading.VersionLoads;
import io.lifecycle4j.core.schema.TaskCalls;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.data.Rows;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.evaluation.AnswerChanges;
import io.lifecycle4j.evaluation.PredictedRows;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.schema.Task;
import io.lifecycle4j.storage.spi.Medium;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RunCostTest {
  private static final ModelVersion VERSION =
      LineVersions.version(1, LineVersions.INPUT.schema(), 7);

  /** Counts how often it is asked. */
  private record Counting(AtomicInteger asked) implements RunCost.Trial {
    @Override
    public long[] nanos() {
      asked.incrementAndGet();
      return LongStream.rangeClosed(1, 1_000).map(run -> 1_001 - run).toArray();
    }

    @Override
    public long memoryBytes() {
      return asked.incrementAndGet();
    }

    @Override
    public OptionalDouble goldenDifference() {
      return OptionalDouble.of(asked.incrementAndGet());
    }

    @Override
    public Optional<String> childJvmProblem() {
      return Optional.of("crash " + asked.incrementAndGet());
    }

    @Override
    public AnswerChanges changes(ModelVersion before, double tolerance) {
      return new AnswerChanges(before.label(), "", 0, 0, 0, Map.of(), List.of(), List.of());
    }

    @Override
    public PredictedRows predict(Rows rows) {
      return new PredictedRows(List.of(), List.of());
    }
  }

  @Test
  void tellsTheNearestRankOfRunsThatItTimesOnce() {
    AtomicInteger asked = new AtomicInteger();
    RunCost cost = new RunCost(VERSION, new Counting(asked));

    assertThat(cost.fileBytes()).isEqualTo(7);
    assertThat(asked).hasValue(0);
    assertThat(cost.latency(0.99)).isEqualTo(Duration.ofNanos(990));
    assertThat(cost.latency(0.5)).isEqualTo(Duration.ofNanos(500));
    assertThat(cost.latency(1)).isEqualTo(Duration.ofNanos(1_000));
    assertThat(cost.latency(1e-9)).isEqualTo(Duration.ofNanos(1));
    assertThat(asked).hasValue(1);
  }

  @Test
  void measuresEverythingOnce() {
    RunCost cost = new RunCost(VERSION, new Counting(new AtomicInteger()));
    assertThat(cost.memoryBytes()).isEqualTo(1);
    assertThat(cost.memoryBytes()).isEqualTo(1);
    assertThat(cost.goldenDifference()).hasValue(2);
    assertThat(cost.goldenDifference()).hasValue(2);
    assertThat(cost.childJvmProblem()).contains("crash 3");
    assertThat(cost.childJvmProblem()).contains("crash 3");
    assertThat(cost.changesFrom(cost, 0).before()).isEqualTo("line:1");
  }

  @Test
  void timesTheDecodingOfAnswersTooAndFreesWhatItLoads() {
    LinearEngine engine = new LinearEngine();
    AtomicInteger decoded = new AtomicInteger();
    try (Medium medium = Media.memory();
        VersionLoads loads = LineVersions.loads(engine, medium, Duration.ofSeconds(20))) {
      ModelVersion version = LineVersions.version(1, LineVersions.INPUT.schema());
      Evaluator evaluator =
          new Evaluator(
              new Holdouts(
                  DatasetStores.over(medium, () -> Fixtures.TIME), medium, () -> Fixtures.TIME),
              loads);
      VersionTrial trial =
          new VersionTrial(
              evaluator,
              version,
              TaskCalls.judging("line:1", counting(version.manifest().task(), decoded)),
              Optional.of(JudgedLoadTest.ROWS));

      assertThat(trial.nanos()).hasSize(1_000);
      assertThat(decoded).hasValue(1_200);
      assertThat(trial.memoryBytes()).as("weights and a batch").isBetween(1L, 1L << 30);
      assertThat(engine.open()).isZero();
      assertThatThrownBy(() -> trial.changes(version, 0))
          .isInstanceOf(NotFoundException.class)
          .hasMessage("Log does not exist: the model is not open");
    }
    assertThat(engine.loaded()).as("for the runs, and two copies at once").isEqualTo(3);
    assertThat(engine.violations()).isEmpty();
  }

  @SuppressWarnings("unchecked")
  private static Task<Object> counting(Task<?> task, AtomicInteger decoded) {
    return (Task<Object>)
        Proxy.newProxyInstance(
            Task.class.getClassLoader(),
            new Class<?>[] {Task.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("decode")) {
                decoded.incrementAndGet();
              }
              try {
                return method.invoke(task, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
