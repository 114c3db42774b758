package io.lifecycle4j.core.serving;

import static io.lifecycle4j.serving.Limits.concurrent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.lifecycle4j.error.OperationInterruptedException;
import io.lifecycle4j.error.OverloadedException;
import io.lifecycle4j.serving.Limits;
import io.lifecycle4j.serving.Prediction;
import io.lifecycle4j.serving.PredictionListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What can be served in time is served in its order; the rest costs nothing and hears why. */
@Timeout(60)
class CallLimitsTest {
  private static final long MILLI = 1_000_000;
  private static final int THREADS = 2;

  private final AtomicLong now = new AtomicLong();

  /** The calls on threads of the library whose turn came, in this order. */
  private final List<Turn> decided = new ArrayList<>();

  private CallLimits limits(Limits limits) {
    return new CallLimits("line", limits, THREADS, now::get);
  }

  /** Runs a call that takes so long. */
  private void run(CallLimits limits, long millis) {
    long began = limits.enter();
    now.addAndGet(millis * MILLI);
    limits.exit(began);
  }

  /** Begins a call on another thread, and returns once it waits. */
  private static FutureTask<Long> waiting(CallLimits limits) {
    int before = limits.waiting();
    FutureTask<Long> call = new FutureTask<>(limits::enter);
    new Thread(call).start();
    while (limits.waiting() == before) {
      Thread.onSpinWait();
    }
    return call;
  }

  private static Throwable failure(FutureTask<Long> call) {
    return Objects.requireNonNull(catchThrowable(call::get).getCause());
  }

  @Test
  void letsSoManyRunAndSoManyWait() throws Exception {
    CallLimits limits = limits(concurrent(2).queued(1));
    long first = limits.enter();
    limits.enter();
    FutureTask<Long> waiting = waiting(limits);

    assertThatThrownBy(limits::enter)
        .isInstanceOf(OverloadedException.class)
        .hasMessage(
            "Cannot predict with line: 2 calls run and 1 wait (limits: 2 run, 1 wait; retry after 1"
                + " ms)");
    assertThat(waiting.isDone()).isFalse();
    limits.exit(first);
    waiting.get();
    assertThat(limits.waiting()).isZero();
  }

  @Test
  void letsCallsRunInTheOrderTheyCame() throws Exception {
    CallLimits limits = limits(concurrent(1).queued(3));
    long first = limits.enter();
    FutureTask<Long> second = waiting(limits);
    FutureTask<Long> third = waiting(limits);

    limits.exit(first);
    long began = second.get();
    assertThat(third.isDone()).isFalse();
    limits.exit(began);
    third.get();
  }

  @Test
  void rejectsAtOnceWhatCannotMeetItsDeadline() {
    CallLimits limits = limits(concurrent(1).queued(10).deadline(Duration.ofMillis(50)));
    run(limits, 20);
    long began = limits.enter();
    FutureTask<Long> second = waiting(limits); // ends after 40 ms
    assertThatThrownBy(limits::enter)
        .isInstanceOfSatisfying(
            OverloadedException.class,
            e -> assertThat(e.retryAfter()).contains(Duration.ofMillis(40)))
        .hasMessage(
            "Cannot predict with line: 1 calls run and 1 wait (limits: 1 run, 10 wait, deadline 50"
                + " ms; retry after 40 ms)");
    assertThat(limits.rejections().sum(Rejection.LATE)).isEqualTo(1);
    assertThat(limits.rejections().sum(Rejection.FULL)).isZero();
    limits.exit(began);
    assertThat(second).succeedsWithin(Duration.ofSeconds(20));
  }

  @Test
  void doesNotRunWhatExpiredWhileItWaited() throws Exception {
    CallLimits limits = limits(concurrent(1).queued(2).deadline(Duration.ofMillis(50)));
    long began = limits.enter();
    FutureTask<Long> early = waiting(limits);
    now.addAndGet(30 * MILLI);
    FutureTask<Long> late = waiting(limits);
    now.addAndGet(25 * MILLI);
    limits.exit(began); // after 55 ms; the late one would end after 80

    assertThat(failure(early))
        .isInstanceOf(OverloadedException.class)
        .hasMessageStartingWith(
            "Cannot predict with line: the call waited too long for its deadline of 50 ms");
    assertThat(failure(late)).isInstanceOf(OverloadedException.class);
    assertThat(limits.rejections().sum(Rejection.LATE)).isEqualTo(2);
    run(limits, 1); // the place is free
  }

