package io.lifecycle4j.core.serving.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lifecycle4j.core.storage.FormatText;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CanaryBucketsTest {
  private static final CanaryBuckets TWENTIETH = new CanaryBuckets("a1", 0.05);
  private static final CanaryBuckets QUARTER = new CanaryBuckets("a1", 0.25);

  private static IntStream buckets(String rollout, int keys) {
    CanaryBuckets buckets = new CanaryBuckets(rollout, 0.5);
    return IntStream.range(0, keys).map(key -> buckets.bucket("user-" + key));
  }

  @Test
  void neverMovesAKeyToAnotherBucket() {
    assertThat(TWENTIETH.bucket("alice")).isEqualTo(971);
    assertThat(TWENTIETH.bucket("bob")).isEqualTo(2176);
    assertThat(TWENTIETH.bucket("")).isEqualTo(9088);
    assertThat(new CanaryBuckets("b2", 0.05).bucket("alice")).isEqualTo(7658);
    assertThat(FormatText.all().replaceAll("\\s+", " "))
        .contains("have the buckets 971, 2176 and 9088.");
  }

  @Test
  void keepsWhoSawTheNewVersionOnIt() {
    assertThat(buckets("a1", 10_000).filter(TWENTIETH::isServed).boxed())
        .isNotEmpty()
        .allMatch(QUARTER::isServed);
  }

  @Test
  void servesTheShareOfTheKeys() {
    assertThat(buckets("a1", 100_000).filter(TWENTIETH::isServed).count() / 100_000.0)
        .isCloseTo(0.05, within(0.003));
    assertThat(buckets("a1", 100_000).filter(QUARTER::isServed).count() / 100_000.0)
        .isCloseTo(0.25, within(0.006));
  }

  @Test
  void choosesOtherKeysInEachRollout() {
    int[] one = buckets("a1", 10_000).toArray();
    int[] other = buckets("a2", 10_000).toArray();
    long both =
        IntStream.range(0, one.length)
            .filter(key -> QUARTER.isServed(one[key]) && QUARTER.isServed(other[key]))
            .count();
    assertThat(both / 10_000.0).isCloseTo(0.0625, within(0.01));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.0001, 0.05, 0.25, 0.5, 0.7, 0.9999})
  void comparesArmsOfTheSameSize(double share) {
    CanaryBuckets buckets = new CanaryBuckets("a1", share);
    IntStream all = IntStream.range(0, 10_000);
    long canary = IntStream.range(0, 10_000).filter(buckets::isCanary).count();
    long control = IntStream.range(0, 10_000).filter(buckets::isControl).count();
    assertThat(canary).isEqualTo(control);
    assertThat(canary).isEqualTo(Math.round(Math.min(share, 1 - share) * 10_000));
    assertThat(all.filter(buckets::isCanary).allMatch(buckets::isServed)).isTrue();
    assertThat(IntStream.range(0, 10_000).filter(buckets::isControl).noneMatch(buckets::isServed))
        .isTrue();
  }

  @Test
  void comparesAllRequestsWithThoseBeforeOnceAllAreServed() {
    CanaryBuckets all = new CanaryBuckets("a1", 1);
    assertThat(IntStream.range(0, 10_000).allMatch(all::isCanary)).isTrue();
    assertThat(IntStream.range(0, 10_000).noneMatch(all::isControl)).isTrue();
  }
}
