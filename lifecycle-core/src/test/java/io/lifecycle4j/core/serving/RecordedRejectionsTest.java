package io.lifecycle4j.core.serving;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** How many rejected calls are put on record. */
class RecordedRejectionsTest {
  private static final long SECOND = 1_000_000_000;

  private final RejectedCalls calls = new RejectedCalls(Long.MAX_VALUE - SECOND);

  private long recorded(int count, long now) {
    long recorded = 0;
    for (int i = 0; i < count; i++) {
      recorded += calls.count(now) == RejectedCalls.LEFT_OUT ? 0 : 1;
    }
    return recorded;
  }

  @Test
  void areAllOfABurstThenAHundredASecond() {
    long now = Long.MAX_VALUE - SECOND; // a clock of nanoseconds may overflow
    assertThat(recorded(5_000, now)).isEqualTo(RejectedCalls.BURST);
    for (int second = 0; second < 10; second++) {
      now += SECOND;
      assertThat(recorded(5_000, now)).isEqualTo(100);
    }
    now += 60 * SECOND;
    assertThat(calls.count(now)).as("left out before").isEqualTo(4_900);
    assertThat(calls.count(now)).isZero();
    assertThat(recorded(5_000, now)).isEqualTo(RejectedCalls.BURST - 2);
    assertThat(calls.count()).isEqualTo(60_002);
  }
}
