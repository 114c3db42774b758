package io.lifecycle4j.core.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.error.OverloadedException;
import io.lifecycle4j.error.PredictionFailedException;
import io.lifecycle4j.serving.Limits;
import io.lifecycle4j.serving.Prediction;
import io.lifecycle4j.serving.Predictor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Calls on threads of the library end, whatever happens meanwhile. */
@Timeout(60)
class AsyncCallsTest {
  private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

  private final ModelServer<Double, Double> server = Servers.plain();

  private final GatedPredictor gated = new GatedPredictor();
  private final Semaphore began = gated.began;
  private final Semaphore gate = gated.gate;

  @AfterEach
  void close() {
    gate.release(100_000);
    server.close();
  }

  private void serve(Predictor<Double, Double> predictor) {
    Servers.serve(server, predictor);
  }

  private void serveGated() {
    serve(gated);
  }

  /** Occupies every thread. */
  private List<CompletableFuture<Prediction<Double>>> occupy() {
    List<CompletableFuture<Prediction<Double>>> running = new ArrayList<>();
    for (int i = 0; i < PROCESSORS; i++) {
      running.add(server.predictAsync(0.0));
    }
    began.acquireUninterruptibly(PROCESSORS);
    return running;
  }

  @Test
  void answersOnAThreadOfTheLibrary() {
    List<Thread> threads = new ArrayList<>();
    serve(
        inputs -> {
          threads.add(Thread.currentThread());
          return inputs.stream().map(input -> input * 2).toList();
        });
    assertThat(server.predictAsync(4.0).join().value()).isEqualTo(8);
    assertThat(threads.get(0).getName()).isEqualTo("lifecycle4j-predict-line");
    assertThat(threads.get(0).isDaemon()).isTrue();
  }

  @Test
  void runsNoMoreCallsAtOnceThanThereAreProcessors() {
    serveGated();
    List<CompletableFuture<Prediction<Double>>> running = occupy();
    CompletableFuture<Prediction<Double>> waiting = server.predictAsync(5.0);
    assertThat(gated.called).hasSize(PROCESSORS);
    gate.release(PROCESSORS + 1);
    running.forEach(CompletableFuture::join);
    assertThat(waiting.join().value()).isEqualTo(10);
  }

  @Test
  void doesNotRunACallThatIsCancelledBefore() {
    serveGated();
    List<CompletableFuture<Prediction<Double>>> running = occupy();
    CompletableFuture<Prediction<Double>> waiting = server.predictAsync(5.0);
    CompletableFuture<Prediction<Double>> last = server.predictAsync(6.0);
    assertThat(waiting.cancel(false)).isTrue();
    gate.release(PROCESSORS + 1);
    running.forEach(CompletableFuture::join);
    last.join();
    assertThat(gated.called).doesNotContain(5.0).contains(6.0);
  }

  @Test
  void freesThePlaceOfACallThatIsCancelledOrTimedOutBeforeAThreadComes() {
    serveGated();
    List<CompletableFuture<Prediction<Double>>> running = occupy();
    List<CompletableFuture<Prediction<Double>>> waiting = new ArrayList<>();
    for (int i = 0; i < AsyncCalls.MOST_WAITING; i++) {
      waiting.add(server.predictAsync(1.0));
    }
    assertThat(server.predictAsync(1.0)).isCompletedExceptionally();
    waiting.get(0).cancel(false);
    waiting.get(0).cancel(false);
    waiting.get(1).completeExceptionally(new IllegalStateException("too late"));
    waiting.get(2).complete(Prediction.builder("id", 7.0).build());
    for (int i = 0; i < 3; i++) {
      waiting.add(server.predictAsync(3.0));
    }
    assertThat(waiting.subList(waiting.size() - 3, waiting.size()))
        .allSatisfy(call -> assertThat(call).as("there is room").isNotDone());
    assertThat(server.predictAsync(1.0)).as("for three").isCompletedExceptionally();
    gate.release(100_000);
    running.forEach(CompletableFuture::join);
    waiting.subList(3, waiting.size()).forEach(CompletableFuture::join);
    assertThat(waiting.get(waiting.size() - 1).join().value()).isEqualTo(6);
    assertThat(gated.called).hasSize(PROCESSORS + AsyncCalls.MOST_WAITING);
  }

