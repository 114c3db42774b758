package io.lifecycle4j.core;

import static io.lifecycle4j.core.Flowers.ALICE;
import static io.lifecycle4j.core.Flowers.SETOSA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.LifecycleBuilder;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.contract.LinearEngine;
import io.lifecycle4j.contract.Together;
import io.lifecycle4j.core.Flowers.Flower;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.ModelUnavailableException;
import io.lifecycle4j.error.OverloadedException;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.monitoring.DriftMonitor;
import io.lifecycle4j.observation.Gauge;
import io.lifecycle4j.observation.LifecycleObserver;
import io.lifecycle4j.observation.Measure;
import io.lifecycle4j.observation.Observation;
import io.lifecycle4j.observation.ObservedSubject;
import io.lifecycle4j.observation.Operation;
import io.lifecycle4j.serving.Batching;
import io.lifecycle4j.serving.Limits;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What observers of a home hear, and that none of them hurts it. */
@Timeout(60)
class ObserverTest {
  private final Recorder recorder = new Recorder();

  private static Lifecycle home(LifecycleObserver... observers) {
    LifecycleBuilder builder =
        Lifecycle.builder().location(URI.create("memory:new")).engine(new LinearEngine());
    List.of(observers).forEach(builder::observer);
    return builder.open();
  }

  /** Writes down every end, as it begins and ends on one thread, and all gauges. */
  private static final class Recorder implements LifecycleObserver {
    final List<String> heard = new CopyOnWriteArrayList<>();
    final Map<String, Gauge> gauges = new ConcurrentHashMap<>();
    final List<long[]> stages = new CopyOnWriteArrayList<>();
    final AtomicInteger open = new AtomicInteger();

    @Override
    public Observation start(Operation operation, ObservedSubject subject) {
      Thread thread = Thread.currentThread();
      open.incrementAndGet();
      return new Observation() {
        @Override
        public void ran(int rows, long prepare, long run, long decode) {
          assertThat(Thread.currentThread()).isSameAs(thread);
          assertThat(operation).isEqualTo(Operation.PREDICT);
          stages.add(new long[] {rows, prepare, run, decode});
        }

        @Override
        public void stop(ObservedSubject end) {
          end(operation.id() + end.attributes());
        }

        @Override
        public void error(ObservedSubject end, Throwable failure) {
          end(operation.id() + end.attributes() + " " + failure.getClass().getSimpleName());
        }

        private void end(String text) {
          assertThat(Thread.currentThread()).isSameAs(thread);
          open.decrementAndGet();
          heard.add(text);
        }
      };
    }

    @Override
    public void gauge(Gauge gauge) {
      String name = gauge.measure().id() + gauge.subject().attributes() + gauge.part().orElse("");
      assertThat(gauges.put(name, gauge)).as("shown twice: " + name).isNull();
    }

    double value(Measure measure, ObservedSubject subject) {
      return value(measure, subject, "");
    }

    double value(Measure measure, ObservedSubject subject, String part) {
      String name = measure.id() + subject.attributes() + part;
      return Objects.requireNonNull(gauges.get(name)).value().getAsDouble();
    }
  }

  @Test
  void hearEachOperationWithWhatItIsAboutAtItsEnd() {
    try (Lifecycle home = home(recorder)) {
      Split split = Flowers.split(home, 1);
      try (ManagedModel<Flower, String> model =
          Flowers.model(home).monitor(DriftMonitor.builder().window(100).build()).open()) {
        ModelVersion first = model.train(split);
        model.evaluate(first);
        model.promote(first, ALICE, "why");
        assertThatThrownBy(() -> model.promote(first, ALICE, "why"))
            .isInstanceOf(ConflictException.class);
        model.predict(SETOSA);
        model.predictAsync(SETOSA).join();
        model.predictEach(Collections.nCopies(120, SETOSA));
        model.monitoring().findDrift();
        ModelVersion second = Flowers.promoted(model, split);
        model.rollback(ALICE, "why");
        model.shadow(second).start(ALICE, "why").stop(ALICE, "why");
        model.rollout(second).start(ALICE, "why");
        ObservedSubject species =
            ObservedSubject.model("species"); // of which the canary is loaded too
        Together.awaitTrue(() -> recorder.value(Measure.VERSIONS_LOADED, species) == 2);
        assertThat(recorder.value(Measure.VERSION_CHANGES, species))
            .as("two promotions and a rollback, without the shadow and the canary")
            .isEqualTo(3);
      }
      home.maintenance().collectGarbage().run();
      home.datasets().dataset("flowers").purge(1, "alice", "asked to");
    }
    assertThat(recorder.heard)
        .contains(
            "snapshot{dataset=flowers, version=1}",
            "split{dataset=flowers, version=1}",
            "train{model=species, version=1}",
            "evaluate{model=species, version=1}",
            "load{model=species, version=1}",
            "promote{model=species, version=1}",
            "promote{model=species, version=1} ConflictException",
            "promote{model=species, version=2}",
            "rollback{model=species, version=1}",
            "shadow{model=species, version=2}",
            "rollout{model=species, version=2}",
            "drift.check{model=species}",
            "garbage.collect{}",
            "purge{dataset=flowers, version=1}");
    assertThat(recorder.heard.stream().filter("predict{model=species, version=1}"::equals))
        .hasSize(3);
    assertThat(recorder.open).hasValue(0);
  }

