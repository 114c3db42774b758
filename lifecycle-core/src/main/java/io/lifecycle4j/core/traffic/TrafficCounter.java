package io.lifecycle4j.core.traffic;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/** Counts the requests of a version in this process. Thread-safe, without locks or garbage. */
public final class TrafficCounter {
  private final AtomicLongArray latencies = new AtomicLongArray(LatencyCounts.BUCKETS);
  private final LongAdder errors = new LongAdder();
  private final LongAdder refusals = new LongAdder();

  /** Counts nothing yet. */
  public TrafficCounter() {}

  /** Counts a request that took so many nanoseconds. */
  public void add(long nanos) {
    latencies.getAndIncrement(LatencyCounts.bucket(nanos));
  }

  /** Counts that in a request added before, the version failed or returned no valid answer. */
  public void failed() {
    errors.increment();
  }

  /** Counts that in a request added before, an input was refused. */
  public void refused() {
    refusals.increment();
  }

  /** Returns the counts; each request counts once as an error, and is then among the requests. */
  public TrafficCounts counts() {
    long failed = errors.sum(); // before the requests, of which they are a part
    long refused = refusals.sum();
    long[] counts = new long[LatencyCounts.BUCKETS];
    long requests = 0;
    for (int bucket = 0; bucket < counts.length; bucket++) {
      counts[bucket] = latencies.get(bucket);
      requests += counts[bucket];
    }
    return new TrafficCounts(requests, failed, refused, new LatencyCounts(counts));
  }
}
