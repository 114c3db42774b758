package io.lifecycle4j.core.storage.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.contract.OnlyLarger;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WaitersTest {
  private static final Duration SHORT = Duration.ofMillis(500);

  private final Waiters waiters = new Waiters();
  private final AtomicInteger looks = new AtomicInteger();
  private final AtomicInteger sizes = new AtomicInteger();

  private boolean reached(int look) {
    return looks.incrementAndGet() == look;
  }

  @Test
  void lookAtTheJournalRarelyWhileItsSizeStays() {
    assertThat(waiters.await(() -> reached(0), () -> 0L * sizes.incrementAndGet(), SHORT))
        .isFalse();
    assertThat(sizes).hasValueGreaterThan(2);
    assertThat(looks).as("at the beginning and at the end").hasValue(2);
  }

  @Test
  void lookAtTheJournalAgainOnceItHasGrown() {
    assertThat(waiters.await(() -> reached(3), sizes::incrementAndGet, Duration.ofMinutes(1)))
        .isTrue();
    assertThat(sizes).as("not only after a second").hasValueLessThan(7);
  }

  @Test
  @OnlyLarger
  void lookAtTheJournalNowAndThenAlthoughItsSizeStays() {
    assertThat(waiters.await(() -> reached(2), () -> 0, Duration.ofMinutes(1))).isTrue();
  }
}