  @Test
  void letsOthersInAtOnceForCallsThatAreCancelled() {
    try (ModelServer<Double, Double> limited =
        new Servers<Double, Double>().limits(Limits.concurrent(1).queued(PROCESSORS)).build()) {
      Servers.serve(limited, gated);
      List<CompletableFuture<Prediction<Double>>> all = new ArrayList<>();
      for (int i = 0; i < PROCESSORS + 1; i++) {
        all.add(limited.predictAsync(1.0));
      }
      began.acquireUninterruptibly();
      assertThat(limited.predictAsync(1.0)).isCompletedExceptionally();
      all.get(PROCESSORS).cancel(false);
      assertThat(limited.predictAsync(1.0)).isNotDone();
      gate.release(100);
    }
  }

  @Test
  void answersAFunctionThatDependsOnAResultWhileAllThreadsRunSuchFunctions() {
    serveGated();
    CountDownLatch missing = new CountDownLatch(PROCESSORS);
    List<CompletableFuture<Double>> seconds = new ArrayList<>();
    for (CompletableFuture<Prediction<Double>> first : occupy()) {
      seconds.add(
          first.thenApply(
              prediction -> {
                missing.countDown();
                while (missing.getCount() > 0) {
                  Thread.onSpinWait();
                }
                return server.predictAsync(2.0).join().value();
              }));
    }
    gate.release(2 * PROCESSORS);
    assertThat(seconds).allSatisfy(second -> assertThat(second.join()).isEqualTo(4));
  }

  @Test
  void answersAServedFunctionThatWaitsForItsOwnModelWithinLimits() {
    AtomicReference<ModelServer<Double, Double>> self = new AtomicReference<>();
    try (ModelServer<Double, Double> limited =
        new Servers<Double, Double>().limits(Limits.concurrent(1)).build()) {
      self.set(limited);
      Servers.serve(
          limited,
          inputs ->
              List.of(
                  inputs.get(0) == 0
                      ? 0
                      : 1
                          + Objects.requireNonNull(self.get())
                              .predictAsync(inputs.get(0) - 1)
                              .join()
                              .value()));
      assertThat(limited.predictOne(3.0).value()).isEqualTo(3);
      assertThat(limited.predictAsync(2.0).join().value()).isEqualTo(2);
      assertThat(limited.predictOne(1.0).value()).as("the place is free").isEqualTo(1);
    }
  }

  @Test
  void answersOnAFreshStackWhatALongChainOfDependentFunctionsAsksFor() {
    serve(
        inputs ->
            List.of(
                (double) StackWalker.getInstance().walk(frames -> frames.limit(1_000).count())));
    assertThat(
            server
                .predictAsync(1.0)
                .thenCompose(first -> server.predictAsync(1.0))
                .thenCompose(second -> deep(1_000))
                .join()
                .value())
        .isLessThan(1_000);
  }

  private CompletableFuture<Prediction<Double>> deep(int frames) {
    return frames == 0 ? server.predictAsync(1.0) : deep(frames - 1);
  }

  @Test
  void failsTheFutureWithWhatTheCallThrows() {
    serve(inputs -> List.of(Double.NaN));
    assertThatThrownBy(() -> server.predictAsync(4.0).join())
        .isInstanceOf(CompletionException.class)
        .cause()
        .isInstanceOf(PredictionFailedException.class);
    assertThat(server.predictAsync(4.0)).failsWithin(Duration.ofSeconds(20));
  }

  @Test
  void rejectsCallsBeyondItsQueue() {
    serveGated();
    occupy();
    for (int i = 0; i < AsyncCalls.MOST_WAITING; i++) {
      assertThat(server.predictAsync(1.0)).isNotDone();
    }
    assertThat(server.predictAsync(2.0))
        .isCompletedExceptionally()
        .failsWithin(Duration.ZERO)
        .withThrowableThat()
        .havingCause()
        .isInstanceOf(OverloadedException.class)
        .withMessageStartingWith(
            "Cannot predict with line: %s calls run and 10000 wait (limits: %s run, 10000 wait;"
                + " retry after",
            PROCESSORS, PROCESSORS);
  }