  @Test
  void runsACallThatFindsAPlaceHoweverSlowThoseBeforeWere() {
    CallLimits limits = limits(concurrent(1).deadline(Duration.ofMillis(50)));
    run(limits, 60_000);
    run(limits, 1);
  }

  @Test
  void endsTheWaitOfAThreadThatIsInterrupted() throws Exception {
    CallLimits limits = limits(concurrent(1).queued(1));
    long began = limits.enter();
    FutureTask<Long> call = new FutureTask<>(limits::enter);
    Thread thread = new Thread(call);
    thread.start();
    thread.interrupt();
    assertThat(failure(call)).isInstanceOf(OperationInterruptedException.class);
    assertThat(limits.waiting()).isZero();
    limits.exit(began);
    run(limits, 1);
  }

  @Test
  void failsWhatWaitsWhenItsDrainIsOver() {
    CallLimits limits = limits(concurrent(1).queued(1));
    limits.enter();
    FutureTask<Long> waiting = waiting(limits);
    limits.drain(Duration.ZERO);
    assertThat(failure(waiting))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("The model line is closed");
  }

  /** A call on a thread of the library. */
  private final class Comer extends Turn {
    private final CallLimits limits;

    Comer(CallLimits limits) {
      this.limits = limits;
      limits.submit(this);
    }

    @Override
    void decided() {
      decided.add(this);
    }

    void end(long millis) {
      long began = limits.began(this);
      now.addAndGet(millis * MILLI);
      limits.exit(began);
      limits.leave();
    }
  }

  @Test
  void letCallsOfBothKindsRunInOneOrder() throws Exception {
    CallLimits limits = limits(concurrent(1).queued(3));
    long first = limits.enter();
    Comer second = new Comer(limits);
    FutureTask<Long> third = waiting(limits);
    Comer fourth = new Comer(limits);
    assertThatThrownBy(limits::enter).as("one queue").isInstanceOf(OverloadedException.class);
    assertThatThrownBy(() -> new Comer(limits)).isInstanceOf(OverloadedException.class);

    limits.exit(first);
    assertThat(decided).containsExactly(second);
    assertThat(third.isDone()).isFalse();
    second.end(1);
    long began = third.get();
    assertThat(decided).containsExactly(second);
    limits.exit(began);
    assertThat(decided).containsExactly(second, fourth);
    fourth.end(1);
    assertThat(limits.isQuiet()).isTrue();
  }

  @Test
  void failACallThatWaitsForAThreadWhenItCanNoLongerEndInTime() {
    CallLimits limits = limits(concurrent(2).queued(2).deadline(Duration.ofMillis(50)));
    run(limits, 10);
    limits.enter();
    limits.enter();
    assertThat(limits.patience()).isEmpty();
    Comer waiting = new Comer(limits);
    assertThat(limits.patience()).as("a run takes 10").hasValue(40 * MILLI);
    now.addAndGet(39 * MILLI);
    limits.expire();
    assertThat(decided).isEmpty();
    now.addAndGet(MILLI);
    limits.expire();
    assertThat(decided).containsExactly(waiting);
    assertThatThrownBy(() -> limits.began(waiting))
        .isInstanceOf(OverloadedException.class)
        .hasMessageContaining("waited too long for its deadline of 50 ms");
    assertThat(limits.waiting()).isZero();
  }

  @Test
  void endTheWaitOfACallThatIsCancelled() {
    CallLimits limits = limits(concurrent(1).queued(1));
    Comer first = new Comer(limits);
    Comer second = new Comer(limits);
    assertThat(limits.cancel(second)).isTrue();
    assertThat(limits.cancel(second)).isFalse();
    assertThat(limits.cancel(first)).as("it runs").isFalse();
    Comer third = new Comer(limits);
    first.end(1);
    assertThat(decided).containsExactly(first, third);
  }

  @Test
  void letACallRunInAFreePlaceHoweverManyWaitForAThread() {
    CallLimits limits = limits(concurrent(4).queued(2));
    List<Comer> all = new ArrayList<>();
    for (int i = 0; i < THREADS + 2; i++) {
      all.add(new Comer(limits));
    }
    assertThat(decided).hasSize(THREADS);
    assertThatThrownBy(() -> new Comer(limits)).isInstanceOf(OverloadedException.class);
    long began = limits.enter();
    limits.enter();
    assertThatThrownBy(limits::enter)
        .as("those that wait fill the queue")
        .isInstanceOf(OverloadedException.class)
        .hasMessageContaining("4 calls run and 2 wait");
    limits.exit(began);
    assertThat(decided).as("no thread is free").hasSize(THREADS);
    all.get(0).end(1);
    assertThat(decided).hasSize(THREADS + 1);
  }

