package io.lifecycle4j.core.serving;

import static io.lifecycle4j.serving.Batching.upTo;
import static io.lifecycle4j.serving.Limits.concurrent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.lifecycle4j.contract.LinearEngine;
import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.contract.Together;
import io.lifecycle4j.core.serving.rollout.Counted;
import io.lifecycle4j.core.serving.rollout.StepCounters;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.OperationInterruptedException;
import io.lifecycle4j.error.OverloadedException;
import io.lifecycle4j.error.PredictionFailedException;
import io.lifecycle4j.serving.Batching;
import io.lifecycle4j.serving.Limits;
import io.lifecycle4j.serving.Prediction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Callers that share a run have the answers that they would have alone. */
@Timeout(60)
class SharedRunsTest {
  private final LinearEngine engine = new LinearEngine();
  private final Semaphore began = new Semaphore(0);
  private final Semaphore gate = new Semaphore(0);
  private final AtomicInteger runs = new AtomicInteger();

  /** As many runs at once as there are by default. */
  private final int atOnce = Runtime.getRuntime().availableProcessors();

  private @Nullable ModelServer<Double, Double> server;
  private final List<FutureTask<Prediction<Double>>> occupying = new ArrayList<>();

  @AfterEach
  void close() {
    gate.release(1_000_000);
    Objects.requireNonNull(server).close();
    assertThat(engine.violations()).isEmpty();
    assertThat(engine.open()).isZero();
  }

  private ModelServer<Double, Double> serve(@Nullable Limits limits) {
    return serve(limits, upTo(32).waitingAtMost(Duration.ZERO));
  }

  private ModelServer<Double, Double> serve(@Nullable Limits limits, Batching batching) {
    server = new Servers<Double, Double>().limits(limits).batching(batching).build();
    server.routes().serve(Versions.route(engine, 3));
    return server;
  }

  private static SharedRuns<Double, Double> shared(ModelServer<Double, Double> of) {
    return Objects.requireNonNull(of.routes().plan().champion()).sharedRuns();
  }

  /** Counts runs from now on, and holds them up at the gate. */
  private void hold() {
    engine.meanwhile(
        () -> {
          runs.incrementAndGet();
          began.release();
          gate.acquireUninterruptibly();
        });
  }

  private static <T> FutureTask<T> start(Callable<T> call) {
    FutureTask<T> task = new FutureTask<>(call);
    Thread thread = new Thread(task);
    thread.start();
    return task;
  }

  /** Lets as many calls run as run at once. */
  private void occupy(ModelServer<Double, Double> by) {
    hold();
    for (int i = 0; i < atOnce; i++) {
      occupying.add(start(() -> by.predictOne(1.0)));
      began.acquireUninterruptibly(); // else the next one may join it
    }
  }

  /** Starts calls, and returns once all of them wait for a run. */
  private List<FutureTask<Prediction<Double>>> waiting(
      ModelServer<Double, Double> on, Double... inputs) {
    SharedRuns<Double, Double> shared = shared(on);
    List<FutureTask<Prediction<Double>>> calls = new ArrayList<>();
    for (Double input : inputs) {
      int before = shared.waiting();
      calls.add(start(() -> on.predictOne(input)));
      while (shared.waiting() == before) {
        Thread.onSpinWait();
      }
    }
    return calls;
  }

  @Test
  void joinTheNextRunWhileOthersRun() throws Exception {
    ModelServer<Double, Double> by = serve(null);
    occupy(by);
    List<FutureTask<Prediction<Double>>> calls = waiting(by, 4.0, 5.0, 6.0);
    Queue<Thread> threads = new ConcurrentLinkedQueue<>();
    engine.meanwhile(() -> threads.add(Thread.currentThread()));
    gate.release(); // one of the others ends

    assertThat(calls.get(0).get().value()).isEqualTo(Versions.answer(3, 4));
    assertThat(calls.get(1).get().value()).isEqualTo(Versions.answer(3, 5));
    assertThat(calls.get(2).get().value()).isEqualTo(Versions.answer(3, 6));
    assertThat(threads).as("of a run with three rows").hasSize(3);
    assertThat(Set.copyOf(threads)).as("it is one").hasSize(1);
    assertThat(by.calls().runs()).as("one for three calls").isEqualTo(atOnce + 1);
  }

