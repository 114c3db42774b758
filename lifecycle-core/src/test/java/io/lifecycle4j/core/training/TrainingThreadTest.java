package io.lifecycle4j.core.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.error.OperationInterruptedException;
import io.lifecycle4j.error.TrainingFailedException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TrainingThreadTest {
  private static String train(
      java.util.function.Function<java.util.function.BooleanSupplier, String> training) {
    return new TrainingThread("fraud").run(training);
  }

  @Test
  void runsOnAThreadOfItsOwn() {
    String name = train(cancelled -> Thread.currentThread().getName());
    assertThat(name).isEqualTo("lifecycle4j-training-fraud");
    assertThat(Thread.currentThread().getName()).isNotEqualTo(name);
  }

  @Test
  void throwsWhatTheLibraryThrew() {
    ConflictException conflict = new ConflictException("Parameter already exists: lr");
    assertThatThrownBy(
            () ->
                train(
                    cancelled -> {
                      throw conflict;
                    }))
        .isSameAs(conflict);
  }

  @Test
  void wrapsWhatAnybodyElseThrew() {
    assertThatThrownBy(
            () ->
                train(
                    cancelled -> {
                      throw new OutOfMemoryError("made by the test");
                    }))
        .isInstanceOf(TrainingFailedException.class)
        .hasMessage("Training failed: java.lang.OutOfMemoryError: made by the test")
        .hasCauseInstanceOf(OutOfMemoryError.class);
  }

  @Test
  @SuppressWarnings("NullAway") // what a trainer without null checks may do
  void refusesNothingAsAResult() {
    assertThatThrownBy(() -> train(cancelled -> null))
        .isInstanceOf(TrainingFailedException.class)
        .hasMessage("Training failed: the trainer gave null (needs a model)");
  }

  @Test
  void doesNotBeginToStopUnlessItIsInterrupted() {
    assertThat(train(cancelled -> String.valueOf(cancelled.getAsBoolean()))).isEqualTo("false");
  }

  @Test
  void stopsATrainingWhoseCallerWasInterruptedBefore() {
    Thread.currentThread().interrupt();
    Throwable thrown =
        catchThrowable(
            () ->
                train(
                    cancelled -> {
                      while (!cancelled.getAsBoolean()) {
                        Thread.onSpinWait();
                      }
                      throw new OperationInterruptedException("stopped");
                    }));
    assertThat(Thread.interrupted()).as("the flag is kept").isTrue();
    assertThat(thrown)
        .isInstanceOf(OperationInterruptedException.class)
        .hasMessage("Training was interrupted")
        .cause()
        .hasMessage("stopped");
  }

  @Test
  void waitsForTheEndOfATrainingThatSleeps() throws Exception {
    CountDownLatch asleep = new CountDownLatch(1);
    AtomicBoolean ended = new AtomicBoolean();
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Thread caller =
        new Thread(
            () ->
                thrown.set(
                    catchThrowable(
                        () ->
                            train(
                                cancelled -> {
                                  asleep.countDown();
                                  sleep();
                                  ended.set(true);
                                  return "late";
                                }))));
    caller.start();
    asleep.await();
    caller.interrupt();
    caller.join();
    assertThat(thrown.get())
        .isInstanceOf(OperationInterruptedException.class)
        .hasMessage("Training was interrupted");
    assertThat(ended).as("no training outlives its caller").isTrue();
  }

  private static @Nullable Throwable stopped(
      Duration bound,
      java.util.function.Function<java.util.function.BooleanSupplier, String> training)
      throws InterruptedException {
    TrainingThread thread = new TrainingThread("fraud");
    CountDownLatch begun = new CountDownLatch(1);
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Thread caller =
        new Thread(
            () ->
                thrown.set(
                    catchThrowable(
                        () ->
                            thread.run(
                                cancelled -> {
                                  begun.countDown();
                                  return training.apply(cancelled);
                                }))));
    caller.start();
    begun.await();
    thread.stop(bound);
    caller.join();
    return thrown.get();
  }

  @Test
  void stopsATrainingWhoseModelIsClosed() throws Exception {
    assertThat(
            stopped(
                Duration.ofSeconds(50),
                cancelled -> {
                  sleep();
                  return String.valueOf(cancelled.getAsBoolean());
                }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("Training was stopped: the model fraud is closed");
  }

  @Test
  void beginsNoTrainingThatWasStoppedBefore() {
    TrainingThread thread = new TrainingThread("fraud");
    thread.stop(Duration.ZERO);
    AtomicBoolean begun = new AtomicBoolean();
    assertThatThrownBy(
            () ->
                thread.run(
                    cancelled -> {
                      begun.set(true);
                      return "late";
                    }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("Training was stopped: the model fraud is closed");
    assertThat(begun).isFalse();
  }

  @Test
  void waitsNoLongerForATrainingThatDoesNotStop() throws Exception {
    CountDownLatch released = new CountDownLatch(1);
    assertThat(
            stopped(
                Duration.ofMillis(20),
                cancelled -> {
                  while (released.getCount() > 0) { // an interrupt does not end it
                    Thread.onSpinWait();
                  }
                  return "late";
                }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("Training was stopped: the model fraud is closed");
    released.countDown();
  }

  private static void sleep() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
