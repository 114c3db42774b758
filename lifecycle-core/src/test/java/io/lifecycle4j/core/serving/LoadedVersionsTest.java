package io.lifecycle4j.core.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.contract.LinearEngine;
import io.lifecycle4j.core.error.Rounds;
import io.lifecycle4j.core.loading.LineVersions;
import io.lifecycle4j.core.loading.Pace;
import io.lifecycle4j.core.loading.VersionLoads;
import io.lifecycle4j.core.loading.VersionLoads.Held;
import io.lifecycle4j.core.loading.VersionLoads.Purpose;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.error.ModelUnavailableException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A version that is wanted is loaded again until it is there, and freed if nobody uses it. */
@Timeout(60)
class LoadedVersionsTest {
  private final AtomicInteger open = new AtomicInteger();
  private final Semaphore begun = new Semaphore(0);
  private final Semaphore ended = new Semaphore(0);
  private volatile boolean fails;
  private long nanos;
  private final VersionLoads loads =
      LineVersions.loads(
          new LinearEngine(),
          Media.memory(),
          Duration.ofSeconds(20),
          new Pace(
              Duration.ofSeconds(1), Duration.ofMinutes(1), Pace.DEFAULT.patience(), () -> nanos));
  private final LoadedVersions<Held> loaded =
      new LoadedVersions<>(loads, Purpose.SERVE, (version, purpose) -> load(), ended::release);

  private Held load() {
    begun.acquireUninterruptibly(); // or who began it might see its end at once
    if (fails) {
      throw new ModelUnavailableException("made by the test");
    }
    return held();
  }

  private Held held() {
    open.incrementAndGet();
    return open::decrementAndGet;
  }

  @AfterEach
  void close() {
    loads.close();
  }

  private void begin(int version) {
    assertThat(loaded.find(version)).isNull();
    begun.release();
    ended.acquireUninterruptibly();
  }

  @Test
  void isTriedAgainAfterOneSecondThenTwo() {
    fails = true;
    for (int seconds : new int[] {1, 2, 4, 8, 16, 32, 60, 60}) {
      begin(1);
      assertThatThrownBy(() -> loaded.find(1)).hasMessage("made by the test");
      assertThat(loaded.find(1)).as("a moment later").isNull();
      assertThat(loaded.pause()).isEqualTo(Duration.ofSeconds(seconds));
      nanos += Duration.ofSeconds(seconds).toNanos();
    }
    fails = false;
    begin(1);
    assertThat(loaded.find(1)).isNotNull();
    assertThat(loaded.pause()).isEqualTo(Rounds.UNTIL_WOKEN);
    loaded.settle(List.of(), version -> false);
    assertThat(open).hasValue(0);
  }

  @Test
  void isNotForgottenWhenItsTimeHasComeMeanwhile() {
    fails = true;
    begin(1);
    assertThatThrownBy(() -> loaded.find(1)).hasMessage("made by the test");
    assertThat(loaded.find(1)).isNull();
    nanos += Duration.ofSeconds(1).toNanos();
    assertThat(loaded.pause()).isEqualTo(VersionFollower.LOOK);
  }

  @Test
  void isOwnedUntilItIsUsed() {
    begin(1);
    Held first = loaded.find(1);
    assertThat(loaded.find(1)).isSameAs(first);
    begin(2);
    Held third = held();
    loaded.offer(3, third);
    assertThat(loaded.find(3)).isSameAs(third);
    loaded.settle(List.of(third), version -> version == 1);
    assertThat(open).as("the first is wanted, and the third in use").hasValue(2);
    loaded.offer(1, held());
    assertThat(open).as("instead of the first").hasValue(2);
    loaded.settle(List.of(), version -> false);
    assertThat(open).hasValue(1);
  }

  @Test
  void isFoundLaterIfItCouldNotBeRun() {
    loaded.offer(1, held());
    assertThat(loaded.find(1)).isNotNull();
    loaded.failed(1);
    assertThat(loaded.find(1)).isNull();
    assertThat(loaded.pause()).isEqualTo(Duration.ofSeconds(1));
    nanos += Duration.ofSeconds(1).toNanos();
    assertThat(loaded.find(1)).isNotNull();
    loaded.settle(List.of(), version -> false);
    assertThat(open).hasValue(0);
  }

  @Test
  void isNewsOnce() {
    ModelUnavailableException failure = new ModelUnavailableException("skipped");
    assertThat(loaded.isNews(1, failure)).isTrue();
    assertThat(loaded.isNews(1, failure)).isFalse();
    assertThat(loaded.isNews(2, failure)).isTrue();
    assertThat(loaded.isNews(1, new ModelUnavailableException("corrupt"))).isTrue();
  }
}