  @Test
  void hearThatACallFailsAsItsCallerDoes() {
    try (Lifecycle home = home(recorder);
        ManagedModel<Flower, String> model =
            Flowers.plain(home)
                .serving(
                    flower -> {
                      throw new IllegalStateException("broken");
                    })
                .open()) {
      assertThatThrownBy(() -> model.predict(SETOSA)).isInstanceOf(RuntimeException.class);
      assertThatThrownBy(() -> model.predict(List.of(SETOSA, SETOSA)))
          .isInstanceOf(RuntimeException.class);
      assertThat(model.predictAsync(SETOSA)).failsWithin(Duration.ofSeconds(20));
      assertThat(model.predictEach(List.of(SETOSA))).as("it returns").hasSize(1);
    }
    assertThat(recorder.heard)
        .containsExactly(
            "predict{model=species} IllegalStateException",
            "predict{model=species} PredictionFailedException",
            "predict{model=species} IllegalStateException",
            "predict{model=species}");
  }

  @Test
  void hearHowLongTheStagesOfACallTook() {
    try (Lifecycle home = home(recorder);
        ManagedModel<Flower, String> model = Flowers.model(home).open()) {
      assertThatThrownBy(() -> model.predict(SETOSA)).isInstanceOf(ModelUnavailableException.class);
      assertThat(recorder.stages).as("nothing ran").isEmpty();
      Flowers.promoted(model, Flowers.split(home, 1));
      long begin = System.nanoTime();
      model.predict(SETOSA);
      model.predictEach(Collections.nCopies(300, SETOSA));
      model.predictAsync(SETOSA).join();
      long most = System.nanoTime() - begin;
      assertThat(recorder.value(Measure.PREDICT_RUNS, ObservedSubject.model("species")))
          .isEqualTo(3);
      assertThat(recorder.stages).extracting(each -> each[0]).containsExactly(1L, 300L, 1L);
      assertThat(recorder.stages)
          .allSatisfy(
              each -> {
                assertThat(each[1] + each[2] + each[3]).isBetween(1L, most);
              });
    }
  }

  @Test
  void hearOfStagesOfSharedRuns() throws Exception {
    try (Lifecycle home = home(recorder);
        ManagedModel<Flower, String> model =
            Flowers.model(home).batching(Batching.upTo(8)).open()) {
      Flowers.promoted(model, Flowers.split(home, 1));
      List<FutureTask<?>> calls =
          IntStream.range(0, 64).<FutureTask<?>>mapToObj(i -> call(model)).toList();
      for (FutureTask<?> call : calls) {
        call.get();
      }
    }
    assertThat(recorder.stages)
        .hasSize(64)
        .allMatch(each -> each[0] == 1 && each[1] + each[2] + each[3] > 0);
  }

  private static FutureTask<?> call(ManagedModel<Flower, String> model) {
    FutureTask<?> call = new FutureTask<>(() -> model.predict(SETOSA));
    new Thread(call).start();
    return call;
  }

  @Test
  void hearOfTheVersionThatACallFailsOn() {
    try (Lifecycle home = home(recorder);
        ManagedModel<Flower, String> model = Flowers.model(home).open()) {
      assertThatThrownBy(() -> model.predict(SETOSA)).isInstanceOf(ModelUnavailableException.class);
      Flowers.promoted(model, Flowers.split(home, 1));
      assertThatThrownBy(() -> model.predict(new Flower(1e300, 1, SETOSA.soil())))
          .isInstanceOf(InvalidValueException.class);
    }
    assertThat(recorder.heard)
        .contains(
            "predict{model=species} ModelUnavailableException",
            "predict{model=species, version=1} InvalidValueException");
  }

  @Test
  void hearOfCallsThatLimitsReject() throws Exception {
    Semaphore began = new Semaphore(0);
    Semaphore gate = new Semaphore(0);
    try (Lifecycle home = home(recorder);
        ManagedModel<Flower, String> model =
            Flowers.plain(home)
                .serving(
                    flower -> {
                      began.release();
                      gate.acquireUninterruptibly();
                      return "setosa";
                    })
                .limits(Limits.concurrent(1).queued(1))
                .open()) {
      ObservedSubject species = ObservedSubject.model("species");
      FutureTask<?> running = call(model);
      began.acquireUninterruptibly();
      FutureTask<?> waiting = call(model);
      Together.awaitTrue(() -> recorder.value(Measure.CALLS_WAITING, species) == 1);
      assertThat(recorder.value(Measure.CALLS_IN_PROGRESS, species)).isEqualTo(2);
      assertThatThrownBy(() -> model.predict(SETOSA)).isInstanceOf(OverloadedException.class);
      assertThat(model.predictAsync(SETOSA)).isCompletedExceptionally();
      assertThat(recorder.heard)
          .containsExactly(
              "predict{model=species} OverloadedException",
              "predict{model=species} OverloadedException");
      assertThat(recorder.value(Measure.CALLS_REJECTED, species, "full")).isEqualTo(2);
      assertThat(recorder.value(Measure.CALLS_REJECTED, species, "late")).isZero();
      gate.release(2);
      running.get();
      waiting.get();
      assertThat(recorder.value(Measure.CALLS_WAITING, species)).isZero();
    }
    assertThat(recorder.open).hasValue(0);
  }

