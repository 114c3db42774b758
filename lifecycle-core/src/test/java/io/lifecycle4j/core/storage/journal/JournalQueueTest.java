package io.lifecycle4j.core.storage.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.core.storage.file.HomeThreads;
import io.lifecycle4j.core.storage.journal.Work.Task;
import io.lifecycle4j.crashkit.Appending;
import io.lifecycle4j.error.StorageFailedException;
import io.lifecycle4j.error.UnknownOutcomeException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever a piece of work throws, and whatever threads there are, nobody waits for ever. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class JournalQueueTest {
  private static final Duration SOON = Duration.ofMillis(10);
  private static final Duration LONG = Duration.ofSeconds(30);

  private final List<Append> written = Collections.synchronizedList(new ArrayList<>());
  private final List<Thread> threads = Collections.synchronizedList(new ArrayList<>());
  private final JournalQueue queue = queue(HomeThreads::execute, written::addAll);

  private static JournalQueue queue(Executor threads, Consumer<List<Append>> writer) {
    return new JournalQueue(new JournalErrors(Path.of("journals", "log")), threads, writer);
  }

  private static Append append() {
    return new Append(Fixtures.batch("x"));
  }

  private Task task() {
    return new Task(() -> threads.add(Thread.currentThread()), false);
  }

  private static Task throwing(Throwable thrown, boolean undoes) {
    return new Task(() -> sneak(thrown), undoes);
  }

  @SuppressWarnings("unchecked")
  private static <T extends Throwable> void sneak(Throwable thrown) throws T {
    throw (T) thrown;
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Thread start(Runnable action) {
    Thread thread = new Thread(action);
    thread.start();
    return thread;
  }

  private static void awaitQueued(Thread caller) {
    while (!Appending.waits(caller)) {
      Thread.onSpinWait();
    }
  }

  @Test
  void refusesToWaitOnTheThreadThatWritesAndGoesOn() {
    Task waiting = new Task(() -> queue.run(append()), false);
    assertThatIllegalStateException()
        .isThrownBy(() -> queue.run(waiting))
        .withMessageStartingWith("Cannot wait for a journal on the thread that writes it");
    queue.run(append());
    assertThat(written).hasSize(1);
  }

  @Test
  void tellsOfAnErrorTypedAndGoesOn() {
    for (Error error :
        List.of(
            new OutOfMemoryError("on purpose"),
            new StackOverflowError("on purpose"),
            new NoClassDefFoundError("on purpose"))) {
      assertThatThrownBy(() -> queue.run(throwing(error, false)))
          .isInstanceOf(UnknownOutcomeException.class)
          .hasMessageContaining("journals/log: " + error)
          .hasCause(error);
      assertThatThrownBy(() -> queue.run(throwing(error, true)))
          .isInstanceOf(StorageFailedException.class)
          .hasMessageEndingWith(error + " (nothing was written)");
      queue.run(append());
    }
    assertThat(written).hasSize(3);
  }

  @Test
  void tellsTheWholeGroupOfAnErrorButThoseWhoKnowBetter() throws InterruptedException {
    CountDownLatch held = new CountDownLatch(1);
    JournalQueue failing =
        queue(
            HomeThreads::execute,
            group -> {
              group.get(0).fail(new StorageFailedException("known"));
              group.forEach(Append::begin);
              throw new OutOfMemoryError("on purpose");
            });
    Thread first = start(() -> failing.run(new Task(() -> await(held), false)));
    awaitQueued(first);
    List<Throwable> told = Collections.synchronizedList(new ArrayList<>());
    List<Thread> callers = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      callers.add(start(() -> told.add(thrown(() -> failing.run(append())))));
      awaitQueued(callers.get(i));
    }
    held.countDown();
    for (Thread caller : callers) {
      caller.join();
    }
    assertThat(told).hasSize(3);
    assertThat(told).filteredOn(StorageFailedException.class::isInstance).hasSize(1);
    assertThat(told).filteredOn(UnknownOutcomeException.class::isInstance).hasSize(2);
  }

  private static Throwable thrown(Runnable action) {
    try {
      action.run();
    } catch (RuntimeException e) {
      return e;
    }
    throw new AssertionError("nothing was thrown");
  }

  @Test
  void saysThatNoThreadCanBeStartedAndTriesAgainTheNextTime() {
    AtomicBoolean none = new AtomicBoolean(true);
    JournalQueue starving =
        queue(
            task -> {
              if (none.get()) {
                throw new OutOfMemoryError("unable to create native thread");
              }
              HomeThreads.execute(task);
            },
            written::addAll);
    assertThatThrownBy(() -> starving.run(append()))
        .isInstanceOf(StorageFailedException.class)
        .hasMessageEndingWith("log: no thread can be started");
    none.set(false);
    starving.run(append());
    assertThat(written).hasSize(1); // the first was taken back, as it was said
  }

  @Test
  void givesUpOnTheThreadOfTheCallerIfNoOtherCanBeStarted() {
    JournalQueue starving =
        queue(
            task -> {
              throw new OutOfMemoryError("unable to create native thread");
            },
            written::addAll);
    Thread.currentThread().interrupt();
    assertThat(starving.run(task(), LONG)).isTrue();
    assertThat(Thread.interrupted()).isTrue();
    assertThat(threads).containsExactly(Thread.currentThread());
  }

  @Test
  @OnlyLarger
  void callsAnotherThreadIfOneThatWasAskedForNeverComes() {
    AtomicInteger asked = new AtomicInteger();
    JournalQueue losing =
        queue(
            task -> {
              if (asked.getAndIncrement() > 0) {
                HomeThreads.execute(task);
              }
            },
            written::addAll);
    losing.run(append());
    assertThat(asked).hasValue(2);
    assertThat(written).hasSize(1);
  }

  @Test
  void waitsNoLongerThanItIsToldAndDoesTheWorkAllTheSame() throws InterruptedException {
    CountDownLatch held = new CountDownLatch(1);
    Thread hanging = start(() -> queue.run(new Task(() -> await(held), false)));
    awaitQueued(hanging);
    Task late = task();
    assertThat(queue.run(late, SOON)).isFalse();
    assertThat(queue.run(late, SOON)).isFalse(); // asked twice, done once
    held.countDown();
    hanging.join();
    assertThat(queue.run(late, LONG)).isTrue();
    assertThat(threads).hasSize(1);
  }

  @Test
  void keepsTheFlagOfAnInterruptAndWaits() {
    Thread.currentThread().interrupt();
    assertThatCode(() -> queue.run(append())).doesNotThrowAnyException();
    assertThat(Thread.interrupted()).isTrue();
    assertThat(written).hasSize(1);
  }
}
