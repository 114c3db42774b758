package io.lifecycle4j.core.error;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.core.error.Ending.Step;
import io.lifecycle4j.error.UnknownOutcomeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class EndingTest {
  private static final Duration LONG = Duration.ofSeconds(50);

  /** Less than between two looks at what hangs. */
  private static final Duration AT_ONCE = Duration.ofMillis(60);

  private final CountDownLatch released = new CountDownLatch(1);
  private final List<String> ended = Collections.synchronizedList(new ArrayList<>());

  @AfterEach
  void release() {
    released.countDown();
  }

  private Step step(String name) {
    return new Step(name, () -> ended.add(name));
  }

  private Step hanging(String name) {
    return new Step(
        name,
        () -> {
          try {
            released.await();
          } catch (InterruptedException e) {
            ended.add(name + " interrupted");
          }
        });
  }

  /** Takes a while on a processor. */
  private Step taking(String name, Duration time) {
    return new Step(
        name,
        () -> {
          long end = System.nanoTime() + time.toNanos();
          while (System.nanoTime() - end < 0) {
            Thread.onSpinWait();
          }
          ended.add(name);
        });
  }

  private static Step failing(Throwable thrown) {
    return new Step(
        "failing",
        () -> {
          if (thrown instanceof Error error) {
            throw error;
          }
          throw (RuntimeException) thrown;
        });
  }

  @Test
  void endsAllInTheirOrder() {
    Ending ending = Ending.within(LONG, List.of(step("a"), step("b"), step("c")));
    assertThat(ended).containsExactly("a", "b", "c");
    assertThat(ending.left()).isEmpty();
    assertThatCode(() -> ending.throwFailure("end")).doesNotThrowAnyException();
  }

  @Test
  void overtakesWhatHangsAndNamesIt() {
    Ending ending =
        Ending.within(
            Duration.ofMillis(400), List.of(hanging("x"), step("a"), hanging("y"), step("b")));
    assertThat(ended).containsExactly("a", "b");
    assertThat(ending.left()).containsExactly("x", "y");
  }

  @Test
  void throwsWhatWasThrownFirstAndEndsTheOthers() {
    IllegalStateException first = new IllegalStateException("first");
    IllegalStateException second = new IllegalStateException("second");
    Ending ending = Ending.within(LONG, List.of(failing(first), failing(second), step("a")));
    assertThat(ended).containsExactly("a");
    assertThatThrownBy(() -> ending.throwFailure("end"))
        .isSameAs(first)
        .hasSuppressedException(second);
  }

  @Test
  void saysOfAnErrorThatTheOutcomeIsUnknown() {
    Ending ending = Ending.within(LONG, List.of(failing(new OutOfMemoryError("none left"))));
    assertThatThrownBy(() -> ending.throwFailure("close the home"))
        .isInstanceOf(UnknownOutcomeException.class)
        .hasMessage(
            "Cannot close the home: java.lang.OutOfMemoryError: none left"
                + " (read what was recorded once it is open again)");
  }

  @Test
  void passesAnInterruptOnAndKeepsIt() {
    Thread.currentThread().interrupt();
    Ending ending = Ending.within(LONG, List.of(hanging("x")));
    assertThat(Thread.interrupted()).isTrue();
    assertThat(ended).containsExactly("x interrupted");
    assertThat(ending.left()).isEmpty();
  }

  @Test
  void passesAnInterruptOnToWhatBeginsLater() {
    Thread.currentThread().interrupt();
    Ending.within(LONG, List.of(hanging("x"), hanging("y"), step("a")));
    assertThat(Thread.interrupted()).isTrue();
    assertThat(ended).containsExactlyInAnyOrder("x interrupted", "y interrupted", "a");
  }

  /** A part that takes a moment is not overtaken: the next one may need its result. */
  @Test
  @OnlyLarger
  void waitsAMomentForEach() {
    Step moment = taking("moment", Duration.ofMillis(300));
    Ending ending = Ending.within(LONG, List.of(moment, step("a"), moment, moment, moment));
    assertThat(ended).containsExactly("moment", "a", "moment", "moment", "moment");
    assertThat(ending.left()).as("the last one is waited for too").isEmpty();
  }

  /** Others may hold it up, but not each time. */
  private static Duration leastOf60(Runnable work) {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 60; i++) {
      long begin = System.nanoTime();
      work.run();
      least = Math.min(least, System.nanoTime() - begin);
    }
    return Duration.ofNanos(least);
  }

  @Test
  void returnsAtOnceWhenAllHasEnded() {
    Duration least =
        leastOf60(
            () -> {
              Ending.within(LONG, List.of(taking("x", Duration.ofMillis(1)), step("a")));
              assertThat(Thread.interrupted()).as("nobody interrupted it").isFalse();
            });
    assertThat(ended).hasSize(120);
    assertThat(least).isLessThan(AT_ONCE);
  }

  @Test
  void returnsAtOnceWhenTheTimeIsOver() {
    Duration least =
        leastOf60(
            () ->
                assertThat(Ending.within(Duration.ofMillis(1), List.of(hanging("x"))).left())
                    .hasSize(1));
    assertThat(least).isLessThan(AT_ONCE);
  }

  @Test
  void passesAnInterruptOnToWhatRuns() {
    Thread waiting = Thread.currentThread();
    Step hanging = hanging("x");
    Step begins =
        new Step(
            "x",
            () -> {
              waiting.interrupt();
              hanging.action().run();
            });
    Ending.within(LONG, List.of(begins, step("a")));
    assertThat(Thread.interrupted()).isTrue();
    assertThat(ended).containsExactly("x interrupted", "a");
  }

  @Test
  void interruptsNothingElseOfAThreadThatEndedItsPart() {
    Thread waiting = Thread.currentThread();
    Step last =
        new Step(
            "last",
            () -> {
              waiting.interrupt();
              try {
                released.await();
              } catch (InterruptedException e) {
                ended.add("interrupted once");
              }
              ended.add(Thread.currentThread().isInterrupted() ? "twice" : "not twice");
            });
    Ending.within(LONG, List.of(step("a"), step("b"), last));
    assertThat(Thread.interrupted()).isTrue();
    assertThat(ended).containsExactly("a", "b", "interrupted once", "not twice");
  }

  @Test
  @OnlyLarger
  void beginsNoMoreThan32ThatHang() {
    List<Step> steps = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      Step hanging = hanging("x" + i);
      steps.add(
          new Step(
              "x" + i,
              () -> {
                ended.add("begun");
                hanging.action().run();
              }));
    }
    Ending ending = Ending.within(Duration.ofMillis(1_200), steps);
    assertThat(ended).hasSizeBetween(5, 32).containsOnly("begun");
    assertThat(ending.left()).hasSize(40);
  }
}