  @Test
  void readGaugesWhenTheyAsk() {
    ObservedSubject species = ObservedSubject.model("species");
    try (Lifecycle home = home(recorder)) {
      double empty = recorder.value(Measure.HOME_SIZE, ObservedSubject.HOME);
      assertThat(empty).isGreaterThanOrEqualTo(0);
      for (int i = 0; i < 2; i++) { // opened again, they are the same
        try (ManagedModel<Flower, String> model =
            Flowers.plain(home)
                .serving(flower -> "setosa")
                .fallback(flower -> "virginica")
                .open()) {
          assertThat(recorder.value(Measure.CALLS_IN_PROGRESS, species)).isZero();
          assertThat(recorder.value(Measure.VERSIONS_LOADED, species)).isEqualTo(2);
          assertThat(recorder.value(Measure.VERSION_SERVING, species)).isZero();
          assertThat(recorder.value(Measure.PREDICTIONS_LOST, species)).isZero();
          assertThat(recorder.value(Measure.PREDICTIONS_PENDING, species)).isZero();
          assertThat(recorder.value(Measure.CALLS_REJECTED, species, "unavailable")).isZero();
          assertThat(recorder.value(Measure.ANSWERS_INVALID, species)).isZero();
          assertThat(recorder.value(Measure.PREDICTIONS_MISSED, species)).isZero();
          model.predict(SETOSA);
        }
      }
      assertThat(recorder.value(Measure.CALLS_IN_PROGRESS, species)).isNaN();
      assertThat(recorder.value(Measure.CALLS_REJECTED, species, "unavailable")).isZero();
      assertThat(recorder.value(Measure.PREDICT_RUNS, species)).isEqualTo(2);
      assertThat(recorder.value(Measure.VERSION_CHANGES, species)).isEqualTo(2);
    }
    assertThat(recorder.gauges).hasSize(21);
  }

  @Test
  void readCountsThatIncludeEarlierOpenings() {
    ObservedSubject species = ObservedSubject.model("species");
    try (Lifecycle home = home(recorder)) {
      for (int opening = 1; opening <= 2; opening++) {
        try (ManagedModel<Flower, String> model = Flowers.plain(home).open()) {
          assertThatThrownBy(() -> model.predict(SETOSA))
              .isInstanceOf(ModelUnavailableException.class);
          assertThat(recorder.value(Measure.CALLS_REJECTED, species, "unavailable"))
              .isEqualTo(opening);
        }
        assertThat(recorder.value(Measure.CALLS_REJECTED, species, "unavailable"))
            .isEqualTo(opening);
      }
      assertThat(recorder.value(Measure.VERSION_SERVING, species)).isNaN();
    }
  }

  @Test
  void hurtNothingWhateverTheyDo() {
    AtomicInteger started = new AtomicInteger();
    LifecycleObserver throwing =
        new LifecycleObserver() {
          @Override
          public Observation start(Operation operation, ObservedSubject subject) {
            if (started.incrementAndGet() % 2 == 0) {
              throw new StackOverflowError("broken");
            }
            return new Observation() {
              @Override
              public void stop(ObservedSubject end) {
                throw new IllegalStateException("broken");
              }

              @Override
              public void error(ObservedSubject end, Throwable failure) {
                throw new AssertionError("broken");
              }
            };
          }

          @Override
          public void gauge(Gauge gauge) {
            throw new IllegalStateException("broken");
          }
        };
    @SuppressWarnings("NullAway") // what an observer without null checks may return
    LifecycleObserver returningNull = (operation, subject) -> null;
    try (Lifecycle home = home(throwing, returningNull, recorder);
        ManagedModel<Flower, String> model = Flowers.model(home).open()) {
      Flowers.promoted(model, Flowers.split(home, 1));
      for (int i = 0; i < 4; i++) {
        assertThat(model.predict(SETOSA).value()).isEqualTo("setosa");
      }
      assertThatThrownBy(() -> model.promote(home.models().version("species", 1), ALICE, "why"))
          .isInstanceOf(ConflictException.class);
    }
    assertThat(started).hasValueGreaterThan(8);
    assertThat(recorder.heard).hasSizeGreaterThan(8);
    assertThat(recorder.open).hasValue(0);
  }

  @Test
  void areListedInTheReference() throws IOException {
    String reference = Files.readString(Path.of("../docs/reference/observation.md"));
    Map<String, String> ids = new TreeMap<>();
    for (Operation operation : Operation.values()) {
      ids.put(operation.id(), operation.name());
    }
    for (Measure measure : Measure.values()) {
      ids.put(measure.id(), measure.name());
    }
    ids.forEach((id, name) -> assertThat(reference).contains("| `" + id + "` | `" + name + "` |"));
  }
}
