package io.lifecycle4j.core.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LatencyCountsTest {
  private static LatencyCounts of(long... nanos) {
    long[] counts = new long[LatencyCounts.BUCKETS];
    for (long each : nanos) {
      counts[LatencyCounts.bucket(each)]++;
    }
    return new LatencyCounts(counts);
  }

  @ParameterizedTest
  @CsvSource({"-1, 0", "0, 0", "15, 15", "16, 16", "31, 31", "32, 32", "33, 32", "1000000, 270"})
  void neverMovesAnEdge(long nanos, int bucket) {
    assertThat(LatencyCounts.bucket(nanos)).isEqualTo(bucket);
  }

  @Test
  void hasAllOfALongestLatencyInTheLastBucket() {
    assertThat(LatencyCounts.bucket(Long.MAX_VALUE)).isEqualTo(LatencyCounts.BUCKETS - 1);
    assertThat(LatencyCounts.bucket(1L << 40)).isEqualTo(LatencyCounts.BUCKETS - 1);
    assertThat(LatencyCounts.bucket((1L << 40) - 1)).isEqualTo(LatencyCounts.BUCKETS - 2);
  }

  @Test
  void isAtMostASixteenthTooHigh() {
    Random random = new Random(1);
    for (int i = 0; i < 10_000; i++) {
      long nanos = random.nextLong(1L << random.nextInt(1, 40));
      long edge = LatencyCounts.upperEdge(LatencyCounts.bucket(nanos));
      assertThat(edge).isBetween(nanos, nanos + nanos / 16);
    }
  }

  @Test
  void addsTheCountsOfProcesses() {
    LatencyCounts sum = of(100, 200).plus(of(300, 3_000_000));
    assertThat(sum.quantile(0.5)).isBetween(Duration.ofNanos(200), Duration.ofNanos(212));
    assertThat(sum.quantile(0.99).toNanos()).isBetween(3_000_000L, 3_187_500L);
    assertThat(sum.above(250)).isEqualTo(2);
    assertThat(sum.above(1e18)).isZero();
    assertThat(LatencyCounts.NONE.quantile(0.99)).isZero();
  }
}