  @Test
  void failsAtItsDeadlineHoweverLongOthersRun() {
    try (ModelServer<Double, Double> limited =
        new Servers<Double, Double>()
            .limits(Limits.concurrent(PROCESSORS).queued(2).deadline(Duration.ofMillis(1)))
            .build()) {
      Servers.serve(limited, gated);
      List<CompletableFuture<Prediction<Double>>> running = new ArrayList<>();
      for (int i = 0; i < PROCESSORS; i++) {
        running.add(limited.predictAsync(1.0));
      }
      began.acquireUninterruptibly(PROCESSORS);
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(() -> limited.predictAsync(2.0).join())
            .cause()
            .isInstanceOf(OverloadedException.class)
            .hasMessageContaining("waited too long for its deadline of 1 ms");
      }
      assertThat(limited.rejectedCalls()).isEqualTo(2);
      gate.release(PROCESSORS);
      running.forEach(CompletableFuture::join);
    }
  }

  @Test
  void endsAllThatWaitAndFreesTheirPlacesIfThereIsNoThread() {
    AtomicInteger threads = new AtomicInteger();
    AsyncCalls calls =
        new AsyncCalls(
            "line",
            this,
            Limits.concurrent(1).queued(10_000),
            task -> {
              if (threads.getAndIncrement() > 0) {
                throw new OutOfMemoryError("unable to create native thread");
              }
              return new Thread(task);
            });
    CompletableFuture<Double> first =
        calls.submit(began -> gated(calls, began.getAsLong()), () -> {});
    began.acquireUninterruptibly();
    List<CompletableFuture<Double>> waiting = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      waiting.add(calls.submit(began -> gated(calls, began.getAsLong()), () -> {}));
    }
    gate.release(100_000);
    assertThat(first.join()).isEqualTo(1);
    calls.drain(Duration.ofDays(1));
    assertThat(calls.limits().isQuiet()).isTrue();
    for (CompletableFuture<Double> call : waiting) { // with one processor, its thread runs them
      assertThat(call.handle((answer, why) -> answer != null || isWithoutThread(why)).join())
          .isTrue();
    }
  }

  private static boolean isWithoutThread(Throwable why) {
    return why instanceof OverloadedException && why.toString().endsWith("no thread left");
  }

  private double gated(AsyncCalls calls, long since) {
    began.release();
    gate.acquireUninterruptibly();
    calls.limits().exit(since);
    return 1;
  }

  @Test
  void runsWhatWaitsBeforeItIsClosed() throws Exception {
    serveGated();
    occupy();
    CompletableFuture<Prediction<Double>> waiting = server.predictAsync(5.0);
    Thread closer = new Thread(server::close);
    closer.start();
    while (!server.predictAsync(6.0).isDone()) {
      Thread.onSpinWait();
    }
    gate.release(100_000);
    closer.join();
    assertThat(waiting.join().value()).isEqualTo(10);
    assertThatThrownBy(() -> server.predictAsync(7.0).join())
        .cause()
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("The model line is closed");
    assertThat(gated.called).doesNotContain(7.0);
  }

  @Test
  void failsWhatStillWaitsWhenItsTimeIsOver() {
    serveGated();
    occupy();
    CompletableFuture<Prediction<Double>> waiting = server.predictAsync(5.0);
    server.close(Duration.ZERO);
    assertThatThrownBy(waiting::join)
        .cause()
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("The model line is closed");
    assertThat(gated.called).doesNotContain(5.0);
  }

  @Test
  void isClosedByAFunctionThatDependsOnItsResult() throws Exception {
    serveGated();
    CountDownLatch closed = new CountDownLatch(1);
    CompletableFuture<Void> rest =
        server
            .predictAsync(1.0)
            .thenAccept(
                prediction -> {
                  server.close();
                  closed.countDown();
                });
    gate.release();
    closed.await();
    rest.join();
    assertThatThrownBy(() -> server.predict(List.of(1.0)))
        .isInstanceOf(IllegalStateException.class);
  }
}
