package io.lifecycle4j.core.traffic;

import static io.lifecycle4j.error.Preconditions.check;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Counts of latencies in buckets, each at most a sixteenth wider than its lower edge. Immutable.
 *
 * <p>The edges are part of the format: counts of several processes are added.
 */
public final class LatencyCounts {
  /** Sixteen for each power of two up to 2<sup>40</sup> ns, which is 18 minutes. */
  public static final int BUCKETS = 16 * 37 + 1;

  /** Of no requests. */
  public static final LatencyCounts NONE = new LatencyCounts(new long[BUCKETS]);

  private static final int FINE_BITS = 4;
  private static final int FINE = 1 << FINE_BITS;

  private final long[] counts;

  /** Takes ownership of the counts of all buckets. */
  public LatencyCounts(long[] counts) {
    this.counts = counts;
  }

  /** Returns the bucket of a latency in nanoseconds; the last one holds all longer ones. */
  public static int bucket(long nanos) {
    if (nanos < FINE) {
      return (int) Math.max(0, nanos);
    }
    int power = Long.SIZE - 1 - Long.numberOfLeadingZeros(nanos) - FINE_BITS;
    return Math.min(BUCKETS - 1, power * FINE + (int) (nanos >>> power));
  }

  /** Returns the largest latency of a bucket, in nanoseconds. */
  public static long upperEdge(int bucket) {
    if (bucket < 2 * FINE) {
      return bucket;
    }
    int power = bucket / FINE - 1;
    return (((long) (bucket - power * FINE) + 1) << power) - 1;
  }

  /** Returns the number of each bucket that is not empty, followed by its count. */
  public List<Long> pairs() {
    List<Long> pairs = new ArrayList<>();
    for (int bucket = 0; bucket < BUCKETS; bucket++) {
      if (counts[bucket] > 0) {
        pairs.add((long) bucket);
        pairs.add(counts[bucket]);
      }
    }
    return pairs;
  }

  /** Reads what {@link #pairs} returned. */
  public static LatencyCounts of(List<Long> pairs) {
    check(pairs.size() % 2 == 0, "Invalid latencies: %s numbers", pairs.size());
    long[] counts = new long[BUCKETS];
    for (int i = 0; i < pairs.size(); i += 2) {
      long bucket = pairs.get(i);
      long count = pairs.get(i + 1);
      check(
          bucket >= 0 && bucket < BUCKETS && count > 0,
          "Invalid latencies: %s in bucket %s",
          count,
          bucket);
      counts[(int) bucket] += count;
    }
    return new LatencyCounts(counts);
  }

  long all() {
    return Arrays.stream(counts).sum();
  }

  LatencyCounts minus(LatencyCounts other) {
    long[] left = counts.clone();
    Arrays.setAll(left, bucket -> left[bucket] - other.counts[bucket]);
    return new LatencyCounts(left);
  }

  /** Adds many at once. */
  static LatencyCounts sum(Collection<TrafficCounts> all) {
    long[] sums = new long[BUCKETS];
    for (TrafficCounts each : all) {
      for (int bucket = 0; bucket < BUCKETS; bucket++) {
        sums[bucket] += each.latencies().counts[bucket];
      }
    }
    return new LatencyCounts(sums);
  }

  LatencyCounts plus(LatencyCounts other) {
    long[] sums = counts.clone();
    Arrays.setAll(sums, bucket -> sums[bucket] + other.counts[bucket]);
    return new LatencyCounts(sums);
  }

  /** Returns a quantile, at most a sixteenth too high; 0 without counts. */
  public Duration quantile(double share) {
    long all = all();
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
  public long above(double nanos) {
    return Arrays.stream(counts, Math.min(BUCKETS, bucket((long) nanos) + 1), BUCKETS).sum();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof LatencyCounts that && Arrays.equals(counts, that.counts);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(counts);
  }

  @Override
  public String toString() {
    return pairs().toString();
  }
}