  @Test
  void letABadRowFailAlone() throws Exception {
    ModelServer<Double, Double> by = serve(null);
    occupy(by);
    List<FutureTask<Prediction<Double>>> calls = waiting(by, 4.0, 1e39, 3e38, 6.0);
    gate.release(1_000);

    assertThat(calls.get(0).get().value()).isEqualTo(Versions.answer(3, 4));
    assertThat(catchThrowable(calls.get(1)::get)).hasCauseInstanceOf(InvalidValueException.class);
    assertThat(catchThrowable(calls.get(2)::get))
        .hasCauseInstanceOf(PredictionFailedException.class);
    assertThat(calls.get(3).get().value()).isEqualTo(Versions.answer(3, 6));
  }

  @Test
  void letOthersRunAloneAfterAnError() throws Exception {
    ModelServer<Double, Double> by = serve(null);
    occupy(by);
    List<FutureTask<Prediction<Double>>> calls = waiting(by, 4.0, 5.0, 6.0);
    // a run of several rows runs the hook once for each of them, on one thread
    AtomicInteger errors = new AtomicInteger();
    engine.meanwhile(
        () -> {
          if (errors.incrementAndGet() == 1) {
            throw new StackOverflowError();
          }
        });
    gate.release(); // one of the others ends, and runs all three

    for (int i = 0; i < calls.size(); i++) {
      assertThat(calls.get(i).get().value()).isEqualTo(Versions.answer(3, 4 + i));
    }
  }

  @Test
  void endWithTheVersionThatTheyBeganOn() throws Exception {
    ModelServer<Double, Double> by = serve(null);
    occupy(by);
    List<FutureTask<Prediction<Double>>> calls = waiting(by, 4.0, 5.0);
    by.routes().serve(Versions.route(new LinearEngine(), 7));
    assertThat(by.predictOne(4.0).value()).isEqualTo(Versions.answer(7, 4));
    gate.release(1_000);

    assertThat(calls.get(0).get().version()).hasValue(3);
    assertThat(calls.get(1).get().version()).hasValue(3);
  }

  @Test
  void endAtTheirDeadlineHoweverLongOthersRun() throws Exception {
    ModelServer<Double, Double> by =
        serve(concurrent(64).queued(64).deadline(Duration.ofMillis(1)));
    occupy(by);
    int before = runs.get();

    for (FutureTask<Prediction<Double>> call :
        List.of(start(() -> by.predictOne(4.0)), start(() -> by.predictOne(5.0)))) {
      assertThat(catchThrowable(call::get))
          .cause()
          .isInstanceOf(OverloadedException.class)
          .hasMessageContaining("waited too long");
    }
    assertThat(shared(by).waiting()).isZero();
    assertThat(runs.get()).isEqualTo(before);
    assertThat(by.rejectedCalls()).isEqualTo(2);
    assertThat(by.rejectedCalls(Rejection.LATE)).isEqualTo(2);
    gate.release(1_000);
    for (FutureTask<Prediction<Double>> call : occupying) {
      assertThat(call.get().value()).isEqualTo(Versions.answer(3, 1));
    }
  }

  @Test
  void doNotBeginWhatCouldNotEndInTime() throws Exception {
    serve(null);
    AtomicLong now = new AtomicLong();
    SharedRuns<Double, Double> shared = new SharedRuns<>(1, now::get);
    shared.run(new PredictionRequest<>(null, 1.0), upTo(2), all -> now.addAndGet(20_000_000));
    FutureTask<?> running =
        start(
            () ->
                shared.run(
                    new PredictionRequest<>(null, 1.0),
                    upTo(2),
                    all -> {
                      began.release();
                      gate.acquireUninterruptibly();
                    }));
    began.acquireUninterruptibly();
    PredictionRequest<Double, Double> late = new PredictionRequest<>(null, 2.0);
    late.expires(now.get() + 19_000_000);

    assertThat(shared.run(late, upTo(2), all -> runs.incrementAndGet()))
        .as("a run takes 20 ms")
        .isEqualTo(SharedRuns.State.EXPIRED);
    assertThat(runs).hasValue(0);
    gate.release(2);
    running.get();
  }

