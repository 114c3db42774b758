package io.lifecycle4j.core.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class CoreShareTest {
  private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private long now = 12_345;
  private final CoreShare share = new CoreShare(() -> now);

  private void work(long nanos) {
    share.begin();
    now += nanos;
    share.end();
  }

  @Test
  void permitsASecondAtOnce() {
    work(400 * MILLI);
    assertThat(share.rest()).isNotPositive();
    share.begin();
    now += 599 * MILLI;
    assertThat(share.isSpent()).isFalse();
    now += MILLI;
    assertThat(share.isSpent()).isTrue();
    share.end();
    assertThat(share.rest()).isNotPositive();
  }

  @Test
  void restsForTwentyTimesWhatWasUsedBeyond() {
    work(SECOND);
    work(SECOND);
    assertThat(share.rest()).isEqualTo(20 * SECOND);
    now += 20 * SECOND - 1;
    assertThat(share.rest()).isEqualTo(1);
    now++;
    assertThat(share.rest()).isNotPositive();
    share.begin();
    assertThat(share.isSpent()).as("nothing is saved").isTrue();
  }

  @Test
  void savesNoMoreThanASecond() {
    work(SECOND / 2);
    now += 1_000 * SECOND;
    work(2 * SECOND);
    assertThat(share.rest()).isEqualTo(20 * SECOND);
  }

  @Test
  void neverPermitsMoreThanATwentiethOverTimeHoweverLongEachPieceTakes() {
    Random random = new Random(7);
    long begin = now;
    long worked = 0;
    long longest = 100 * MILLI;
    for (int i = 0; i < 10_000; i++) {
      now += random.nextInt((int) (100 * MILLI));
      if (share.rest() <= 0) {
        long took = (long) (random.nextDouble() * longest);
        work(took);
        worked += took;
        assertThat(worked).isLessThanOrEqualTo(SECOND + (now - begin) / 20 + longest);
      }
    }
    assertThat(worked).as("nor much less").isGreaterThan((now - begin) / 22);
  }
}