  @Test
  void predictWhenACallRunsByTheThreadsThereAre() {
    CallLimits limits = limits(concurrent(64).queued(256).deadline(Duration.ofSeconds(1)));
    run(limits, 200);
    // two at once, and eight more, which end after 400, 600, 800 and 1000 ms
    for (int i = 0; i < THREADS + 8; i++) {
      new Comer(limits);
    }
    assertThatThrownBy(() -> new Comer(limits))
        .isInstanceOfSatisfying(
            OverloadedException.class,
            e -> assertThat(e.retryAfter()).contains(Duration.ofMillis(900)));
    assertThat(limits.enter()).as("it needs none of them").isEqualTo(now.get());
  }

  @Test
  void expectRunsToTakeAsLongAsNearlyAllRecentOnes() {
    CallLimits limits = limits(concurrent(1).queued(10).deadline(Duration.ofMillis(50)));
    for (int i = 0; i < 200; i++) {
      run(limits, i % 20 == 0 ? 30 : 2); // one of twenty takes 30 ms
    }
    long began = limits.enter();
    Comer waiting = new Comer(limits);
    now.addAndGet(21 * MILLI);
    limits.exit(began);
    assertThat(decided).containsExactly(waiting);
    assertThatThrownBy(() -> limits.began(waiting))
        .as("it might end after 51 ms")
        .isInstanceOf(OverloadedException.class);
  }

  @Test
  void forgetASlowRunSoon() {
    RunTimes times = new RunTimes();
    times.add(60_000 * MILLI);
    assertThat(times.slow()).isEqualTo(60_000 * MILLI);
    for (int i = 0; i < 127; i++) {
      times.add(MILLI);
    }
    assertThat(times.slow()).as("of 128 runs, one may take longer").isEqualTo(MILLI);
    times.add(2 * MILLI);
    times.add(3 * MILLI);
    assertThat(times.slow()).isEqualTo(2 * MILLI);
    assertThat(times.average()).isBetween((double) MILLI, 1e10);
  }

  @Test
  void proposesToRetryNoEarlierThanTheCallsThatRunHaveTaken() {
    CallLimits limits = limits(concurrent(1));
    run(limits, 1);
    limits.enter();
    now.addAndGet(3_000 * MILLI);
    assertThatThrownBy(limits::enter)
        .isInstanceOfSatisfying(
            OverloadedException.class,
            e -> assertThat(e.retryAfter()).contains(Duration.ofSeconds(3)));
  }

  @Test
  void letAListenerPredictWithinItsOwnCall() {
    AtomicLong heard = new AtomicLong();
    AtomicReference<ModelServer<Double, Double>> self = new AtomicReference<>();
    PredictionListener<Double, Double> listener =
        (input, prediction) -> {
          if (heard.incrementAndGet() == 1) {
            Objects.requireNonNull(self.get()).predict(List.of(input));
          }
        };
    try (ModelServer<Double, Double> server =
        new Servers<Double, Double>().listener(listener).limits(concurrent(1)).build()) {
      self.set(server);
      Servers.serve(server, List::copyOf);
      assertThat(server.predict(List.of(1.0))).hasSize(1);
      assertThat(heard).hasValue(2);
      assertThat(server.predict(List.of(1.0))).as("the place is free").hasSize(1);
    }
  }

  @Test
  void limitCallsOfEveryKind() throws Exception {
    GatedPredictor gated = new GatedPredictor();
    try (ModelServer<Double, Double> server =
        new Servers<Double, Double>().limits(concurrent(1).queued(1)).build()) {
      Servers.serve(server, gated);
      FutureTask<List<Prediction<Double>>> running =
          new FutureTask<>(() -> server.predict(List.of(1.0)));
      new Thread(running).start();
      gated.began.acquireUninterruptibly();
      CompletableFuture<Prediction<Double>> waiting = server.predictAsync(2.0);

      assertThatThrownBy(() -> server.predict(List.of(3.0)))
          .isInstanceOf(OverloadedException.class);
      assertThatThrownBy(() -> server.predictEach(List.of(3.0)))
          .isInstanceOf(OverloadedException.class);
      assertThat(server.predictAsync(3.0)).isCompletedExceptionally();
      gated.gate.release(2);
      assertThat(waiting.join().value()).isEqualTo(4);
      assertThat(running.get()).hasSize(1);
      assertThat(gated.called).containsExactly(1.0, 2.0);
    }
  }
}
