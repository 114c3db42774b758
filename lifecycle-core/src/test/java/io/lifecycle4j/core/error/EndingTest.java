package io.lifecycle4j.core.error;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
  void waitsAMomentForEach() {
    Step moment =
        new Step(
            "moment",
            () -> {
              long end = System.nanoTime() + Duration.ofMillis(150).toNanos();
              while (System.nanoTime() - end < 0) {
                Thread.onSpinWait();
              }
              ended.add("moment");
            });
    Ending.within(LONG, List.of(moment, step("a"), moment, step("b")));
    assertThat(ended).containsExactly("moment", "a", "moment", "b");
  }

  @Test
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
    Ending ending = Ending.within(Duration.ofMillis(600), steps);
    assertThat(ended).hasSizeBetween(5, 32).containsOnly("begun");
    assertThat(ending.left()).hasSize(40);
  }
}
