package io.lifecycle4j.core.serving.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.error.ClosedException;
import io.lifecycle4j.error.CorruptDataException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A step that fails is tried again, less and less often, and keeps no other from being done. */
class RetriesTest {
  private long nanos;
  private final Retries retries = new Retries(() -> nanos);

  private boolean fails(String step) {
    return !retries.attempt(
        step,
        () -> {
          throw new CorruptDataException("test");
        });
  }

  private void wait(Duration time) {
    nanos += time.toNanos();
  }

  @Test
  void waitsTwiceAsLongAfterEachFailureUpToAnHour() {
    assertThat(retries.isDue("a")).isTrue();
    for (int minutes = 1; minutes <= 64; minutes *= 2) {
      assertThat(fails("a")).isTrue();
      wait(Duration.ofMinutes(Math.min(minutes, 60)).minusNanos(1));
      assertThat(retries.isDue("a")).as("within %s minutes", minutes).isFalse();
      assertThat(retries.isDue("b")).isTrue();
      wait(Duration.ofNanos(1));
      assertThat(retries.isDue("a")).as("after %s minutes", minutes).isTrue();
    }
  }

  @Test
  void forgetsFailuresOnceTheStepSucceeds() {
    fails("a");
    wait(Duration.ofMinutes(1));
    fails("a");
    assertThat(retries.attempt("a", () -> {})).isTrue();
    assertThat(retries.isDue("a")).isTrue();
    fails("a");
    wait(Duration.ofMinutes(1));
    assertThat(retries.isDue("a")).as("as after the first failure").isTrue();
  }

  @Test
  void remembersTheLatestSteps() {
    for (int i = 0; i < 2_000; i++) {
      fails("step " + i);
    }
    assertThat(retries.isDue("step 999")).isTrue();
    assertThat(retries.isDue("step 1000")).isFalse();
    assertThat(retries.isDue("step 1999")).isFalse();
  }

  @Test
  void endsIfTheHomeIsClosed() {
    assertThatThrownBy(
            () ->
                retries.attempt(
                    "a",
                    () -> {
                      throw new ClosedException("The home is closed");
                    }))
        .isInstanceOf(IllegalStateException.class);
  }
}
