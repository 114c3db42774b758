package io.lifecycle4j.core.error;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BackoffTest {
  private long now = Long.MAX_VALUE - 5; // a nano ticker may overflow

  private final Backoff backoff =
      new Backoff(Duration.ofNanos(10), Duration.ofNanos(35), () -> now);

  @Test
  void doublesTheWaitUpToTheLongest() {
    List<Long> waits = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      waits.add(backoff.failed());
    }

    assertThat(waits).containsExactly(10L, 20L, 35L, 35L);
  }

  @Test
  void isDueAtOnceUntilItFails() {
    assertThat(backoff.isDue()).isTrue();

    backoff.failed();

    assertThat(backoff.isDue()).isFalse();
  }

  @Test
  void isDueAgainAfterTheWait() {
    backoff.failed();
    now += 9;
    assertThat(backoff.isDue()).isFalse();
    now += 1;
    assertThat(backoff.isDue()).isTrue();
  }

  @Test
  void beginsAnewAfterASuccess() {
    backoff.failed();
    backoff.failed();

    backoff.succeeded();

    assertThat(backoff.isDue()).isTrue();
    assertThat(backoff.failed()).isEqualTo(10);
  }

  @Test
  void waitsForADiskFrom20MillisecondsTo2Seconds() {
    Backoff disk = new Backoff(() -> now);
    assertThat(disk.failed()).isEqualTo(20_000_000);
    for (int i = 0; i < 10; i++) {
      disk.failed();
    }
    assertThat(disk.failed()).isEqualTo(2_000_000_000);
  }

  /** A wait whose end was not noted would be one for ever where the ticker is below zero. */
  @Test
  void isDueAfterAnErrorInTheMiddleOfAFailure() {
    StackOverflowError error = new StackOverflowError();
    Backoff failing =
        new Backoff(
            Duration.ofNanos(10),
            Duration.ofNanos(35),
            () -> {
              if (now == 0) {
                throw error;
              }
              return now;
            });
    now = 0;
    assertThatThrownBy(failing::failed).isSameAs(error);
    now = -1_000;
    assertThat(failing.isDue()).isTrue();
  }
}