  @Test
  void endIfTheyAreInterruptedWhileTheyWait() throws Exception {
    ModelServer<Double, Double> by = serve(null);
    occupy(by);
    FutureTask<Boolean> call =
        start(
            () -> {
              Thread.currentThread().interrupt();
              assertThatThrownBy(() -> by.predictOne(4.0))
                  .isInstanceOf(OperationInterruptedException.class)
                  .hasMessage("Interrupted while a call on line waited");
              return Thread.interrupted();
            });
    assertThat(call.get()).as("it stays interrupted").isTrue();
    assertThat(by.rejectedCalls()).isZero();
  }

  @Test
  void answerAnInterruptedCallThatAnotherOneRuns() throws Exception {
    ModelServer<Double, Double> by = serve(null);
    occupy(by);
    AtomicReference<Thread> thread = new AtomicReference<>();
    SharedRuns<Double, Double> shared = shared(by);
    FutureTask<Boolean> call =
        start(
            () -> {
              thread.set(Thread.currentThread());
              assertThat(by.predictOne(4.0).value()).isEqualTo(Versions.answer(3, 4));
              return Thread.interrupted();
            });
    while (shared.waiting() == 0) {
      Thread.onSpinWait();
    }
    gate.release(); // one of the others ends, and runs the call
    began.acquireUninterruptibly();
    Objects.requireNonNull(thread.get()).interrupt();
    gate.release(1_000);
    assertThat(call.get()).as("it stays interrupted").isTrue();
  }

  @Test
  void joinOnlyCallsOnTheSameVersionDuringARollout() throws Exception {
    ModelServer<Double, Double> by = serve(null);
    StepCounters counters = CanaryShareTest.step(1);
    Route<Double, Double> canary = Versions.route(engine, 7);
    by.routes().change(now -> now.by(2, now.champion(), new CanaryShare<>(canary, counters), null));
    List<String> old = keys(counters, false, atOnce + 2);
    List<String> fresh = keys(counters, true, atOnce + 2);
    SharedRuns<Double, Double> first = shared(by);
    hold();
    List<FutureTask<Prediction<Double>>> calls = new ArrayList<>();
    for (int i = 0; i < atOnce + 2; i++) {
      String champions = old.get(i);
      String canarys = fresh.get(i);
      calls.add(start(() -> by.predictOne(champions, 4.0)));
      calls.add(start(() -> by.predictOne(canarys, 5.0)));
      if (i < atOnce) { // else a call may join one that has not begun
        began.acquireUninterruptibly(2);
      }
    }
    Together.awaitTrue(() -> first.waiting() == 2 && canary.sharedRuns().waiting() == 2);
    gate.release(1_000);

    for (int i = 0; i < calls.size(); i += 2) {
      assertThat(calls.get(i).get().value()).isEqualTo(Versions.answer(3, 4));
      assertThat(calls.get(i + 1).get().value()).isEqualTo(Versions.answer(7, 5));
    }
    assertThat(Counted.canary(counters).requests()).isEqualTo(fresh.size());
  }

