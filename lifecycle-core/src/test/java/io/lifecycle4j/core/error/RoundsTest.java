package io.lifecycle4j.core.error;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.core.LoggedLines;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RoundsTest {
  private static final Duration FOR_EVER = Duration.ofDays(1);

  private final BlockingQueue<Thread> by = new LinkedBlockingQueue<>();

  private Thread next() throws InterruptedException {
    Thread thread = by.poll(50, TimeUnit.SECONDS);
    assertThat(thread).isNotNull();
    return thread;
  }

  private static void awaitState(Thread thread, Thread.State state) {
    while (thread.getState() != state) {
      Thread.onSpinWait();
    }
  }

  @Test
  void goOnWhateverARoundThrows() throws Exception {
    AtomicInteger count = new AtomicInteger();
    Rounds rounds =
        new Rounds(
            "test",
            () -> {
              by.add(Thread.currentThread());
              switch (count.incrementAndGet()) {
                case 1 -> throw new OutOfMemoryError("made by the test");
                case 2 -> throw new IllegalStateException("made by the test");
                default -> {
                  return null;
                }
              }
            });
    assertThat(rounds.wake()).isTrue();
    Thread first = next();
    assertThat(first.getName()).isEqualTo("lifecycle4j-test");
    assertThat(first.isDaemon()).isTrue();
    assertThat(next()).isSameAs(first);
    assertThat(next()).isSameAs(first);
    assertThat(rounds.await(FOR_EVER)).isTrue();
  }

  /** After the n-th failure in a row it pauses 2^(n-1) ms. */
  @Test
  void pauseAfterAFailureHoweverOftenTheyAreAskedFor() {
    AtomicInteger count = new AtomicInteger();
    Rounds rounds =
        new Rounds(
            "test",
            () -> {
              count.incrementAndGet();
              throw new OutOfMemoryError("made by the test");
            });
    long begin = System.nanoTime();
    while (count.get() < 9) {
      rounds.wake();
    }
    assertThat(Duration.ofNanos(System.nanoTime() - begin))
        .isGreaterThanOrEqualTo(Duration.ofMillis(255));
    assertThat(rounds.end(FOR_EVER)).isTrue();
  }

  /** Otherwise the 20 failures would pause for 10 s. */
  @Test
  void pauseAsShortlyAsAtFirstAfterASuccess() throws Exception {
    AtomicInteger count = new AtomicInteger();
    Rounds rounds =
        new Rounds(
            "test",
            () -> {
              int round = count.incrementAndGet();
              if (round % 2 == 0) {
                return round == 40 ? null : Duration.ZERO;
              }
              throw new IllegalStateException("made by the test");
            });
    rounds.wake();
    assertThat(rounds.await(Duration.ofSeconds(8))).isTrue();
  }

  @Test
  void restAndAreAwaitedWithoutUsingAProcessor() throws Exception {
    Rounds rounds =
        new Rounds(
            "test",
            () -> {
              by.add(Thread.currentThread());
              throw new IllegalStateException("made by the test");
            });
    rounds.wake();
    awaitState(next(), Thread.State.TIMED_WAITING);
    assertThat(rounds.end(FOR_EVER)).isTrue();

    Rounds waking = new Rounds("test", () -> Rounds.UNTIL_WOKEN);
    waking.wake();
    Thread awaiting =
        new Thread(
            () -> {
              try {
                waking.await(FOR_EVER);
              } catch (InterruptedException e) {
                by.add(Thread.currentThread());
              }
            });
    awaiting.start();
    awaitState(awaiting, Thread.State.TIMED_WAITING);
    assertThat(waking.end(FOR_EVER)).isTrue();
    awaiting.join();
  }

  /** The clock stands still until the test moves it. */
  @Test
  void restHoweverOftenTheyAreAskedForWhenTheirShareIsUsedUp() throws Exception {
    AtomicLong nanos = new AtomicLong();
    AtomicLong took = new AtomicLong(2_000_000_000);
    Rounds rounds =
        new Rounds(
            "test",
            () -> {
              nanos.addAndGet(took.get());
              by.add(Thread.currentThread());
              return Rounds.UNTIL_WOKEN;
            },
            new CoreShare(nanos::get));
    rounds.wake();
    Thread thread = next();
    awaitState(thread, Thread.State.WAITING);
    rounds.wake();
    awaitState(thread, Thread.State.TIMED_WAITING);
    nanos.addAndGet(19_999_999_999L); // twenty times the second that was not saved up, almost
    rounds.wake();
    awaitState(thread, Thread.State.TIMED_WAITING);
    assertThat(by).isEmpty();
    nanos.addAndGet(1); // a round is requested already
    next();

    awaitState(thread, Thread.State.WAITING);
    rounds.wake();
    awaitState(thread, Thread.State.TIMED_WAITING);
    took.set(0);
    rounds.hurry();
    next();
    assertThat(rounds.end(FOR_EVER)).isTrue();
  }

  /** Not each failure of many in a row is logged. */
  @Test
  void logAFailureThatLastsNowAndThen() throws Exception {
    long again = Rounds.SAY_AGAIN;
    assertThat(logged(0, 1)).isEqualTo(1);
    assertThat(logged(0, again + 1)).as("not before the time is over").isEqualTo(1);
    assertThat(logged(0, again + 2)).isEqualTo(2);
    assertThat(logged(0, 1, again, again + 2, 3 * again, 3 * again + 9)).isEqualTo(3);
  }

  private static int logged(long... times) throws InterruptedException {
    List<String> errors = new CopyOnWriteArrayList<>();
    AtomicInteger looked = new AtomicInteger();
    AtomicInteger count = new AtomicInteger();
    Rounds rounds =
        new Rounds(
            "test",
            () -> {
              if (count.incrementAndGet() > times.length) {
                return null;
              }
              throw new OutOfMemoryError("failure " + count);
            },
            null,
            () -> 1_000 + times[looked.getAndIncrement()],
            LoggedLines.of("error", errors));
    rounds.wake();
    assertThat(rounds.await(FOR_EVER)).isTrue();
    assertThat(looked).hasValue(times.length);
    assertThat(errors).containsOnly("test failed; it continues");
    return errors.size();
  }

  @Test
  void beginAnewOnANewThreadWhenThereIsMore() throws Exception {
    Rounds rounds =
        new Rounds(
            "test",
            () -> {
              by.add(Thread.currentThread());
              return null;
            });
    rounds.wake();
    Thread first = next();
    first.join();
    rounds.wake();
    assertThat(next()).isNotSameAs(first);
  }

  @Test
  void areAskedForInAPause() throws Exception {
    Rounds rounds =
        new Rounds(
            "test",
            () -> {
              by.add(Thread.currentThread());
              return FOR_EVER;
            });
    rounds.wake();
    Thread thread = next();
    awaitState(thread, Thread.State.TIMED_WAITING);
    assertThat(rounds.wake()).isTrue();
    next();
    assertThat(rounds.await(Duration.ZERO)).isFalse();
    assertThat(rounds.end(FOR_EVER)).isTrue();
    by.clear(); // a round more than was asked for is allowed
    rounds.wake();
    assertThat(by).as("no round begins once they have ended").isEmpty();
  }

  @Test
  void pauseAsLongAsARoundSays() throws Exception {
    BlockingQueue<Long> begun = new LinkedBlockingQueue<>();
    Rounds rounds =
        new Rounds(
            "test",
            () -> {
              begun.add(System.nanoTime());
              return begun.size() < 2 ? Duration.ofMillis(40) : null;
            });
    rounds.wake();
    assertThat(rounds.await(FOR_EVER)).isTrue();
    long first = begun.remove();
    assertThat(Duration.ofNanos(begun.remove() - first)).isGreaterThan(Duration.ofMillis(39));
  }

  @Test
  void areDoneOnceMoreIfTheLastOneWasNotTheLast() throws Exception {
    Rounds[] rounds = new Rounds[1];
    rounds[0] =
        new Rounds(
            "test",
            () -> {
              by.add(Thread.currentThread());
              if (by.size() == 1) {
                rounds[0].wake(); // there is more to do
              }
              return null;
            });
    rounds[0].wake();
    assertThat(rounds[0].await(FOR_EVER)).isTrue();
    assertThat(by).hasSize(2);
    assertThat(next()).isSameAs(next());
  }

  @Test
  void endInAPauseThatHasNoEnd() throws Exception {
    Rounds rounds =
        new Rounds(
            "test",
            () -> {
              by.add(Thread.currentThread());
              return Rounds.UNTIL_WOKEN;
            });
    rounds.wake();
    Thread thread = next();
    awaitState(thread, Thread.State.WAITING);
    assertThat(rounds.await(Duration.ofMillis(20))).as("nothing more to do").isFalse();
    assertThat(rounds.end(FOR_EVER)).isTrue();
    assertThat(thread.isAlive()).isFalse();
    assertThat(rounds.await(FOR_EVER)).isTrue();
    assertThat(rounds.wake()).as("no thread is missing").isTrue();
    assertThat(by).isEmpty();
  }

  @Test
  void areInterruptedInWhatTheyWaitFor() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    Rounds rounds =
        new Rounds(
            "test",
            () -> {
              begun.countDown();
              try {
                new CountDownLatch(1).await();
              } catch (InterruptedException e) {
                by.add(Thread.currentThread());
              }
              return null;
            });
    rounds.interrupt(); // nothing is under way
    rounds.wake();
    begun.await();
    rounds.interrupt();
    next();
    assertThat(rounds.await(FOR_EVER)).isTrue();
  }

  @Test
  void doNotWaitForThemselves() throws Exception {
    CountDownLatch ended = new CountDownLatch(1);
    Rounds[] rounds = new Rounds[1];
    rounds[0] =
        new Rounds(
            "test",
            () -> {
              rounds[0].end(FOR_EVER);
              ended.countDown();
              return FOR_EVER;
            });
    rounds[0].wake();
    ended.await();
    assertThat(rounds[0].await(FOR_EVER)).isTrue();
  }

  @Test
  void areNotWaitedForInACallback() throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch released = new CountDownLatch(1);
    Rounds rounds =
        new Rounds(
            "test",
            () -> {
              by.add(Thread.currentThread());
              begun.countDown();
              try {
                released.await();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
              return null;
            });
    rounds.wake();
    begun.await();
    assertThat(Callbacks.call(() -> rounds.end(FOR_EVER))).isTrue();
    assertThat(rounds.end(Duration.ofMillis(1))).isFalse();
    assertThat(rounds.await(Duration.ofMillis(5))).as("the last round still runs").isFalse();
    released.countDown();
    assertThat(rounds.end(FOR_EVER)).isTrue();
    assertThat(rounds.await(Duration.ZERO)).isTrue();
  }
}
