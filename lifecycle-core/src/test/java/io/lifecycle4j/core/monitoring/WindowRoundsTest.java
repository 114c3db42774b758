package io.lifecycle4j.core.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.core.LoggedLines;
import io.lifecycle4j.core.error.CoreShare;
import io.lifecycle4j.monitoring.ColumnDrift;
import io.lifecycle4j.monitoring.Divergence;
import io.lifecycle4j.monitoring.DriftReport;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WindowRoundsTest {
  private static final int CAPACITY = 100;

  /** The windows that are full. */
  private final Queue<Supplier<DriftReport>> full = new ConcurrentLinkedQueue<>();

  /** For each round, whether it began late. */
  private final Queue<Boolean> isLate = new ConcurrentLinkedQueue<>();

  private final AtomicInteger ended = new AtomicInteger();
  private final WindowRounds.Work work =
      new WindowRounds.Work() {
        @Override
        public void round(boolean all, BooleanSupplier late, Consumer<DriftReport> reports) {
          isLate.add(late.getAsBoolean());
          for (Supplier<DriftReport> next = full.poll(); next != null; next = full.poll()) {
            reports.accept(next.get());
          }
        }

        @Override
        public void end() {
          ended.incrementAndGet();
        }
      };

  private final Queue<DriftReport> heard = new ConcurrentLinkedQueue<>();
  private final AtomicReference<WindowRounds> self = new AtomicReference<>();

  @AfterEach
  void endTheThread() {
    if (self.get() != null) {
      self.get().close();
    }
  }

  @Test
  void reportsEachWindowOnceAndInOrder() throws Exception {
    WindowRounds judge = judge(heard::add, Duration.ofMinutes(1));
    Thread helper = new Thread(() -> LongStream.range(0, 10_000).forEach(i -> judge.judgeAll()));
    helper.start();
    for (int i = 0; i < 90; i++) {
      long rows = i;
      offer(judge, () -> report(rows));
    }
    helper.join();
    judge.close();

    assertThat(ended).hasValue(1);
    assertThat(heard)
        .extracting(DriftReport::rows)
        .containsExactlyElementsOf(LongStream.range(0, 90).boxed().toList());
  }

  @Test
  void goesOnWhateverIsThrown() {
    List<Throwable> thrown =
        List.of(
            new IllegalStateException("no mail server"),
            new OutOfMemoryError("thrown by a test"),
            new StackOverflowError("thrown by a test"),
            new NoClassDefFoundError("thrown by a test"));
    WindowRounds judge =
        judge(
            report -> {
              heard.add(report);
              sneak(thrown.get((int) report.rows() % thrown.size()));
            },
            Duration.ofMinutes(1));
    for (int i = 0; i < 8; i++) {
      int number = i;
      offer(judge, () -> report(number));
      offer(judge, () -> sneak(thrown.get(number % thrown.size())));
    }
    judge.close();

    assertThat(heard).extracting(DriftReport::rows).containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L);
  }

  @Test
  void goesOnWithTheFlagOfAnInterruptThatAListenerLeft() throws Exception {
    CountDownLatch interrupted = new CountDownLatch(1);
    WindowRounds judge =
        judge(
            report -> {
              heard.add(report);
              Thread.currentThread().interrupt();
              interrupted.countDown();
            },
            Duration.ofMinutes(1));
    offer(judge, () -> report(1));
    interrupted.await();
    offer(judge, () -> report(2));
    judge.close();

    assertThat(heard).hasSize(2);
  }

  @Test
  void doesNotWaitForItselfWhenTheListenerClosesIt() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    CountDownLatch closed = new CountDownLatch(2);
    WindowRounds judge =
        judge(
            report -> {
              heard.add(report);
              begun.countDown();
              await(goOn);
              Objects.requireNonNull(self.get()).close();
              closed.countDown();
            },
            Duration.ofMinutes(1));
    offer(judge, () -> report(1));
    begun.await();
    offer(judge, () -> report(2));
    goOn.countDown();
    closed.await();
    judge.close();

    assertThat(heard).as("the one that waited too").hasSize(2);
    offer(judge, () -> report(3));
    assertThat(full).as("nothing is judged any more").hasSize(1);
  }

  @Test
  void endsInTimeWhenTheListenerDoesNot() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    CountDownLatch ended = new CountDownLatch(1);
    WindowRounds judge =
        judge(
            report -> {
              heard.add(report);
              begun.countDown();
              await(goOn);
              ended.countDown();
            },
            Duration.ofMillis(50));
    offer(judge, () -> report(1));
    begun.await();
    offer(judge, () -> report(2));
    judge.close();

    goOn.countDown();
    ended.await();
    judge.close();
    assertThat(heard).as("the rest is left").hasSize(1);
  }

  @Test
  void judgesWhileTheListenerIsBusy() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    WindowRounds judge =
        judge(
            report -> {
              begun.countDown();
              await(goOn);
            },
            Duration.ofMinutes(1));
    offer(judge, () -> report(1));
    begun.await();
    AtomicReference<Thread> judged = new AtomicReference<>();
    offer(
        judge,
        () -> {
          judged.set(Thread.currentThread());
          return report(2);
        });
    judge.judgeAll();

    assertThat(judged).matches(thread -> thread.get() != null);
    goOn.countDown();
  }

  /** The clock stands still, so that what was spent is never earned again. */
  @Test
  void judgesLateWhenItsShareIsUsedUpUnlessSomebodyAsks() {
    AtomicLong nanos = new AtomicLong();
    CoreShare share = new CoreShare(nanos::get);
    WindowRounds judge =
        new WindowRounds(
            "fraud",
            work,
            heard::add,
            CAPACITY,
            Duration.ofMinutes(1),
            share,
            LoggedLines.of("warn", new ArrayList<>()));
    self.set(judge);
    share.begin();
    nanos.set(Duration.ofSeconds(2).toNanos());
    share.end();
    offer(judge, () -> report(1));
    judge.judgeAll();
    offer(judge, () -> report(2));
    judge.judgeAll();
    assertThat(isLate).as("asked for").containsExactly(false, false);

    offer(judge, () -> report(3));
    judge.close();
    assertThat(heard).extracting(DriftReport::rows).containsExactly(1L, 2L, 3L);
    assertThat(isLate)
        .as("the last round, which does not rest")
        .containsExactly(false, false, true);
  }

  @Test
  void warnsOfDriftThoughNobodyListens() {
    List<String> warnings = new ArrayList<>();
    try (WindowRounds judge =
        new WindowRounds(
            "fraud",
            work,
            report -> {},
            CAPACITY,
            Duration.ofMinutes(1),
            new CoreShare(),
            LoggedLines.of("warn", warnings))) {
      offer(judge, () -> report(1));
      offer(
          judge,
          () ->
              builder(500)
                  .columns(
                      List.of(
                          ColumnDrift.builder(
                                  Divergence.builder("amount", 1e-9, "mean 1 -> 2")
                                      .effect(0.5)
                                      .build(),
                                  1e-8,
                                  ColumnDrift.Verdict.DRIFT)
                              .build()))
                  .build());
    }
    assertThat(warnings)
        .containsExactly(
            "fraud:1, window of 500 predictions: DRIFT in [amount]"
                + System.lineSeparator()
                + "  amount: mean 1 -> 2 (effect 0.50, p 1.0e-08)");
  }

  private WindowRounds judge(Consumer<DriftReport> listener, Duration patience) {
    WindowRounds judge = new WindowRounds("fraud", work, listener, CAPACITY, patience);
    self.set(judge);
    return judge;
  }

  private void offer(WindowRounds judge, Supplier<DriftReport> window) {
    full.add(window);
    judge.wake();
  }

  private static DriftReport report(long rows) {
    return builder(rows).build();
  }

  private static DriftReport.Builder builder(long rows) {
    return DriftReport.builder("fraud:1", Instant.EPOCH, rows, new DriftReport.Reference(1, 1));
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // thrown as it is
  private static <E extends Throwable> DriftReport sneak(Throwable throwable) throws E {
    throw (E) throwable;
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