  @Test
  void countAgainstTheVersionWhoseRunTheyWaitedForInVain() throws Exception {
    ModelServer<Double, Double> by =
        serve(concurrent(64).queued(64).deadline(Duration.ofMillis(1)));
    StepCounters counters = CanaryShareTest.step(1);
    CanaryShare<Double, Double> share = new CanaryShare<>(Versions.route(engine, 7), counters);
    by.routes().change(now -> now.by(2, now.champion(), share, null));
    String key = keys(counters, true, 1).get(0);
    hold();
    for (int i = 0; i < atOnce; i++) {
      occupying.add(start(() -> by.predictOne(key, 1.0)));
      began.acquireUninterruptibly();
    }

    assertThat(catchThrowable(() -> by.predictOne(key, 4.0)))
        .isInstanceOf(OverloadedException.class);
    assertThat(Counted.canary(counters).requests()).isEqualTo(1);
    assertThat(Counted.canary(counters).errors()).isEqualTo(1);
  }

  /** Returns keys whose calls the version under rollout answers, or does not. */
  private static List<String> keys(StepCounters counters, boolean isServed, int count) {
    return IntStream.range(0, 1_000)
        .mapToObj(i -> "user-" + i)
        .filter(key -> counters.isServed(counters.bucket(key)) == isServed)
        .limit(count)
        .toList();
  }

  @Test
  void runCallsOnThreadsOfTheLibraryTogetherWithOthers() throws Exception {
    ModelServer<Double, Double> by = serve(null);
    occupy(by);
    SharedRuns<Double, Double> shared = shared(by);
    CompletableFuture<Prediction<Double>> async = by.predictAsync(4.0);
    Together.awaitTrue(() -> shared.waiting() == 1);
    List<FutureTask<Prediction<Double>>> calls = waiting(by, 5.0);
    Queue<Thread> threads = new ConcurrentLinkedQueue<>();
    engine.meanwhile(() -> threads.add(Thread.currentThread()));
    gate.release(); // one of the others ends
    assertThat(async.get().value()).isEqualTo(Versions.answer(3, 4));
    assertThat(calls.get(0).get().value()).isEqualTo(Versions.answer(3, 5));
    assertThat(threads).as("of a run with two rows").hasSize(2);
    assertThat(Set.copyOf(threads)).as("it is one").hasSize(1);
  }

  @Test
  void waitForOthersAtMostAsLongAsWanted() {
    ModelServer<Double, Double> by = serve(null, upTo(2).waitingAtMost(Duration.ofMillis(1)));
    long start = System.nanoTime();
    assertThat(by.predictOne(4.0).value()).isEqualTo(Versions.answer(3, 4));
    assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(1_000_000);
  }

  /** If each waited as long as wanted, the test would time out. */
  @Test
  void waitForOthersNoLongerThanTheirDeadlineAllows() {
    ModelServer<Double, Double> by =
        serve(
            concurrent(1).deadline(Duration.ofNanos(1)),
            upTo(2).waitingAtMost(Duration.ofSeconds(1)));
    for (int i = 0; i < 100; i++) {
      assertThat(by.predictOne(4.0).value()).isEqualTo(Versions.answer(3, 4));
    }
  }

  @Test
  @OnlyLarger
  void runAtOnceWhenTheBatchIsFull() throws Exception {
    ModelServer<Double, Double> by = serve(null, upTo(2).waitingAtMost(Duration.ofSeconds(1)));
    List<FutureTask<Prediction<Double>>> calls = new ArrayList<>();
    for (int i = 0; i < 2 * atOnce; i++) {
      double input = i;
      calls.add(start(() -> by.predictOne(input)));
    }
    for (int i = 0; i < calls.size(); i++) {
      assertThat(calls.get(i).get().value()).isEqualTo(Versions.answer(3, i));
    }
  }

  @Test
  void haveReasonableSettings() {
    serve(null);
    assertThatThrownBy(() -> upTo(1))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid rows of a batch: 1 (must be 2 to 256)");
    assertThatThrownBy(() -> upTo(2).waitingAtMost(Duration.ofSeconds(2)))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid wait: PT2S (must be at least 0 and at most 1 s)");
    assertThatThrownBy(() -> upTo(2).waitingAtMost(Duration.ZERO).waitingAtMost(Duration.ZERO))
        .hasMessageContaining("wait");
    assertThat(upTo(32)).hasToString("Batching[rows=32, wait=PT0S]");
  }
}
