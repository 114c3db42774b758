package io.lifecycle4j.core.serving.rollout;

import java.time.Duration;
import java.util.Arrays;

/**
 * Counts of latencies in buckets, each at most a sixteenth wider than its lower edge. Immutable.
 *
 * <p>The edges are part of the format: counts of several processes are added.
 */
final class LatencyCounts {
  /** Sixteen for each power of two up to 2<sup>40</sup> ns, which is 18 minutes. */
  static final int BUCKETS = 16 * 37 + 1;

  static final LatencyCounts NONE = new LatencyCounts(new long[BUCKETS]);

  private static final int FINE_BITS = 4;
  private static final int FINE = 1 << FINE_BITS;

  private final long[] counts;

  /** Takes ownership of the counts of all buckets. */
  LatencyCounts(long[] counts) {
    this.counts = counts;
  }

  /** Returns the bucket of a latency in nanoseconds; the last one holds all longer ones. */
  static int bucket(long nanos) {
    if (nanos < FINE) {
      return (int) Math.max(0, nanos);
    }
    int power = Long.SIZE - 1 - Long.numberOfLeadingZeros(nanos) - FINE_BITS;
    return Math.min(BUCKETS - 1, power * FINE + (int) (nanos >>> power));
  }

  /** Returns the largest latency of a bucket, in nanoseconds. */
  static long upperEdge(int bucket) {
    if (bucket < 2 * FINE) {
      return bucket;
    }
    int power = bucket / FINE - 1;
    return (((long) (bucket - power * FINE) + 1) << power) - 1;
  }

  long count(int bucket) {
    return counts[bucket];
  }

  LatencyCounts plus(LatencyCounts other) {
    long[] sums = counts.clone();
    Arrays.setAll(sums, bucket -> sums[bucket] + other.counts[bucket]);
    return new LatencyCounts(sums);
  }

  /** Returns a quantile, at most a sixteenth too high; 0 without counts. */
  Duration quantile(double share) {
    long all = Arrays.stream(counts).sum();
    long wanted = Math.max(1, (long) Math.ceil(share * all));
    long seen = 0;
    for (int bucket = 0; bucket < BUCKETS && all > 0; bucket++) {
      seen += counts[bucket];
      if (seen >= wanted) {
        return Duration.ofNanos(upperEdge(bucket));
      }
    }
    return Duration.ZERO;
  }

  /** Returns how many latencies are in buckets above the one of this latency. */
  long above(double nanos) {
    return Arrays.stream(counts, Math.min(BUCKETS, bucket((long) nanos) + 1), BUCKETS).sum();
  }
}
