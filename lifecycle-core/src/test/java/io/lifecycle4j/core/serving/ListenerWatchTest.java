package io.lifecycle4j.core.serving;

import static io.lifecycle4j.serving.Limits.concurrent;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.contract.LinearEngine;
import io.lifecycle4j.contract.Together;
import io.lifecycle4j.core.observation.Observers;
import io.lifecycle4j.serving.Prediction;
import io.lifecycle4j.serving.PredictionListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ListenerWatchTest {
  private final AtomicInteger wakes = new AtomicInteger();
  private boolean hasThreads = true;
  private final ListenerWatch watch =
      new ListenerWatch(
          "line",
          () -> {
            wakes.incrementAndGet();
            return hasThreads;
          });

  private void ticks(int count) {
    for (int i = 0; i < count; i++) {
      watch.round();
    }
  }

  @Test
  void keepsCallersFromAListenerThatHangs() {
    int hanging = watch.begin();
    ticks(ListenerWatch.PATIENCE - 1);
    int other = watch.begin();
    assertThat(other).isNotEqualTo(ListenerWatch.SKIPPED);
    watch.end(other);

    ticks(1);

    assertThat(watch.begin()).isEqualTo(ListenerWatch.SKIPPED);
    assertThat(watch.begin()).isEqualTo(ListenerWatch.SKIPPED);
    assertThat(watch.skipped()).isEqualTo(2);
    watch.end(hanging);
    assertThat(watch.begin()).isNotEqualTo(ListenerWatch.SKIPPED);
    assertThat(watch.skipped()).isEqualTo(2);
  }

  @Test
  void regardsNoCallThatReturnedInTime() {
    for (int i = 0; i < 3 * ListenerWatch.PATIENCE; i++) {
      int place = watch.begin();
      assertThat(place).isNotEqualTo(ListenerWatch.SKIPPED);
      ticks(1);
      watch.end(place);
    }
  }

  @Test
  void ticksOnlyWhileThereAreCalls() {
    int place = watch.begin();
    assertThat(watch.round()).isTrue();
    assertThat(watch.round()).as("one is in progress").isTrue();
    watch.end(place);
    assertThat(watch.round()).isFalse();
    assertThat(wakes).hasValue(1);
    watch.end(watch.begin());
    assertThat(wakes).as("it begins again").hasValue(2);
  }

  @Test
  void triesToTickAgainIfNoThreadCouldBeStarted() {
    hasThreads = false;
    watch.end(watch.begin());
    hasThreads = true;
    watch.end(watch.begin());
    watch.end(watch.begin());
    assertThat(wakes).hasValue(2);
  }

  @Test
  void findsAHangAmongMoreCallsThanItWatches() {
    for (int i = 0; i < 100; i++) {
      watch.begin();
    }
    ticks(ListenerWatch.PATIENCE);
    assertThat(watch.begin()).isEqualTo(ListenerWatch.SKIPPED);
  }

  private static PredictionRecord<Double, Double> answered(double input) {
    PredictionRecord<Double, Double> record =
        PredictionRecord.answered(1, input, Versions.INPUT.row(input), input);
    record.predicted(Prediction.builder("id", input).build());
    return record;
  }

  @Test
  void countsWhatAListenerMissed() throws Exception {
    CountDownLatch released = new CountDownLatch(1);
    CountDownLatch entered = new CountDownLatch(1);
    AtomicInteger heard = new AtomicInteger();
    PredictionListener<Double, Double> listener =
        (input, prediction) -> {
          heard.incrementAndGet();
          if (input == 1) {
            entered.countDown();
            Together.awaitTrue(() -> released.getCount() == 0);
          } else if (input == 2) {
            throw new IllegalStateException("broken");
          }
        };
    ListenerCalls<Double, Double> calls = new ListenerCalls<>("line", listener, watch);
    calls.observe(answered(2));
    assertThat(calls.missed()).isEqualTo(1);
    Thread caller = new Thread(() -> calls.observe(answered(1)));
    caller.start();
    entered.await();
    ticks(ListenerWatch.PATIENCE);

    calls.observe(answered(3));

    assertThat(heard).hasValue(2);
    assertThat(calls.missed()).isEqualTo(2);
    released.countDown();
    caller.join();
    calls.observe(answered(3));
    assertThat(heard).hasValue(3);
    assertThat(calls.missed()).isEqualTo(2);
  }

  @Test
  void keepsNeitherAPlaceNorAVersionWhileAListenerHangs() throws Exception {
    Semaphore heard = new Semaphore(0);
    Semaphore gate = new Semaphore(0);
    PredictionListener<Double, Double> listener =
        (input, prediction) -> {
          if (input < 0) {
            heard.release();
            gate.acquireUninterruptibly();
          }
        };
    LinearEngine engine = new LinearEngine();
    ModelServer<Double, Double> server =
        new Servers<Double, Double>().listener(listener).limits(concurrent(2)).build();
    server.routes().serve(Versions.route(engine, 3));
    List<FutureTask<Prediction<Double>>> hanging = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      hanging.add(new FutureTask<>(() -> server.predictOne(-1.0)));
      new Thread(hanging.get(i)).start();
    }
    heard.acquireUninterruptibly(2);

    assertThat(server.predictOne(4.0).value()).isEqualTo(Versions.answer(3, 4));
    server.routes().serve(Versions.route(engine, 7));
    assertThat(engine.open()).as("the old version is freed").isEqualTo(1);
    assertThat(server.predictAsync(4.0).join().value()).isEqualTo(Versions.answer(7, 4));

    FutureTask<?> closing = new FutureTask<>(server::close, null);
    new Thread(closing).start();
    Together.awaitTrue(() -> engine.open() == 0);
    assertThat(closing.isDone()).as("it waits for listeners").isFalse();
    gate.release(2);
    closing.get();
    for (FutureTask<Prediction<Double>> call : hanging) {
      assertThat(call.get().value()).isEqualTo(Versions.answer(3, -1));
    }
    assertThat(engine.violations()).isEmpty();
  }

  @Test
  void letsFurtherCallsOnThreadsOfTheLibraryPassThoseThatHang() {
    int threads = Runtime.getRuntime().availableProcessors();
    Semaphore heard = new Semaphore(0);
    Semaphore gate = new Semaphore(0);
    PredictionListener<Double, Double> listener =
        (input, prediction) -> {
          heard.release();
          gate.acquireUninterruptibly();
        };
    PredictionRecorder<Double, Double> recorder =
        new PredictionRecorder<>("line", Servers.unlogged(), List.of(), List.of(listener));
    RouteSwitch<Double, Double> routes = new RouteSwitch<>("line", null);
    RequestPath<Double, Double> path =
        new RequestPath<>(
            "line",
            routes,
            recorder,
            Servers.settings(),
            new ObservedCalls(Observers.NONE, "line"),
            () -> {});
    LinearEngine engine = new LinearEngine();
    routes.serve(Versions.route(engine, 3));
    List<CompletableFuture<Double>> hanging = asked(path, threads);
    heard.acquireUninterruptibly(threads);
    assertThat(hanging).as("it is answered").allMatch(CompletableFuture::isDone);
    hanging.forEach(call -> assertThat(call.join()).isEqualTo(Versions.answer(3, 4)));
    List<CompletableFuture<Double>> others = asked(path, 10 * threads);
    assertThat(others).noneMatch(CompletableFuture::isDone);

    Together.awaitTrue(
        () -> {
          recorder.watches().forEach(ListenerWatch::round);
          return others.stream().allMatch(CompletableFuture::isDone);
        });

    gate.release(100 * threads);
    others.forEach(call -> assertThat(call.join()).isEqualTo(Versions.answer(3, 4)));
    asked(path, 10 * threads).forEach(CompletableFuture::join);
    path.drain(Duration.ofDays(1));
    assertThat(path.isIdle()).isTrue();
    routes.drain(Duration.ofDays(1));
    assertThat(engine.open()).isZero();
  }

  private static List<CompletableFuture<Double>> asked(
      RequestPath<Double, Double> path, int calls) {
    List<CompletableFuture<Double>> asked = new ArrayList<>();
    for (int i = 0; i < calls; i++) {
      asked.add(
          path.later(
              new PredictionRequest<>(null, 4.0),
              rows -> requireNonNull(rows.get(0).prediction()).value()));
    }
    return asked;
  }
}
