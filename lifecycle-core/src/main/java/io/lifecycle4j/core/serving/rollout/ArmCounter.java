package io.lifecycle4j.core.serving.rollout;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/** Counts the requests of one arm in this process. Thread-safe. */
public final class ArmCounter {
  private final AtomicLongArray latencies = new AtomicLongArray(LatencyCounts.BUCKETS);
  private final LongAdder errors = new LongAdder();
  private final LongAdder refusals = new LongAdder();

  ArmCounter() {}

  /**
   * Counts a request.
   *
   * @param nanos how long it took
   * @param failed whether the version failed, or returned no valid answer
   * @param refused whether an input was refused
   */
  public void add(long nanos, boolean failed, boolean refused) {
    latencies.getAndIncrement(LatencyCounts.bucket(nanos));
    if (failed) {
      errors.increment();
    }
    if (refused) {
      refusals.increment();
    }
  }

  /** Returns the counts; each request counts once as an error, and is then among the requests. */
  ArmTotals totals() {
    long failed = errors.sum(); // before the requests, of which they are a part
    long refused = refusals.sum();
    long[] counts = new long[LatencyCounts.BUCKETS];
    long requests = 0;
    for (int bucket = 0; bucket < counts.length; bucket++) {
      counts[bucket] = latencies.get(bucket);
      requests += counts[bucket];
    }
    return new ArmTotals(requests, failed, refused, new LatencyCounts(counts));
  }
}
