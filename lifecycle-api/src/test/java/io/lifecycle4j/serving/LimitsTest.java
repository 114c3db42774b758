package io.lifecycle4j.serving;

import static io.lifecycle4j.serving.Limits.concurrent;
import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.OverloadedException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LimitsTest {
  @Test
  void holdWhatIsSetAndDefaults() {
    Limits plain = concurrent(64);
    assertThat(plain.concurrent()).isEqualTo(64);
    assertThat(plain.queued()).isZero();
    assertThat(plain.deadline()).isEmpty();
    assertThat(plain).hasToString("Limits[concurrent=64, queued=0]");

    Limits all = plain.queued(256).deadline(ofMillis(50));
    assertThat(all.queued()).isEqualTo(256);
    assertThat(all.deadline()).contains(ofMillis(50));
    assertThat(all).hasToString("Limits[concurrent=64, queued=256, deadline=PT0.05S]");
    assertThat(plain.queued()).as("unchanged").isZero();
  }

  @Test
  void refuseWhatMakesNoSense() {
    assertThatThrownBy(() -> concurrent(0))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid concurrent calls: 0 (must be at least 1)");
    assertThatThrownBy(() -> concurrent(1).queued(-1))
        .hasMessage("Invalid queued calls: -1 (must be at least 0)");
    assertThatThrownBy(() -> concurrent(1).deadline(Duration.ZERO))
        .hasMessage("Invalid deadline: PT0S (must be more than 0 and at most 1 day)");
    assertThatThrownBy(() -> concurrent(1).queued(0).queued(0))
        .hasMessage("Invalid limits: queued set twice");
    assertThatThrownBy(() -> concurrent(1).deadline(ofMillis(1)).deadline(ofMillis(1)))
        .hasMessage("Invalid limits: deadline set twice");
  }

  @Test
  void areRejectedWithATimeToRetry() {
    OverloadedException known = new OverloadedException("full", ofMillis(3));
    assertThat(known.retryAfter()).contains(ofMillis(3));
    assertThat(new OverloadedException("full").retryAfter()).isEmpty();
  }
}
